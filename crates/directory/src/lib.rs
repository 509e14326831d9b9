#![doc = include_str!("../README.md")]

pub mod backfill;
mod reading;
mod schema;

pub use backfill::Backfill;
pub use reading::{absence, layer, part};
