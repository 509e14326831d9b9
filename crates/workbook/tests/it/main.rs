//! The workbook from outside: what is written comes back, what people write is understood, what is hostile is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../../examples/q3_sales/source.rs"]
mod source;
#[path = "../../examples/q3_sales/tasks.rs"]
mod tasks;

mod check;
mod csv;
mod example;
mod gantt;
mod hostile;
#[cfg(target_os = "linux")]
mod libreoffice;
mod mark;
#[cfg(target_os = "linux")]
mod memory;
mod mspdi;
mod oddities;
mod render;
mod round_trip;
mod schedule;
mod sheets;
