//! What both buses do with a batch: hand it over; where it cannot be applied as a whole, event by event, until one is
//! known to be at fault.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{HandleError, Handler};
use crate::{CloudEvent, trace};

/// Longest wait between two tries while a part is down.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Tries of an event that fails by itself.
pub(super) const DELIVERY_LIMIT: u32 = 5;

/// What became of a batch.
pub(super) enum Handed {
    /// All of it is committed, but for these, which will never be: positions in the batch with the reason.
    Done(Vec<(usize, String)>),
    /// The process is going down; nothing may be acknowledged that was not.
    Stopped,
}

/// Hands a batch over. Waits as long as a part is down.
pub(super) async fn hand_over(
    handler: &Arc<dyn Handler>,
    consumer: &str,
    batch: &[CloudEvent],
    shutdown: &CancellationToken,
) -> Handed {
    match attempt(handler, consumer, batch, shutdown).await {
        Attempt::Applied => return Handed::Done(Vec::new()),
        Attempt::Stopped => return Handed::Stopped,
        Attempt::Refused(reason) if batch.len() == 1 => {
            return one_by_one(handler, consumer, batch, shutdown, 1, reason).await;
        }
        Attempt::Refused(reason) => {
            tracing::warn!(
                consumer,
                size = batch.len(),
                reason,
                "batch refused: trying its events one by one"
            );
        }
    }
    one_by_one(handler, consumer, batch, shutdown, 0, String::new()).await
}

async fn one_by_one(
    handler: &Arc<dyn Handler>,
    consumer: &str,
    batch: &[CloudEvent],
    shutdown: &CancellationToken,
    already_tried: u32,
    mut last: String,
) -> Handed {
    let mut dead = Vec::new();
    for (position, event) in batch.iter().enumerate() {
        let mut tries = already_tried;
        loop {
            if tries >= DELIVERY_LIMIT {
                tracing::error!(consumer, event = %event.id, kind = event.event_type, reason = last, "event given up");
                metrics::counter!("cascade_events_dead_letters_total", "consumer" => consumer.to_owned()).increment(1);
                dead.push((position, last.clone()));
                break;
            }
            match attempt(handler, consumer, std::slice::from_ref(event), shutdown).await {
                Attempt::Applied => break,
                Attempt::Stopped => return Handed::Stopped,
                Attempt::Refused(reason) => {
                    tries += 1;
                    last = reason;
                }
            }
        }
    }
    Handed::Done(dead)
}

enum Attempt {
    Applied,
    Refused(String),
    Stopped,
}

async fn attempt(
    handler: &Arc<dyn Handler>,
    consumer: &str,
    batch: &[CloudEvent],
    shutdown: &CancellationToken,
) -> Attempt {
    let mut wait = Duration::from_millis(50);
    loop {
        // A batch is the child of its first event's trace, as under light load of exactly its own, and linked to the others'.
        let span = tracing::info_span!(
            "events.handle",
            consumer,
            size = batch.len(),
            otel.kind = "consumer"
        );
        trace::continue_traces(&span, batch);
        match handler.handle(batch).instrument(span).await {
            Ok(()) => {
                metrics::counter!("cascade_events_handled_total", "consumer" => consumer.to_owned())
                    .increment(batch.len() as u64);
                return Attempt::Applied;
            }
            Err(HandleError::Permanent(reason)) => return Attempt::Refused(reason),
            Err(HandleError::Transient(reason)) => {
                tracing::warn!(
                    consumer,
                    reason,
                    wait_ms = wait.as_millis(),
                    "events not applied for now"
                );
                metrics::counter!("cascade_events_redelivered_total", "consumer" => consumer.to_owned()).increment(1);
                tokio::select! {
                    () = shutdown.cancelled() => return Attempt::Stopped,
                    () = tokio::time::sleep(wait) => {}
                }
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}
