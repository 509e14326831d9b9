//! A change that its caller cannot interrupt.

use std::future::Future;

use tracing::Instrument;

use crate::StorageError;

/// Runs a change in a task of its own, in the caller's span. A caller that hangs up drops only its wait; the change runs on to
/// its commit or its refusal, and no transaction is left open in the middle.
///
/// # Errors
/// Internal, where the change panicked.
pub async fn mutation<F>(change: F) -> Result<F::Output, StorageError>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(change.in_current_span())
        .await
        .map_err(StorageError::internal)
}
