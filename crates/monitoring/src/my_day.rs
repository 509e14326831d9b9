//! One person's list of what is to be done, page by page.

use std::{collections::BTreeMap, sync::Arc};

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;
use cascade_schedule::Calendar;
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    calendars,
    directory::Directory,
    domain::{
        awaiting,
        my_day::{self, About, Entry, Todo},
        settle::Moment,
    },
    engine::Engine,
    messages, store,
};

/// Adjustments that a person wrote last, of which some may have been given back.
const WRITTEN: i64 = 100;

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
        let mut conn = self.pool.get().await?;
        let directory = store::directory(&mut conn).await?;
        let calendar = calendars::of_person(&mut conn, &directory, person).await?;
        let soon = my_day::soon(&calendar, moment.today, self.policy.due_soon_days);
        let alerts = store::alerts_of(&mut conn, person).await?;
        let silent = store::silent_for(&mut conn, person).await?;
        let tasks = store::tasks_of(&mut conn, person, moment.today, soon).await?;
        let awaits = self
            .awaits(&mut conn, person, (&directory, &calendar), moment)
            .await?;
        let mut entries = my_day::list(person, &alerts, &silent, &tasks, awaits, moment, soon);
        if let Some(after) = after {
            entries.retain(|entry| entry.key() > after);
        }
        entries.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(entries)
    }

    /// Requests and adjustments that wait for a person, in no order.
    async fn awaits(
        &self,
        conn: &mut DbConn,
        person: &str,
        (directory, calendar): (&Directory, &Calendar),
        moment: Moment,
    ) -> Result<Vec<Entry>, ServiceError> {
        let headed = directory.headed_by(person);
        let mut entries = Vec::new();
        for (plan, request) in store::requests_awaiting(conn, &headed, moment.today).await? {
            if request.decider(directory) == Some(person) {
                entries.extend(awaiting::request(&plan, &request, moment));
            }
        }
        let days = self.policy.ladder.days[2];
        let due = |at: DateTime<Utc>| {
            let day = at.with_timezone(&moment.offset).date_naive();
            my_day::soon(calendar, day, days.cast_signed())
        };
        for (plan, made) in store::undecided_adjustments(conn).await? {
            if made.decider(directory) == Some(person) {
                let due = due(made.submitted_at.unwrap_or(moment.now));
                entries.push(awaiting::decision(&plan, &made, due, moment));
            }
        }
        let mut last = BTreeMap::new();
        for (plan, made) in store::adjustments_by(conn, person, WRITTEN).await? {
            let last = *last.entry(made.plan).or_insert(made.id);
            if made.given_back(last, moment.now) {
                let due = due(made.decided_at.unwrap_or(moment.now));
                entries.push(awaiting::revision(&plan, &made, due, moment));
            }
        }
        Ok(entries)
    }
}

/// An entry as the contract has it.
pub(crate) fn message(entry: Entry, now: DateTime<Utc>) -> pb::MyDayEntry {
    let plan = entry.plan.id;
    let page = match entry.about {
        About::Task(task) => format!("plans/{plan}/tasks/{task}"),
        About::Request(request, _) => format!("requests/{request}"),
        About::Alert(alert, ..) => format!("plans/{plan}/alerts/{alert}"),
        About::Adjustment(id) => format!("plans/{plan}/adjustments/{id}"),
    };
    let (mut task_id, mut alert_id, mut level) = (String::new(), String::new(), 0);
    let (mut request_id, mut adjustment_id) = (String::new(), String::new());
    match entry.about {
        About::Task(task) => task_id = task.to_string(),
        About::Alert(alert, at, cause) => {
            (task_id, alert_id) = (cause.to_string(), alert.to_string());
            level = at.number().into();
        }
        About::Request(request, task) => {
            (task_id, request_id) = (task.to_string(), request.to_string());
        }
        About::Adjustment(id) => adjustment_id = id.to_string(),
    }
    pb::MyDayEntry {
        todo: todo(entry.todo).into(),
        title: Some(messages::text(&entry.title)),
        what: Some(messages::text(&entry.what)),
        due_at: Some(messages::moment(entry.due)),
        overdue: entry.due <= now,
        light: messages::light(entry.light).into(),
        plan_id: plan.to_string(),
        plan_code: entry.plan.code,
        task_id,
        alert_id,
        level,
        page,
        request_id,
        adjustment_id,
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
        Todo::DecideRequest => pb::Duty::DecideRequest,
        Todo::ConfirmArrival => pb::Duty::ConfirmArrival,
        Todo::ApproveAdjustment => pb::Duty::ApproveAdjustment,
        Todo::ReviseAdjustment => pb::Duty::ReviseAdjustment,
    }
}
