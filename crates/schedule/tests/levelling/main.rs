//! Levelling: every schedule is feasible, whatever is asked for.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

mod by_hand;
mod quality;
mod random;
mod refused;
