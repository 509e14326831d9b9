//! The monitoring service from outside: through its gRPC face over an in-process channel, its events and its timers, on both
//! databases.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod alerts;
mod away;
mod causes;
mod deadlines;
mod digests;
mod directory;
mod edges;
mod facts;
mod forecast;
mod goal_tree;
mod grpc;
mod impacts;
mod ladder;
mod letters;
mod my_day;
mod notices;
mod office;
mod overtaken;
mod overview;
mod policies;
mod preview;
mod replicas;
mod reports;
mod rotas;
mod schedule;
mod schema;
mod sending;
mod settling;
mod stand_ins;
mod storms;
mod story;
mod support;
mod timers;
mod warm_up;
mod working_time;
