//! The way out: signal → not ready → grace → stop accepting → finish what runs → flush.

use std::{future::Future, time::Duration};

use serde::{Deserialize, Serialize};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::health::Readiness;

/// Section `drain` of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DrainConfig {
    /// Between "not ready" and "stop accepting": what load balancers need to notice, in milliseconds.
    pub grace_ms: u64,
    /// How long running work may take to finish, in milliseconds. Grace + deadline stay below the orchestrator's kill time.
    pub deadline_ms: u64,
}

impl Default for DrainConfig {
    fn default() -> Self {
        Self {
            grace_ms: 0,
            deadline_ms: 20_000,
        }
    }
}

/// How a drain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// All work finished.
    Clean,
    /// The deadline passed with this many tasks still running; they are dropped with the runtime.
    Abandoned(usize),
}

/// What a process hands to its parts so that they can end together. Cheap to clone.
#[derive(Clone, Default)]
pub struct Drain {
    stop: CancellationToken,
    tasks: TaskTracker,
    readiness: Readiness,
}

impl Drain {
    /// A drain that turns `readiness` off first.
    #[must_use]
    pub fn new(readiness: Readiness) -> Self {
        Self {
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            readiness,
        }
    }

    /// Cancelled when the parts have to stop taking new work.
    #[must_use]
    pub fn token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Readiness of this process.
    #[must_use]
    pub fn readiness(&self) -> &Readiness {
        &self.readiness
    }

    /// Spawns work that the drain waits for. The work watches [`token`](Self::token) and ends by itself.
    pub fn spawn<F>(&self, work: F) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tasks.spawn(work)
    }

    /// Waits for `trigger` (usually [`signal`]) or for a part that failed and cancelled the token itself, then drains. Flush telemetry
    /// afterwards by shutting down its guard.
    pub async fn run(&self, trigger: impl Future<Output = ()>, config: &DrainConfig) -> Drained {
        tokio::select! {
            () = trigger => {}
            () = self.stop.cancelled() => {}
        }
        self.readiness.drain();
        tracing::info!(grace_ms = config.grace_ms, "draining");
        if !self.stop.is_cancelled() {
            tokio::time::sleep(Duration::from_millis(config.grace_ms)).await;
        }
        self.stop.cancel();
        self.tasks.close();
        let deadline = Duration::from_millis(config.deadline_ms);
        match tokio::time::timeout(deadline, self.tasks.wait()).await {
            Ok(()) => Drained::Clean,
            Err(_) => {
                let left = self.tasks.len();
                tracing::warn!(left, "drain deadline passed with work left");
                Drained::Abandoned(left)
            }
        }
    }
}

/// Returns at SIGTERM or SIGINT.
///
/// # Errors
/// When the handlers cannot be installed.
pub async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => tracing::info!("SIGTERM"),
        _ = interrupt.recv() => tracing::info!("SIGINT"),
    }
    Ok(())
}
