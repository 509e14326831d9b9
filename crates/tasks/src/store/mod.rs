//! Rows and queries; nothing else knows diesel. Functions take a connection, so that several share a transaction.

pub mod baselines;
pub mod directory;
pub mod findings;
pub mod links;
pub mod listing;
pub mod missed;
pub mod projections;
pub mod reports;
pub mod reviews;
pub mod tasks;

/// Values of one statement: below SQLite's oldest limit on parameters.
const CHUNK: usize = 900;

/// A number of days, which no row has negative.
fn days(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}
