//! Settling a plan: after facts have changed or a day has passed, everything derived is brought up to date and what
//! differs from before is told.
//!
//! ```text
//! facts ──► network ──► forecasts ──► task lights ──► key results ──► goals
//!                                          └────────► causes ──► alerts
//! ```

use std::sync::Arc;

use cascade_method::{light::Light, policy::Policy, status::DerivedStatus};
use cascade_schedule::{Calendar, analyse};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use super::{
    forecast::{self, Float},
    outcome::{Outcome, Purpose, Said, Subject, TimerChange},
    plan::PlanState,
    view::{RollUp, TaskView},
};
use crate::{directory::Directory, ids::TaskId};

/// The moment at which a plan is settled, in the organisation's calendar.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Now.
    pub now: DateTime<Utc>,
    /// The organisation's day at `now`.
    pub today: NaiveDate,
    /// The organisation's offset from UTC.
    pub offset: FixedOffset,
}

impl Moment {
    /// An instant in an organisation's calendar.
    #[must_use]
    pub fn at(now: DateTime<Utc>, offset: FixedOffset) -> Self {
        Self {
            now,
            today: now.with_timezone(&offset).date_naive(),
            offset,
        }
    }

    /// Beginning of a day of the organisation.
    #[must_use]
    pub fn beginning(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        self.offset
            .from_local_datetime(&midnight)
            .single()
            .map_or_else(|| midnight.and_utc(), |at| at.to_utc())
    }

    /// End of the `days`-th working day after the day of `from`.
    #[must_use]
    pub fn after_working_days(
        &self,
        calendar: &Calendar,
        from: DateTime<Utc>,
        days: u32,
    ) -> DateTime<Utc> {
        // The end of a day belongs to that day, not to the next one's beginning.
        let day = (from - TimeDelta::nanoseconds(1))
            .with_timezone(&self.offset)
            .date_naive();
        let last = calendar.add_working_days(
            calendar.previous_working(day),
            i32::try_from(days).unwrap_or(0),
        );
        self.beginning(last.succ_opt().unwrap_or(last))
    }
}

impl PlanState {
    /// Brings everything derived up to date and adds what changed to `outcome`.
    pub fn settle(
        &mut self,
        moment: Moment,
        directory: &Directory,
        policy: &Policy,
        outcome: &mut Outcome,
    ) {
        self.settle_views(moment, policy, outcome);
        if self.plan.active {
            let tomorrow = moment.today.succ_opt().unwrap_or(moment.today);
            outcome.timers.push(TimerChange {
                purpose: Purpose::Day,
                due: Some(moment.beginning(tomorrow)),
            });
            self.settle_alerts(moment, directory, policy, outcome);
        }
    }

    /// Everything derived but the alerts.
    pub fn settle_views(&mut self, moment: Moment, policy: &Policy, outcome: &mut Outcome) {
        if self.as_of != Some(moment.today) {
            self.move_to(moment.today);
        }
        self.network.propagate();
        self.settle_tasks(moment.today, policy, outcome);
        self.settle_roll_ups(moment.today, policy, outcome);
    }

    fn settle_tasks(&mut self, today: NaiveDate, policy: &Policy, outcome: &mut Outcome) {
        let rules = Arc::clone(&self.rules);
        let analysis = analyse(&self.network, None);
        let mut by_code: Vec<TaskId> = self.tasks.keys().copied().collect();
        by_code.sort_by(|a, b| self.tasks[a].fact.code.cmp(&self.tasks[b].fact.code));
        for id in by_code {
            let fact = &self.tasks[&id].fact;
            let (dates, float) = match self.position(id) {
                Some(ix) => {
                    let float = Float {
                        critical: analysis.critical(ix),
                        near: analysis.near_critical(ix, policy.near_critical_days),
                        total: analysis.total_float(ix),
                        free: analysis.free_float(ix),
                    };
                    (self.network.dates(ix), float)
                }
                None => (forecast::cancelled_dates(fact), Float::default()),
            };
            let policy = rules
                .in_force(&fact.department, today)
                .map_or(policy, |(_, own)| own);
            let mut view = forecast::derive(
                fact,
                dates,
                float,
                self.planning_calendar(fact),
                today,
                policy,
            );
            view.findings = self.findings(fact, &view);
            if self.tasks[&id].view.as_ref() != Some(&view) {
                self.tell_task(id, &view, today, outcome);
                if let Some(node) = self.tasks.get_mut(&id) {
                    node.view = Some(view);
                }
                outcome.tasks.insert(id);
            }
        }
    }

    fn tell_task(&self, id: TaskId, view: &TaskView, today: NaiveDate, outcome: &mut Outcome) {
        let node = &self.tasks[&id];
        let before = node.view.as_ref();
        let dates = |view: &TaskView| (view.forecast_start, view.forecast_finish);
        let waited_for = |view: &TaskView| view.status != DerivedStatus::Cancelled;
        if before.map(dates) != Some(dates(view)) {
            outcome.said.push(Said::ForecastChanged {
                task: id,
                previous: before.map(|view| view.forecast_finish),
            });
            self.tell_successors(id, outcome);
        } else if before.map(waited_for) != Some(waited_for(view)) {
            self.tell_successors(id, outcome);
        }
        let light_before = before.map(|view| view.light);
        if self.plan.active && changed(light_before, view.light) {
            outcome.said.push(Said::LightChanged {
                subject: Subject::Task(id),
                code: node.fact.code.clone(),
                before: light_before,
                after: view.light,
                reason: view.reason.clone(),
                path: self.root_cause(id),
                on: today,
            });
        }
    }

    fn settle_roll_ups(&mut self, today: NaiveDate, policy: &Policy, outcome: &mut Outcome) {
        let key_results = self.roll_up_key_results(policy);
        let goals = self.roll_up_goals(&key_results, policy);
        let active = self.plan.active;
        for (id, view) in key_results {
            let Some(node) = self.key_results.get_mut(&id) else {
                continue;
            };
            if node.view.as_ref() != Some(&view) {
                let subject = Subject::KeyResult(id);
                tell_roll_up(
                    active,
                    subject,
                    &node.fact.code,
                    node.view.as_ref(),
                    &view,
                    today,
                    outcome,
                );
                node.view = Some(view);
                outcome.key_results.insert(id);
            }
        }
        for (id, view) in goals {
            let Some(node) = self.goals.get_mut(&id) else {
                continue;
            };
            if node.view.as_ref() != Some(&view) {
                let subject = Subject::Goal(id);
                tell_roll_up(
                    active,
                    subject,
                    &node.fact.code,
                    node.view.as_ref(),
                    &view,
                    today,
                    outcome,
                );
                node.view = Some(view);
                outcome.goals.insert(id);
            }
        }
    }
}

fn tell_roll_up(
    active: bool,
    subject: Subject,
    code: &str,
    before: Option<&RollUp>,
    after: &RollUp,
    on: NaiveDate,
    outcome: &mut Outcome,
) {
    let light_before = before.map(|view| view.light);
    if active && changed(light_before, after.light) {
        outcome.said.push(Said::LightChanged {
            subject,
            code: code.to_owned(),
            before: light_before,
            after: after.light,
            reason: after.reason.clone(),
            path: after.root_cause.clone(),
            on,
        });
    }
}

/// A first light is news only when it is not green.
fn changed(before: Option<Light>, after: Light) -> bool {
    before.unwrap_or(Light::Green) != after
}
