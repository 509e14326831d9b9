//! A concrete proposal to split a task that is too long (§3): parts, dates, milestones, one behind the other.

use chrono::NaiveDate;

use crate::Policy;

/// A task, as far as splitting it needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Long<'a> {
    /// 任务编号
    pub code: &'a str,
    /// 任务名称
    pub name: &'a str,
    /// 交付物
    pub deliverable: &'a str,
    /// First planned day.
    pub start: NaiveDate,
    /// Last planned day.
    pub end: NaiveDate,
    /// Working days of the window, in order.
    pub days: &'a [NaiveDate],
    /// Estimated effort.
    pub effort_hours: Option<f64>,
    /// Milestones: name and when due.
    pub milestones: &'a [(&'a str, NaiveDate)],
}

/// One part; each but the first follows the one before, finish to start.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The first keeps the task's code, the others count on: `T3`, `T3.2`, `T3.3`.
    pub code: String,
    /// `name (2/3)`
    pub name: String,
    /// What it hands over: its milestones, or its share of the deliverable; the last one the deliverable itself.
    pub deliverable: String,
    /// First planned day.
    pub start: NaiveDate,
    /// Last planned day.
    pub end: NaiveDate,
    /// Working days.
    pub working_days: usize,
    /// Its share of the effort, by working days.
    pub effort_hours: Option<f64>,
    /// Which of the task's milestones fall into it.
    pub milestones: Vec<usize>,
}

/// The parts of a task that takes more working days than advised, each within what is advised; none where it is short enough, or
/// no number of parts fits. They cover its window from the first day to the last without a gap in working days.
#[must_use]
pub fn split(task: &Long<'_>, policy: &Policy) -> Vec<Part> {
    let (fewest, most) = (policy.task_days.0 as usize, policy.task_days.1 as usize);
    let total = task.days.len();
    if most == 0 || total <= most {
        return Vec::new();
    }
    let count = total.div_ceil(most);
    let (each, longer) = (total / count, total % count);
    if each < fewest {
        return Vec::new();
    }
    let mut parts: Vec<Part> = Vec::with_capacity(count);
    let (mut from, mut effort_given) = (0, 0.0);
    for i in 0..count {
        let length = each + usize::from(i < longer);
        let last = i + 1 == count;
        let to = from + length;
        let (start, end) = (
            if i == 0 { task.start } else { task.days[from] },
            if last { task.end } else { task.days[to - 1] },
        );
        // A milestone on a day off between two parts closes the earlier one.
        let before = if i == 0 {
            NaiveDate::MIN
        } else {
            task.days[from]
        };
        let until = if last { NaiveDate::MAX } else { task.days[to] };
        let milestones: Vec<usize> = task
            .milestones
            .iter()
            .enumerate()
            .filter(|(_, (_, due))| (i == 0 || *due >= before) && (last || *due < until))
            .map(|(n, _)| n)
            .collect();
        let effort_hours = task.effort_hours.map(|effort| {
            if last {
                // Whatever rounding left over.
                (effort - effort_given).max(0.0)
            } else {
                let share = (effort * share_of(length, total) * 10.0).round() / 10.0;
                effort_given += share;
                share
            }
        });
        let names: Vec<&str> = milestones.iter().map(|n| task.milestones[*n].0).collect();
        let place = format!("({}/{count})", i + 1);
        parts.push(Part {
            code: if i == 0 {
                task.code.to_owned()
            } else {
                format!("{}.{}", task.code, i + 1)
            },
            name: format!("{} {place}", task.name),
            deliverable: if last {
                task.deliverable.to_owned()
            } else if names.is_empty() {
                format!("{} {place}", task.deliverable)
            } else {
                names.join("; ")
            },
            start,
            end,
            working_days: length,
            effort_hours,
            milestones,
        });
        from = to;
    }
    parts
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of days, far below what a double holds exactly"
)]
fn share_of(length: usize, total: usize) -> f64 {
    length as f64 / total as f64
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Days, Weekday};
    use proptest::prelude::*;

    use super::*;

    /// Working days from `start` on, Saturdays and Sundays and each `holiday`-th day off.
    fn working(start: NaiveDate, count: usize, holiday: usize) -> Vec<NaiveDate> {
        start
            .iter_days()
            .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
            .enumerate()
            .filter(|(n, _)| n % holiday != holiday - 1)
            .map(|(_, day)| day)
            .take(count)
            .collect()
    }

    fn long<'a>(days: &'a [NaiveDate], milestones: &'a [(&'a str, NaiveDate)]) -> Long<'a> {
        Long {
            code: "T3",
            name: "launch",
            deliverable: "a shop",
            start: days[0],
            end: days[days.len() - 1],
            days,
            effort_hours: Some(200.0),
            milestones,
        }
    }

    #[test]
    fn five_weeks_become_three_parts_with_their_milestones() {
        // TASK-009
        let days = working(NaiveDate::from_ymd_opt(2026, 7, 6).unwrap(), 25, 1_000);
        let milestones = [
            ("host chosen", days[4]),
            ("script reviewed", days[9] + Days::new(1)),
        ];
        let parts = split(&long(&days, &milestones), &Policy::default());
        let told: Vec<(&str, &str, usize)> = parts
            .iter()
            .map(|part| (part.code.as_str(), part.name.as_str(), part.working_days))
            .collect();
        assert_eq!(
            told,
            [
                ("T3", "launch (1/3)", 9),
                ("T3.2", "launch (2/3)", 8),
                ("T3.3", "launch (3/3)", 8)
            ]
        );
        assert_eq!(parts[0].deliverable, "host chosen");
        assert_eq!(parts[1].deliverable, "script reviewed");
        assert_eq!(parts[2].deliverable, "a shop");
        assert_eq!(parts[0].effort_hours, Some(72.0));
    }

    #[test]
    fn what_is_short_enough_stays_whole() {
        let days = working(NaiveDate::from_ymd_opt(2026, 7, 6).unwrap(), 10, 1_000);
        assert!(split(&long(&days, &[]), &Policy::default()).is_empty());
        assert!(split(&long(&days[..3], &[]), &Policy::default()).is_empty());
    }

    proptest! {
        #[test]
        fn parts_cover_the_window_without_overlap_and_each_is_of_the_advised_length(
            offset in 0_u64..400,
            count in 11_usize..300,
            holiday in 3_usize..40,
            due in proptest::collection::vec(-20_i64..700, 0..8),
        ) {
            let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(offset);
            let days = working(start, count, holiday);
            let milestones: Vec<(&str, NaiveDate)> = due
                .iter()
                .map(|n| ("m", days[0] + chrono::TimeDelta::days(*n)))
                .collect();
            let task = long(&days, &milestones);
            let parts = split(&task, &Policy::default());
            prop_assert!(parts.len() > 1);
            prop_assert_eq!(parts[0].start, task.start);
            prop_assert_eq!(parts[parts.len() - 1].end, task.end);
            let mut covered = Vec::new();
            for part in &parts {
                prop_assert!((5..=10).contains(&part.working_days));
                let own: Vec<NaiveDate> =
                    days.iter().copied().filter(|day| (part.start..=part.end).contains(day)).collect();
                prop_assert_eq!(own.len(), part.working_days);
                covered.extend(own);
            }
            prop_assert_eq!(&covered, &days, "every working day once, in order");
            let effort: f64 = parts.iter().filter_map(|part| part.effort_hours).sum();
            prop_assert!((effort - 200.0).abs() < 1e-6);
            let mut placed: Vec<usize> = parts.iter().flat_map(|part| part.milestones.clone()).collect();
            placed.sort_unstable();
            prop_assert_eq!(placed, (0..milestones.len()).collect::<Vec<_>>());
            for part in &parts {
                for n in &part.milestones {
                    let inside = (task.start..=task.end).contains(&milestones[*n].1);
                    prop_assert!(!inside || milestones[*n].1 >= part.start);
                }
            }
        }
    }
}
