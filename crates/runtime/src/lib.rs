#![doc = include_str!("../README.md")]

pub mod auth;
pub mod channel;
pub mod clock;
pub mod clock_grpc;
pub mod config;
mod crypto;
pub mod day;
pub mod edge;
pub mod error;
pub mod grpc;
pub mod health;
pub mod keyed;
pub mod lang;
pub mod paging;
pub mod propagation;
pub mod shutdown;
pub mod telemetry;

pub use crypto::install_crypto;
pub use error::{ErrorKind, Problem, Reason, ServiceError, Violation};
pub use lang::{Lang, Localized};
