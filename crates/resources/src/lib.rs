#![doc = include_str!("../README.md")]

mod config;
mod domain;
mod grpc;
mod messages;
mod outgoing;
mod schema;
mod store;
mod subscribers;
mod use_cases;

use std::{future::Future, sync::Arc};

use cascade_events::{Bus, Relay, Retention, Subscription};
use cascade_proto::resources::v1::resources_service_server::ResourcesServiceServer;
use cascade_runtime::{clock::Clock, grpc::MAX_MESSAGE_BYTES};
use cascade_storage::{DbPool, MigrationSet};
use diesel_migrations::embed_migrations;
use tokio_util::sync::CancellationToken;

pub use config::{Config, ConfigError, StaffingConfig};
pub use grpc::Grpc;

/// Name of the service.
pub const NAME: &str = "resources";

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

/// The resources service.
pub struct Resources {
    deps: Deps,
    use_cases: Arc<use_cases::UseCases>,
}

impl Resources {
    /// The service, not running yet.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        let use_cases = Arc::new(use_cases::UseCases::new(
            deps.pool.clone(),
            deps.config.staffing.clone(),
        ));
        Self { deps, use_cases }
    }

    /// What it listens to.
    #[must_use]
    pub fn subscription(config: &Config) -> Subscription {
        subscribers::subscription(config)
    }

    /// Its calls.
    #[must_use]
    pub fn grpc(&self) -> ResourcesServiceServer<Grpc> {
        ResourcesServiceServer::new(Grpc::new(
            Arc::clone(&self.use_cases),
            self.deps.clock.clone(),
        ))
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    /// Its relay, subscriber and retention, until `shutdown`. What it listens to is registered before this returns.
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
        let time = clock.clone();
        let now: cascade_events::relay::Now = Arc::new(move || time.now());
        let subscriber = subscribers::Subscriber {
            pool: pool.clone(),
            clock: clock.clone(),
        };
        let consume = bus.subscribe(
            Self::subscription(config),
            Arc::new(subscriber),
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
        async move {
            tokio::join!(
                consume,
                relay.run(shutdown.clone()),
                retention.run(shutdown)
            );
        }
    }
}
