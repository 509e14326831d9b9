//! One person's list of what is to be done, page by page.

use std::sync::Arc;

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;
use cascade_schedule::Calendar;
use chrono::{DateTime, Utc};

use crate::{
    domain::my_day::{self, Entry, Todo},
    engine::Engine,
    messages, store,
};

impl Engine {
    /// What a person must do after the entry of key `after`, most urgent first, at most `most` entries.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn my_day(
        self: &Arc<Self>,
        person: &str,
        after: Option<String>,
        most: i64,
    ) -> Result<Vec<Entry>, ServiceError> {
        let moment = self.moment();
        let soon = my_day::soon(&Calendar::china(), moment.today, self.policy.due_soon_days);
        let mut conn = self.pool.get().await?;
        let alerts = store::alerts_of(&mut conn, person).await?;
        let silent = store::silent_for(&mut conn, person).await?;
        let tasks = store::tasks_of(&mut conn, person, moment.today, soon).await?;
        let mut entries = my_day::list(person, &alerts, &silent, &tasks, moment, soon);
        if let Some(after) = after {
            entries.retain(|entry| entry.key() > after);
        }
        entries.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(entries)
    }
}

/// An entry as the contract has it.
pub(crate) fn message(entry: Entry, now: DateTime<Utc>) -> pb::MyDayEntry {
    let (plan, task) = (entry.plan.id, entry.task);
    pb::MyDayEntry {
        todo: todo(entry.todo).into(),
        title: Some(messages::text(&entry.title)),
        what: Some(messages::text(&entry.what)),
        due_at: Some(messages::moment(entry.due)),
        overdue: entry.due <= now,
        light: messages::light(entry.light).into(),
        plan_id: plan.to_string(),
        plan_code: entry.plan.code,
        task_id: task.to_string(),
        alert_id: entry
            .alert
            .map_or_else(String::new, |(alert, _)| alert.to_string()),
        level: entry.alert.map_or(0, |(_, level)| level.number().into()),
        page: entry.alert.map_or_else(
            || format!("plans/{plan}/tasks/{task}"),
            |(alert, _)| format!("plans/{plan}/alerts/{alert}"),
        ),
    }
}

fn todo(todo: Todo) -> pb::Duty {
    match todo {
        Todo::Decide => pb::Duty::Decide,
        Todo::Explain => pb::Duty::Explain,
        Todo::Correct => pb::Duty::Correct,
        Todo::Verify => pb::Duty::Verify,
        Todo::CarryOut => pb::Duty::CarryOut,
        Todo::Ask => pb::Duty::Ask,
        Todo::Finish => pb::Duty::Finish,
        Todo::Start => pb::Duty::Start,
        Todo::CatchUp => pb::Duty::CatchUp,
    }
}
