//! The tasks that are reported on, read before the clock starts.

use anyhow::{Context, Result, ensure};
use cascade_gateway::api::{NewProgress, Page, Plan, PlanStatus, ProgressItem, Task, TaskState};
use cascade_schedule::Calendar;
use chrono::{Days, NaiveDate};
use futures::{StreamExt, TryStreamExt, stream};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::client::Client;

/// Begun tasks of a plan that are reported on, and pages that are looked through for them.
const TASKS_OF_A_PLAN: usize = 40;
const PAGES_OF_A_PLAN: usize = 10;
/// Plans whose tasks are read at once.
const READERS: usize = 4;
/// One task in so many is late, the first of each plan among them, and with it what waits for it.
const LATE: usize = 10;

/// As far as reports get: progress never falls, and nothing is finished.
const MOST_PERCENT: f64 = 99.0;

/// A task that is reported on.
pub(super) struct Target {
    /// Which plan it is of.
    pub(super) plan: usize,
    pub(super) id: String,
    percent: f64,
    actual_start: String,
    /// Working days left, the one and the other by turns: a report that moves the forecast takes the next.
    remaining: [i32; 2],
    turn: usize,
    /// Reports so far.
    reports: u32,
}

impl Target {
    fn of(plan: usize, task: Task, is_late: bool, today: NaiveDate) -> Result<Self> {
        let calendar = Calendar::china();
        let start: NaiveDate = task.planned_start.parse()?;
        let end: NaiveDate = task.planned_end.parse()?;
        let tomorrow = today + Days::new(1);
        let left = calendar.working_days(tomorrow, end).max(0);
        let fewest = if is_late { left + 1 } else { (left - 1).max(0) };
        let remaining = [fewest, fewest + 1];
        // As far as the plan has it today: it is the forecast that is to move, not the light.
        let worked = f64::from(calendar.working_days(start, today.min(end)).max(0));
        let planned = 100.0 * worked / f64::from(task.duration_days.max(1));
        Ok(Self {
            plan,
            percent: planned.clamp(1.0, 90.0).max(task.percent),
            actual_start: task.actual_start.unwrap_or_else(|| today.to_string()),
            turn: usize::from(task.remaining_days != Some(remaining[0])),
            remaining,
            reports: 0,
            id: task.id,
        })
    }

    /// The next report on it: something has been done, and where it moves the forecast, another day is the last.
    pub(super) fn next(&mut self, moves: bool, today: NaiveDate) -> ProgressItem {
        self.reports += 1;
        self.turn += usize::from(moves);
        let progress = NewProgress {
            as_of: today.to_string(),
            percent: (self.percent + f64::from(self.reports) / 50.0).min(MOST_PERCENT),
            remaining_days: Some(self.remaining[self.turn % 2]),
            actual_start: self.actual_start.clone(),
            ..NewProgress::default()
        };
        ProgressItem {
            idempotency_key: Uuid::now_v7().to_string(),
            task_id: self.id.clone(),
            progress,
        }
    }
}

/// Begun tasks of the active plans whose code begins so, in no order; and how many plans there are.
pub(super) async fn find(
    client: &Client,
    prefix: &str,
    today: NaiveDate,
) -> Result<(usize, Vec<Target>)> {
    let plans: Vec<Plan> = pages(client, "plans?", usize::MAX, |_| false).await?;
    let plans: Vec<Plan> = plans
        .into_iter()
        .filter(|plan| plan.code.starts_with(prefix) && plan.status == PlanStatus::Active)
        .collect();
    ensure!(
        !plans.is_empty(),
        "no active plan has a code that begins with {prefix}"
    );
    let tasks: Vec<Vec<Task>> = stream::iter(&plans)
        .map(|plan| begun_tasks(client, &plan.id))
        .buffered(READERS)
        .try_collect()
        .await?;
    let mut targets = Vec::new();
    for (plan, tasks) in tasks.into_iter().enumerate() {
        for (number, task) in tasks.into_iter().enumerate() {
            targets.push(Target::of(plan, task, number % LATE == 0, today)?);
        }
    }
    ensure!(
        !targets.is_empty(),
        "no task of these plans has begun: there is nothing to report on"
    );
    // Always the same disorder, so that two runs are of the same load.
    fastrand::Rng::with_seed(1).shuffle(&mut targets);
    Ok((plans.len(), targets))
}

async fn begun_tasks(client: &Client, plan: &str) -> Result<Vec<Task>> {
    let is_begun = |task: &Task| {
        task.state == TaskState::Open && task.actual_start.is_some() && task.actual_finish.is_none()
    };
    let path = format!("plans/{plan}/tasks?");
    let mut tasks: Vec<Task> = pages(client, &path, PAGES_OF_A_PLAN, |tasks: &[Task]| {
        tasks.iter().filter(|task| is_begun(task)).count() >= TASKS_OF_A_PLAN
    })
    .await?;
    tasks.retain(is_begun);
    tasks.truncate(TASKS_OF_A_PLAN);
    Ok(tasks)
}

/// Rows of a list, page by page until they are enough.
async fn pages<T: DeserializeOwned>(
    client: &Client,
    path: &str,
    most: usize,
    enough: impl Fn(&[T]) -> bool,
) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    let mut token = String::new();
    for _ in 0..most {
        let page: Page<T> = client
            .get(&format!("{path}page_size=500&page_token={token}"))
            .await
            .with_context(|| format!("reading {path}"))?;
        rows.extend(page.items);
        match page.next_page_token {
            Some(next) if !enough(&rows) => token = next,
            _ => break,
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Target;

    #[test]
    fn a_report_always_says_more_and_moves_the_forecast_when_it_is_to() {
        let today = NaiveDate::default();
        let mut target = Target {
            plan: 0,
            id: "T".to_owned(),
            percent: 60.0,
            actual_start: today.to_string(),
            remaining: [1, 2],
            turn: 1,
            reports: 0,
        };
        let said = [false, true, false, true].map(|moves| {
            let progress = target.next(moves, today).progress;
            (progress.percent, progress.remaining_days)
        });
        assert_eq!(said.map(|(_, days)| days), [2, 1, 1, 2].map(Some));
        assert!(said.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
