//! How plans, goals and key results stood day by day: a row for each day on which that changed.

use std::collections::BTreeMap;

use cascade_method::light::Light;
use chrono::NaiveDate;

use super::{outcome::Outcome, plan::PlanState};

/// What stood somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The plan as a whole.
    Plan,
    /// A goal.
    Goal,
    /// A key result.
    KeyResult,
}

/// How something stood on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyStatus {
    /// The day.
    pub day: NaiveDate,
    /// Of what.
    pub kind: Kind,
    /// Its id.
    pub subject: String,
    /// Its light.
    pub light: Light,
    /// Progress of a goal, raw attainment of a key result, mean progress of a plan's goals; 1 = reached.
    pub progress: f64,
    /// Share of task work done, 0–1.
    pub completion: f64,
}

/// What a settlement changed of an active plan, as it stands on the day of the settlement.
#[must_use]
pub fn changed(plan: &PlanState, outcome: &Outcome) -> Vec<DailyStatus> {
    let Some(day) = plan.as_of.filter(|_| plan.plan.active) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for id in &outcome.key_results {
        let Some(node) = plan.key_results.get(id) else {
            continue;
        };
        rows.extend(node.view.as_ref().map(|view| DailyStatus {
            day,
            kind: Kind::KeyResult,
            subject: id.to_string(),
            light: view.light,
            progress: node.fact.attainment,
            completion: view.completion,
        }));
    }
    for id in &outcome.goals {
        let Some(node) = plan.goals.get(id) else {
            continue;
        };
        rows.extend(node.view.as_ref().map(|view| DailyStatus {
            day,
            kind: Kind::Goal,
            subject: id.to_string(),
            light: view.light,
            progress: node.fact.progress,
            completion: view.completion,
        }));
    }
    if !outcome.goals.is_empty() {
        rows.extend(whole(plan, day));
    }
    rows
}

/// A plan is as its worst goal, and as far as its goals are on average.
fn whole(plan: &PlanState, day: NaiveDate) -> Option<DailyStatus> {
    let goals = || plan.goals.values();
    let views = || goals().filter_map(|node| node.view.as_ref());
    let number = u32::try_from(plan.goals.len()).ok().map(f64::from)?;
    Some(DailyStatus {
        day,
        kind: Kind::Plan,
        subject: plan.plan.id.to_string(),
        light: views().map(|view| view.light).max()?,
        progress: goals().map(|node| node.fact.progress).sum::<f64>() / number,
        completion: views().map(|view| view.completion).sum::<f64>() / number,
    })
}

/// Rows in the order of their days, from `from` on: what stood before it is told as of `from`.
#[must_use]
pub fn since(rows: Vec<DailyStatus>, from: Option<NaiveDate>) -> Vec<DailyStatus> {
    let Some(from) = from else { return rows };
    let mut standing: BTreeMap<String, DailyStatus> = BTreeMap::new();
    let mut later = Vec::new();
    for row in rows {
        if row.day <= from {
            standing.insert(row.subject.clone(), DailyStatus { day: from, ..row });
        } else {
            later.push(row);
        }
    }
    standing.into_values().chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32, subject: &str, light: Light) -> DailyStatus {
        DailyStatus {
            day: NaiveDate::from_ymd_opt(2026, 7, day).unwrap_or_default(),
            kind: Kind::Goal,
            subject: subject.to_owned(),
            light,
            progress: 0.5,
            completion: 0.5,
        }
    }

    #[test]
    fn a_range_begins_with_how_things_stood() {
        let rows = vec![
            on(1, "a", Light::Green),
            on(1, "b", Light::Green),
            on(3, "a", Light::Yellow),
            on(6, "a", Light::Red),
        ];
        let from = NaiveDate::from_ymd_opt(2026, 7, 4);
        assert_eq!(
            since(rows.clone(), from),
            [
                on(4, "a", Light::Yellow),
                on(4, "b", Light::Green),
                on(6, "a", Light::Red)
            ]
        );
        assert_eq!(since(rows.clone(), None), rows);
    }
}
