#![doc = include_str!("../README.md")]

mod config;
mod domain;
mod grpc;
mod ids;
mod messages;
mod outgoing;
mod reasons;
mod requests;
mod schema;
mod store;
mod subscribers;
mod use_cases;

use std::{future::Future, sync::Arc};

use cascade_events::{Bus, Relay, Retention, Subscription};
use cascade_proto::goals::v1::{
    adjustments_service_server::AdjustmentsServiceServer, goals_service_server::GoalsServiceServer,
    reviews_service_server::ReviewsServiceServer,
};
use cascade_runtime::{clock::Clock, grpc::MAX_MESSAGE_BYTES};
use cascade_storage::{DbPool, MigrationSet};
use diesel_migrations::embed_migrations;
use tokio_util::sync::CancellationToken;

pub use config::{Config, ConfigError, RulesConfig};
pub use domain::audit;
pub use grpc::Grpc;

/// Name of the service: of its role, its section of the configuration, its SQLite file.
pub const NAME: &str = "goals";

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

/// The goals service.
pub struct Goals {
    deps: Deps,
    use_cases: Arc<use_cases::UseCases>,
}

impl Goals {
    /// The service; nothing runs yet.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        let use_cases = use_cases::UseCases::new(deps.pool.clone(), deps.config.policy());
        Self {
            deps,
            use_cases: Arc::new(use_cases),
        }
    }

    /// What it listens to.
    #[must_use]
    pub fn subscription(config: &Config) -> Subscription {
        subscribers::subscription(config)
    }

    fn face(&self) -> Grpc {
        Grpc::new(self.deps.clock.clone(), Arc::clone(&self.use_cases))
    }

    /// Its calls about plans, goals and key results, to be added to routes.
    #[must_use]
    pub fn grpc(&self) -> GoalsServiceServer<Grpc> {
        GoalsServiceServer::new(self.face())
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    /// Its calls about adjustments and the history they leave.
    #[must_use]
    pub fn adjustments(&self) -> AdjustmentsServiceServer<Grpc> {
        AdjustmentsServiceServer::new(self.face())
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    /// Its calls about reviews.
    #[must_use]
    pub fn reviews(&self) -> ReviewsServiceServer<Grpc> {
        ReviewsServiceServer::new(self.face())
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_MESSAGE_BYTES)
    }

    /// Its background work: relay, subscriber and retention. To be spawned; ends when all of it has stopped after
    /// `shutdown`. What it listens to is registered before this returns.
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
        let facts = subscribers::Facts {
            pool: pool.clone(),
            clock: clock.clone(),
        };
        let consume = bus.subscribe(
            Self::subscription(config),
            Arc::new(facts),
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
