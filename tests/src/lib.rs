//! The whole product as a black box.

pub mod api;
pub mod process;
pub mod stack;
