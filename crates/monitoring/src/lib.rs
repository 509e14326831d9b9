#![doc = include_str!("../README.md")]

mod announcements;
mod cache;
mod calendars;
mod config;
mod directory;
mod directory_words;
pub mod domain;
mod engine;
mod forecasts;
mod grounds;
mod grpc;
mod grpc_forecasts;
mod grpc_notices;
mod grpc_reports;
mod history;
pub mod ids;
mod incoming;
mod messages;
mod my_day;
mod outgoing;
mod overview;
mod policies;
mod post_office;
mod preview;
mod queries;
mod reports;
mod reviews;
mod rotas;
mod schedule_risk;
mod schema;
pub mod simulation;
mod store;
mod subscribers;
mod timers;
mod use_cases;
mod warm_up;

use std::sync::Arc;

use cascade_directory::Backfill;
use cascade_events::{Bus, Relay, Retention, Subscription};
use cascade_method::Policy;
use cascade_proto::monitoring::v1::{
    forecasts_service_server::ForecastsServiceServer,
    monitoring_service_server::MonitoringServiceServer,
    notices_service_server::NoticesServiceServer, reports_service_server::ReportsServiceServer,
};
use cascade_runtime::{
    clock::Clock, clock_grpc::Settle, error::ServiceError, grpc::MAX_MESSAGE_BYTES,
};
use cascade_storage::{DbPool, MigrationSet};
use diesel_migrations::embed_migrations;
use tokio_util::sync::CancellationToken;

pub use config::{Config, ConfigError, Notices};
pub use directory::{Department, Directory};
pub use grpc::Grpc;
pub use grpc_forecasts::ForecastsGrpc;
pub use grpc_notices::NoticesGrpc;
pub use grpc_reports::ReportsGrpc;

/// Name of the service.
pub const NAME: &str = "monitoring";

static OWN_MIGRATIONS: MigrationSet = MigrationSet {
    postgres: embed_migrations!("migrations/postgres"),
    sqlite: embed_migrations!("migrations/sqlite"),
};

/// Tables of this service, those of the events first.
pub static MIGRATIONS: [&MigrationSet; 2] = [&cascade_events::MIGRATIONS, &OWN_MIGRATIONS];

/// What the service stands on.
pub struct Deps {
    /// Its database.
    pub pool: DbPool,
    /// How events travel.
    pub bus: Arc<dyn Bus>,
    /// Where time comes from.
    pub clock: Clock,
    /// Its configuration.
    pub config: Config,
}

/// The monitoring service.
pub struct Monitoring {
    engine: Arc<engine::Engine>,
    office: Arc<post_office::PostOffice>,
    bus: Arc<dyn Bus>,
    config: Config,
}

impl Monitoring {
    /// The service, not running yet.
    #[must_use]
    pub fn new(
        Deps {
            pool,
            bus,
            clock,
            config,
        }: Deps,
    ) -> Self {
        let engine = engine::Engine::new(pool, clock, Policy::default());
        let office = post_office::PostOffice::new(
            Arc::clone(&engine),
            config.notices.clone(),
            Clock::system(),
        );
        Self {
            engine,
            office,
            bus,
            config,
        }
    }

    /// With another clock for what services of other people see: signatures, limits, attempts. The machine's where this is not called.
    #[must_use]
    pub fn with_wall(mut self, wall: Clock) -> Self {
        let notices = self.config.notices.clone();
        self.office = post_office::PostOffice::new(Arc::clone(&self.engine), notices, wall);
        self
    }

    /// What it listens to.
    #[must_use]
    pub fn subscription(config: &Config) -> Subscription {
        subscribers::subscription(config)
    }

    /// Its calls.
    #[must_use]
    pub fn grpc(&self) -> MonitoringServiceServer<Grpc> {
        MonitoringServiceServer::new(Grpc::new(Arc::clone(&self.engine)))
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    /// Its calls about channels and deliveries.
    #[must_use]
    pub fn notices_grpc(&self) -> NoticesServiceServer<NoticesGrpc> {
        let clock = self.engine.clock.clone();
        NoticesServiceServer::new(NoticesGrpc::new(Arc::clone(&self.office), clock))
    }

    /// Its calls about reports.
    #[must_use]
    pub fn reports_grpc(&self) -> ReportsServiceServer<ReportsGrpc> {
        ReportsServiceServer::new(ReportsGrpc::new(Arc::clone(&self.engine)))
            .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    /// Its calls about forecasts.
    #[must_use]
    pub fn forecasts_grpc(&self) -> ForecastsServiceServer<ForecastsGrpc> {
        let risk = self.config.risk.clone();
        ForecastsServiceServer::new(ForecastsGrpc::new(Arc::clone(&self.engine), risk))
            .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    /// What a simulated clock waits for.
    #[must_use]
    pub fn settle(&self) -> Arc<dyn Settle> {
        Arc::new(timers::SettleTimers(Arc::clone(&self.engine)))
    }

    /// Reads every active plan into memory, as a replica does when it starts; answers how many plans and tasks there are.
    ///
    /// # Errors
    /// Database errors; what has been read stays in memory.
    pub async fn read_active_plans(&self) -> Result<(usize, usize), ServiceError> {
        self.engine.read_active_plans(self.config.readers).await
    }

    /// Its relay, subscriber, question for the directory, timers, post office and retention, until `shutdown`. What it listens to is registered before this returns.
    pub fn run(&self, shutdown: CancellationToken) -> impl Future<Output = ()> + Send + 'static {
        let pool = self.engine.pool.clone();
        let clock = self.engine.clock.clone();
        let now: cascade_events::relay::Now = Arc::new(move || clock.now());
        let consume = self.bus.subscribe(
            Self::subscription(&self.config),
            Arc::new(subscribers::Subscriber(Arc::clone(&self.engine))),
            shutdown.clone(),
        );
        let relay = Relay::new(
            NAME,
            pool.clone(),
            Arc::clone(&self.bus),
            self.config.relay.clone(),
            Arc::clone(&now),
        );
        let retention = Retention::new(pool, self.config.retention.clone(), now);
        let timers = Arc::clone(&self.engine).run_timers(shutdown.clone());
        let office = Arc::clone(&self.office).run(shutdown.clone());
        let announce = self.config.reports.clone();
        let reports = Arc::clone(&self.engine).run_reports(announce, shutdown.clone());
        // After the subscription, or the answer could be missed.
        let backfill = Backfill::new(self.engine.pool.clone(), NAME).run(shutdown.clone());
        let warm_up = Arc::clone(&self.engine).warm_up(self.config.readers, shutdown.clone());
        async move {
            tokio::join!(
                consume,
                relay.run(shutdown.clone()),
                retention.run(shutdown),
                timers,
                office,
                reports,
                warm_up,
                backfill
            );
        }
    }
}
