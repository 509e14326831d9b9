#![doc = include_str!("../README.md")]

mod config;
mod domain;
mod grpc;
mod ids;
mod messages;
mod outgoing;
mod reasons;
mod requests;
mod reviews;
mod schema;
mod store;
mod subscribers;
mod timers;
mod use_cases;

use std::{future::Future, sync::Arc};

use cascade_directory::Backfill;
use cascade_events::{Bus, Relay, Retention};
use cascade_proto::tasks::v1::tasks_service_server::TasksServiceServer;
use cascade_runtime::{clock::Clock, clock_grpc::Settle, grpc::MAX_MESSAGE_BYTES};
use cascade_storage::{DbPool, MigrationSet};
use diesel_migrations::embed_migrations;
use tokio_util::sync::CancellationToken;

pub use config::{Config, ConfigError, RulesConfig, UpdatesConfig};
pub use grpc::Grpc;
pub use subscribers::CONSUMER;

/// Name of the service: of its role, its section of the configuration, its SQLite file.
pub const NAME: &str = "tasks";

static OWN_MIGRATIONS: MigrationSet = MigrationSet {
    postgres: embed_migrations!("migrations/postgres"),
    sqlite: embed_migrations!("migrations/sqlite"),
};

/// Migrations of its database, in their order.
pub static MIGRATIONS: [&MigrationSet; 2] = [&cascade_events::MIGRATIONS, &OWN_MIGRATIONS];

/// What the service stands on.
pub struct Deps {
    /// Its own database, migrated.
    pub pool: DbPool,
    /// Carries events.
    pub bus: Arc<dyn Bus>,
    /// The time.
    pub clock: Clock,
    /// Its configuration.
    pub config: Config,
}

/// The tasks service.
pub struct Tasks {
    deps: Deps,
    use_cases: Arc<use_cases::UseCases>,
}

impl Tasks {
    /// The service; nothing runs yet.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        let cut_off = domain::cutoff::CutOff {
            time: deps.config.updates.time(),
            offset: deps.clock.offset(),
        };
        let use_cases = use_cases::UseCases::new(deps.pool.clone(), deps.config.policy(), cut_off);
        Self {
            deps,
            use_cases: Arc::new(use_cases),
        }
    }

    /// What it listens to.
    #[must_use]
    pub fn subscription(config: &Config) -> cascade_events::Subscription {
        subscribers::subscription(&config.subscriber)
    }

    /// Its gRPC service, to be added to routes.
    #[must_use]
    pub fn grpc(&self) -> TasksServiceServer<Grpc> {
        let face = Grpc::new(self.deps.clock.clone(), Arc::clone(&self.use_cases));
        TasksServiceServer::new(face)
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    fn cut_offs(&self) -> timers::CutOffs {
        let Deps { pool, clock, .. } = &self.deps;
        timers::CutOffs::new(pool.clone(), clock.clone(), Arc::clone(&self.use_cases))
    }

    /// What a simulated clock waits for after each move: the daily cut-offs that fell due.
    #[must_use]
    pub fn settle(&self) -> Arc<dyn Settle> {
        Arc::new(self.cut_offs())
    }

    /// Subscribes at once, and answers its background work: relay, subscriber, question for the directory, daily
    /// cut-offs, reviews after changes of calendars, retention. To be spawned; ends when all of it has
    /// stopped after `shutdown`.
    pub fn run(
        &self,
        shutdown: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static + use<> {
        let Deps {
            pool,
            bus,
            clock,
            config,
        } = &self.deps;
        let now: cascade_events::relay::Now = {
            let clock = clock.clone();
            Arc::new(move || clock.now())
        };
        let handler =
            subscribers::Subscriber::new(pool.clone(), clock.clone(), Arc::clone(&self.use_cases));
        let subscriber = bus.subscribe(
            subscribers::subscription(&config.subscriber),
            Arc::new(handler),
            shutdown.clone(),
        );
        let relay = Relay::new(
            NAME,
            pool.clone(),
            Arc::clone(bus),
            config.relay.clone(),
            Arc::clone(&now),
        );
        let retention = Retention::new(pool.clone(), config.retention.clone(), now);
        let cut_offs = self.cut_offs();
        let reviews = reviews::Reviews::new(pool.clone(), Arc::clone(&self.use_cases));
        // After the subscription, or the answer could be missed.
        let backfill = Backfill::new(pool.clone(), NAME);
        async move {
            tokio::join!(
                subscriber,
                backfill.run(shutdown.clone()),
                cut_offs.run(shutdown.clone()),
                reviews.run(shutdown.clone()),
                relay.run(shutdown.clone()),
                retention.run(shutdown)
            );
        }
    }
}
