//! Dates, floats and root causes by hand, and against a model that walks day by day and calculates everything anew.
#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod by_hand;
mod calendars;
mod causes;
mod holds;
mod layers;
mod monte_carlo;
mod naive;
mod parts;
mod random;
mod repair;
mod sketch;
