//! Looking for a report in the forecast.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use cascade_gateway::api::TaskForecast;
use tokio::sync::Semaphore;

use crate::client::Client;

/// From one look to the next, at least.
const PAUSE: Duration = Duration::from_millis(10);
/// Of the time that a report has been looked for, the part that may pass until the next look: where thousands wait, looking for some of
/// them every ten milliseconds would take a sixth of the processors from what they wait for.
const PART: u32 = 40;
/// Longest that a report is looked for.
const PATIENCE: Duration = Duration::from_secs(30);
/// Looks at once: the load is the reports, not the looking.
const LOOKS: usize = 32;

/// Looks for reports in forecasts.
#[derive(Clone)]
pub(super) struct Probe {
    client: Client,
    looks: Arc<Semaphore>,
}

/// A forecast in which a report was found.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) at: Instant,
    pub(super) version: i64,
    pub(super) finish: String,
}

impl Probe {
    pub(super) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            looks: Arc::new(Semaphore::new(LOOKS)),
        }
    }

    /// The forecast of a task as it is now.
    pub(super) async fn look(&self, task: &str) -> Result<TaskForecast> {
        let _turn = self.looks.acquire().await?;
        self.client.get(&format!("tasks/{task}/forecast")).await
    }

    /// The forecast of a task once it counts this version of the task; none where it does not in time.
    pub(super) async fn wait(&self, task: &str, version: i64) -> Option<Seen> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Ok(forecast) = self.look(task).await
                && forecast.task_version >= version
            {
                return Some(Seen {
                    at: Instant::now(),
                    version: forecast.task_version,
                    finish: forecast.forecast_finish,
                });
            }
            tokio::time::sleep(PAUSE.max(began.elapsed() / PART)).await;
        }
        None
    }
}
