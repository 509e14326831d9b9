//! The goals service from outside: through its gRPC face over an in-process channel, and through its outbox, on both databases.

mod activate;
mod check_in;
mod create;
mod import;
mod read;
mod refuse;
mod schema;
mod support;
