#![doc = include_str!("../README.md")]

pub mod bus;
mod cloud_event;
mod data;
pub mod dead_letters;
pub mod idempotency;
pub mod inbox;
pub mod outbox;
pub mod relay;
mod retention;
mod schema;
pub mod trace;

pub use bus::{
    Bus, BusError, DeadLetter, HandleError, Handler, LogFrom, Logged, PARTITIONS, PublishError,
    SubscriberConfig, Subscription,
    in_process::InProcess,
    rabbitmq::{RabbitMq, RabbitMqConfig},
};
pub use cloud_event::{CONTENT_TYPE, CloudEvent, EnvelopeError};
pub use data::EventData;
pub use outbox::NewEvent;
pub use relay::{Relay, RelayConfig};
pub use retention::{Retention, RetentionConfig};

use cascade_storage::MigrationSet;
use diesel_migrations::embed_migrations;

/// Tables of this crate; every service's database has them.
pub static MIGRATIONS: MigrationSet = MigrationSet {
    postgres: embed_migrations!("migrations/postgres"),
    sqlite: embed_migrations!("migrations/sqlite"),
};
