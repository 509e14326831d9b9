//! Waiting for what another task does.

use std::{future::Future, time::Duration};

/// Looks again and again until there is an answer, for up to 20 seconds; then the test fails, naming what it waited for.
pub async fn eventually<T, F, R>(what: &str, mut look: F) -> T
where
    F: FnMut() -> R,
    R: Future<Output = Option<T>>,
{
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), looking)
        .await
        .unwrap_or_else(|_| panic!("waited in vain: {what}"))
}
