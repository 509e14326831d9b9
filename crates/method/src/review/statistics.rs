//! What a finished plan teaches (REV-006): how much was on time, how wrong the estimates were and for whom, and what the
//! delays came from.

use std::collections::BTreeMap;

/// A finished or abandoned task, as far as the statistics need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Kind of work: `execution`, `coordination`, `creative`.
    pub kind: String,
    /// Code of its owner.
    pub owner: String,
    /// Working days planned, both ends included, by the approved baseline; at least 1.
    pub planned_days: i32,
    /// Working days from actual start to actual finish, both included; none while it is not finished.
    pub actual_days: Option<i32>,
    /// Working days from planned end to actual finish, or to the last day of the period; negative is early.
    pub delay_days: i32,
    /// What its owner reported as the cause of being blocked; empty where nothing was.
    pub cause: String,
}

/// How far estimates were off, for one kind of work or one person.
#[derive(Debug, Clone, PartialEq)]
pub struct EstimateError {
    /// Kind of work, or person.
    pub name: String,
    /// Finished tasks it was computed from.
    pub tasks: u32,
    /// `Σ actual days / Σ planned days`: 1.25 is a quarter longer than planned. Later forecasts may multiply by it.
    pub factor: f64,
    /// Mean of `|actual − planned| / planned`: 0.3 is 30 % off, either way.
    pub mean_absolute: f64,
}

/// One cause in the order of the delay it made.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// `people`, `resources`, `dependency`, `requirement_change`, `environment`, or `unstated`.
    pub name: String,
    /// Late tasks with it.
    pub tasks: u32,
    /// Their working days of delay.
    pub days: u32,
    /// Share of all days of delay up to and including this cause, 0–1: the Pareto line.
    pub cumulative: f64,
}

/// What a plan teaches.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    /// Tasks that were to be done.
    pub tasks: u32,
    /// Of those, finished.
    pub finished: u32,
    /// Of those that were to be done, finished no later than planned: 0–1; 0 without tasks.
    pub on_time_rate: f64,
    /// Working days of delay over all tasks, early ones counting 0.
    pub mean_delay_days: f64,
    /// By kind of work, by name.
    pub by_kind: Vec<EstimateError>,
    /// By owner, by code.
    pub by_person: Vec<EstimateError>,
    /// Gravest first.
    pub causes: Vec<Cause>,
}

/// Statistics of a plan's tasks; cancelled ones are not among them.
#[must_use]
pub fn statistics(tasks: &[Task]) -> Statistics {
    let all = tasks.len() as f64;
    let finished = tasks.iter().filter(|task| task.actual_days.is_some());
    let on_time = finished.clone().filter(|task| task.delay_days <= 0).count();
    let delay: i32 = tasks.iter().map(|task| task.delay_days.max(0)).sum();
    let per_task = |sum: f64| if tasks.is_empty() { 0.0 } else { sum / all };
    Statistics {
        tasks: count(tasks.len()),
        finished: count(finished.count()),
        on_time_rate: per_task(on_time as f64),
        mean_delay_days: per_task(f64::from(delay)),
        by_kind: errors(tasks, |task| &task.kind),
        by_person: errors(tasks, |task| &task.owner),
        causes: pareto(tasks),
    }
}

fn errors(tasks: &[Task], name: impl Fn(&Task) -> &str) -> Vec<EstimateError> {
    let mut groups: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for task in tasks {
        if let Some(actual) = task.actual_days {
            let days = (f64::from(actual), f64::from(task.planned_days.max(1)));
            groups.entry(name(task)).or_default().push(days);
        }
    }
    groups
        .into_iter()
        .map(|(name, days)| {
            let (actual, planned) = days
                .iter()
                .fold((0.0, 0.0), |(a, p), day| (a + day.0, p + day.1));
            let off: f64 = days.iter().map(|(a, p)| (a - p).abs() / p).sum();
            EstimateError {
                name: name.to_owned(),
                tasks: count(days.len()),
                factor: actual / planned,
                mean_absolute: off / days.len() as f64,
            }
        })
        .collect()
}

fn pareto(tasks: &[Task]) -> Vec<Cause> {
    let mut groups: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for task in tasks.iter().filter(|task| task.delay_days > 0) {
        let name = if task.cause.is_empty() {
            "unstated"
        } else {
            &task.cause
        };
        let group = groups.entry(name).or_default();
        group.0 += 1;
        group.1 += task.delay_days.unsigned_abs();
    }
    let total: u32 = groups.values().map(|(_, days)| days).sum();
    let mut causes: Vec<(&str, (u32, u32))> = groups.into_iter().collect();
    // By days, and among equals by name: the same plan gives the same order.
    causes.sort_by(|a, b| b.1.1.cmp(&a.1.1).then(a.0.cmp(b.0)));
    let mut so_far = 0;
    causes
        .into_iter()
        .map(|(name, (tasks, days))| {
            so_far += days;
            Cause {
                name: name.to_owned(),
                tasks,
                days,
                cumulative: f64::from(so_far) / f64::from(total),
            }
        })
        .collect()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(owner: &str, planned: i32, actual: Option<i32>, delay: i32, cause: &str) -> Task {
        Task {
            kind: "execution".to_owned(),
            owner: owner.to_owned(),
            planned_days: planned,
            actual_days: actual,
            delay_days: delay,
            cause: cause.to_owned(),
        }
    }

    #[test]
    fn a_plan_by_hand() {
        // REV-006
        let tasks = [
            task("P1", 10, Some(10), 0, ""),
            task("P1", 10, Some(15), 5, "people"),
            task("P2", 5, Some(4), -1, ""),
            task("P2", 5, None, 3, ""),
            task("P3", 8, Some(10), 2, "people"),
        ];
        let got = statistics(&tasks);
        assert_eq!((got.tasks, got.finished), (5, 4));
        assert!((got.on_time_rate - 0.4).abs() < 1e-12);
        assert!((got.mean_delay_days - 2.0).abs() < 1e-12);
        let factors: Vec<(&str, u32, f64, f64)> = got
            .by_person
            .iter()
            .map(|e| (e.name.as_str(), e.tasks, e.factor, e.mean_absolute))
            .collect();
        assert_eq!(
            factors,
            [
                ("P1", 2, 1.25, 0.25),
                ("P2", 1, 0.8, 0.2),
                ("P3", 1, 1.25, 0.25)
            ]
        );
        assert_eq!(got.by_kind.len(), 1);
        let causes: Vec<(&str, u32, u32)> = got
            .causes
            .iter()
            .map(|c| (c.name.as_str(), c.tasks, c.days))
            .collect();
        assert_eq!(causes, [("people", 2, 7), ("unstated", 1, 3)]);
        assert!((got.causes[0].cumulative - 0.7).abs() < 1e-12);
        assert!((got.causes[1].cumulative - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(statistics(&[]), Statistics::default());
    }
}
