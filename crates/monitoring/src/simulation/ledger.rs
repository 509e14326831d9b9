//! The log of a simulation and what it comes to.

use std::collections::BTreeMap;

use cascade_method::{escalation::Level, light::Light};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use super::{company::Company, hours};
use crate::{
    domain::{
        alert::{Alert, Entry},
        notification::Kind,
        outcome::Outcome,
        settle::Moment,
    },
    ids::AlertId,
};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: DateTime<Utc>,
    /// Department of the cause.
    pub department: String,
    /// Code of the task that loses the time.
    pub cause: String,
    /// Level afterwards, 1–4.
    pub level: u8,
    /// What happened, in a word.
    pub what: &'static str,
    /// Who did it or was told.
    pub who: String,
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.at.format("%Y-%m-%dT%H:%MZ");
        let Self {
            department,
            cause,
            level,
            what,
            who,
            ..
        } = self;
        write!(f, "{at} {department} {cause} L{level} {what} {who}")
    }
}

/// What a simulation came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Departments.
    pub departments: usize,
    /// Tasks in all.
    pub tasks: usize,
    /// Tasks finished by the end.
    pub finished: usize,
    /// Progress reports.
    pub reports: i64,
    /// Alerts raised.
    pub raised: usize,
    /// Alerts by the highest level that they reached, L1 to L4.
    pub reached: [usize; 4],
    /// Levels that lapsed without an answer, L1 to L4.
    pub lapsed: [usize; 4],
    /// Corrections filed.
    pub corrections: usize,
    /// Alerts closed.
    pub closed: usize,
    /// Causes of the alerts that are open at the end.
    pub open: Vec<String>,
    /// Median working hours from an alert to the first answer of a person; none without answers.
    pub hours_to_answer: Option<f64>,
    /// Median working hours from an alert to its end; none without ends.
    pub hours_to_close: Option<f64>,
    /// Notices to people.
    pub notices: usize,
    /// Most notices that one person got on one day.
    pub most_notices_a_day: usize,
    /// Red, yellow and green goals at the end of each week.
    pub weeks: Vec<[usize; 3]>,
    /// The escalation log.
    pub lines: Vec<Line>,
    /// SHA-256 of the log, hexadecimal: the same for the same scenario.
    pub digest: String,
}

#[derive(Default)]
pub(super) struct Ledger {
    lines: Vec<Line>,
    /// Entries of each alert's history that are in the log.
    written: BTreeMap<AlertId, usize>,
    answered: Vec<f64>,
    closed: Vec<f64>,
    notices: usize,
    by_person: BTreeMap<(NaiveDate, String), usize>,
    weeks: Vec<[usize; 3]>,
}

impl Ledger {
    /// Writes what is new in the histories of the alerts that a settlement changed.
    pub fn write(
        &mut self,
        company: &Company,
        index: usize,
        moment: Moment,
        outcome: &Outcome,
        offset: FixedOffset,
    ) {
        let plan = &company.departments[index].plan;
        let mut changed: Vec<(&str, &Alert)> = outcome
            .alerts
            .iter()
            .filter_map(|id| plan.alerts.get(id))
            .map(|alert| (plan.tasks[&alert.cause].fact.code.as_str(), alert))
            .collect();
        changed.sort_by_key(|(cause, alert)| (*cause, alert.raised_at));
        for (cause, alert) in changed {
            let written = self.written.entry(alert.id).or_default();
            let new = &alert.history[*written..];
            let answered = alert.history[..*written].iter().any(is_answer);
            *written = alert.history.len();
            if !answered && let Some(entry) = new.iter().find(|entry| is_answer(entry)) {
                let took = hours(&company.calendar, offset, alert.raised_at, entry.at);
                self.answered.push(took);
            }
            if let Some(closed) = alert.closed_at {
                let took = hours(&company.calendar, offset, alert.raised_at, closed);
                self.closed.push(took);
            }
            self.lines.extend(new.iter().map(|entry| Line {
                at: entry.at,
                department: company.departments[index].code.clone(),
                cause: cause.to_owned(),
                level: entry.level.number(),
                what: entry.what,
                who: entry.who.clone(),
            }));
        }
        for notice in &outcome.notifications {
            if matches!(notice.kind, Kind::Level(..)) {
                self.notices += 1;
                let key = (moment.today, notice.person.clone());
                *self.by_person.entry(key).or_default() += 1;
            }
        }
    }

    /// Notes how the goals stand at the end of a week.
    pub fn week(&mut self, company: &Company) {
        let mut counts = [0; 3];
        let goals = company
            .departments
            .iter()
            .flat_map(|unit| unit.plan.goals.values());
        for light in goals
            .filter_map(|node| node.view.as_ref())
            .map(|view| view.light)
        {
            let at = match light {
                Light::Red => 0,
                Light::Yellow => 1,
                Light::Green => 2,
            };
            counts[at] += 1;
        }
        self.weeks.push(counts);
    }

    pub fn report(self, company: &Company) -> Report {
        let plans = || company.departments.iter().map(|unit| &unit.plan);
        let alerts = || plans().flat_map(|plan| plan.alerts.values());
        let tasks = || plans().flat_map(|plan| plan.tasks.values());
        let mut reached = [0; 4];
        for alert in alerts() {
            let highest = alert.history.iter().map(|entry| entry.level).max();
            reached[usize::from(highest.unwrap_or(Level::L1).number()) - 1] += 1;
        }
        let mut lapsed = [0; 4];
        for alert in alerts() {
            // A lapse is written at the level that is told next; the last level is its own next.
            let mut before = Level::L1;
            for entry in &alert.history {
                if entry.what == "lapsed" {
                    lapsed[usize::from(before.number()) - 1] += 1;
                }
                before = entry.level;
            }
        }
        let mut open: Vec<String> = plans()
            .flat_map(|plan| {
                let open = plan.alerts.values().filter(|alert| alert.is_open());
                open.map(|alert| plan.tasks[&alert.cause].fact.code.clone())
            })
            .collect();
        open.sort();
        let mut digest = Sha256::new();
        for line in &self.lines {
            digest.update(line.to_string());
            digest.update("\n");
        }
        Report {
            departments: company.departments.len(),
            tasks: tasks().count(),
            finished: tasks()
                .filter(|node| node.fact.actual_finish.is_some())
                .count(),
            reports: plans().map(|plan| plan.reports_applied).sum(),
            raised: alerts().count(),
            reached,
            lapsed,
            corrections: alerts().map(|alert| alert.corrections.len()).sum(),
            closed: alerts().filter(|alert| !alert.is_open()).count(),
            open,
            hours_to_answer: median(self.answered),
            hours_to_close: median(self.closed),
            notices: self.notices,
            most_notices_a_day: self.by_person.values().copied().max().unwrap_or(0),
            weeks: self.weeks,
            lines: self.lines,
            digest: format!("{:x}", digest.finalize()),
        }
    }
}

/// What a person did, not the clock and not the alert itself.
fn is_answer(entry: &Entry) -> bool {
    !matches!(
        entry.what,
        "raised" | "notified" | "lapsed" | "cleared" | "plan_closed"
    )
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
