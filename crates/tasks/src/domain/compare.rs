//! What differs between two snapshots of a plan.

use std::collections::HashMap;

use cascade_schedule::Calendar;
use chrono::NaiveDate;

use crate::{
    domain::{baseline::Snapshot, task::Link},
    ids::TaskId,
};

/// What differs between two snapshots.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Only in the second.
    pub added: Vec<Snapshot>,
    /// Only in the first.
    pub removed: Vec<Snapshot>,
    /// In both, with other dates.
    pub moved: Vec<Move>,
    /// In both, with another owner, effort or other links.
    pub changed: Vec<Difference>,
    /// How many are the same in all that is compared.
    pub unchanged: usize,
    /// Working days by which the end of one task has slipped most, with its code; none where no end has.
    pub largest_slip: Option<(i32, String)>,
    /// Last planned day of either side.
    pub ends: (Option<NaiveDate>, Option<NaiveDate>),
    /// Working days by which the end of the plan has moved.
    pub end_moved_days: i32,
}

/// A task with other dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// As it was.
    pub from: Snapshot,
    /// As it is.
    pub to: Snapshot,
    /// Working days by which the start has moved; positive is later.
    pub start_days: i32,
    /// Working days by which the end has moved.
    pub end_days: i32,
}

/// A task of which something else than its dates differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// As it was.
    pub from: Snapshot,
    /// As it is.
    pub to: Snapshot,
    /// Links that only the second has.
    pub links_added: Vec<Link>,
    /// Links that only the first has.
    pub links_removed: Vec<Link>,
}

/// Compares two snapshots of one plan; a task is the same one by its identity, whatever its code. How far a task has moved is counted on
/// its own calendar, as the second has it; how far the plan has on that of the `whole`.
#[must_use]
pub fn compare(
    from: &[Snapshot],
    to: &[Snapshot],
    mut calendar_of: impl FnMut(&Snapshot) -> Calendar,
    whole: &Calendar,
) -> Comparison {
    let before: HashMap<TaskId, &Snapshot> = from.iter().map(|task| (task.task_id, task)).collect();
    let after: HashMap<TaskId, &Snapshot> = to.iter().map(|task| (task.task_id, task)).collect();
    let mut found = Comparison {
        removed: from
            .iter()
            .filter(|task| !after.contains_key(&task.task_id))
            .cloned()
            .collect(),
        ends: (last_day(from), last_day(to)),
        ..Comparison::default()
    };
    for task in to {
        let Some(was) = before.get(&task.task_id) else {
            found.added.push(task.clone());
            continue;
        };
        let moved = moved(was, task, &mut calendar_of);
        let differs = difference(was, task);
        if moved.is_none() && differs.is_none() {
            found.unchanged += 1;
        }
        if let Some(moved) = moved {
            let worst = found.largest_slip.as_ref().map_or(0, |(days, _)| *days);
            if moved.end_days > worst {
                found.largest_slip = Some((moved.end_days, task.code.clone()));
            }
            found.moved.push(moved);
        }
        found.changed.extend(differs);
    }
    if let (Some(was), Some(is)) = found.ends {
        found.end_moved_days = whole.working_days_between(was, is);
    }
    found
}

fn last_day(tasks: &[Snapshot]) -> Option<NaiveDate> {
    tasks.iter().map(|task| task.end).max()
}

fn moved(
    was: &Snapshot,
    is: &Snapshot,
    calendar_of: impl FnOnce(&Snapshot) -> Calendar,
) -> Option<Move> {
    ((was.start, was.end) != (is.start, is.end)).then(|| {
        let calendar = calendar_of(is);
        Move {
            start_days: calendar.working_days_between(was.start, is.start),
            end_days: calendar.working_days_between(was.end, is.end),
            from: was.clone(),
            to: is.clone(),
        }
    })
}

fn difference(was: &Snapshot, is: &Snapshot) -> Option<Difference> {
    let only_in = |these: &[Link], those: &[Link]| -> Vec<Link> {
        these
            .iter()
            .filter(|link| !those.iter().any(|other| same_tie(link, other)))
            .cloned()
            .collect()
    };
    let links_added = only_in(&is.predecessors, &was.predecessors);
    let links_removed = only_in(&was.predecessors, &is.predecessors);
    let same = was.owner == is.owner
        && was.effort_hours == is.effort_hours
        && links_added.is_empty()
        && links_removed.is_empty();
    (!same).then(|| Difference {
        from: was.clone(),
        to: is.clone(),
        links_added,
        links_removed,
    })
}

fn same_tie(a: &Link, b: &Link) -> bool {
    (a.task_id, a.kind, a.lag_days) == (b.task_id, b.kind, b.lag_days)
}

#[cfg(test)]
mod tests {
    use cascade_proto::tasks::v1 as pb;

    use super::*;
    use crate::ids::PlanId;

    fn china(from: &[Snapshot], to: &[Snapshot]) -> Comparison {
        compare(from, to, |_| Calendar::china(), &Calendar::china())
    }

    fn task(code: &str, start: &str, end: &str) -> Snapshot {
        Snapshot {
            task_id: TaskId::new(),
            code: code.into(),
            name: format!("task {code}"),
            owner: "P1".into(),
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
            duration_days: 5,
            effort_hours: Some(40.0),
            percent: 0.0,
            predecessors: Vec::new(),
        }
    }

    fn link(to: &Snapshot, lag_days: i32) -> Link {
        Link {
            task_id: to.task_id,
            plan_id: PlanId::new(),
            code: to.code.clone(),
            kind: pb::LinkKind::FinishToStart,
            lag_days,
            acceptance: None,
        }
    }

    #[test]
    fn a_plan_compared_with_itself_has_no_difference() {
        let plan = [
            task("T1", "2026-07-06", "2026-07-10"),
            task("T2", "2026-07-13", "2026-07-17"),
        ];
        let found = china(&plan, &plan);
        assert_eq!(
            found,
            Comparison {
                unchanged: 2,
                ends: (Some(plan[1].end), Some(plan[1].end)),
                ..Comparison::default()
            }
        );
    }

    #[test]
    fn what_was_added_removed_moved_and_changed_is_told_in_working_days() {
        let (kept, gone) = (
            task("T1", "2026-09-21", "2026-09-25"),
            task("T2", "2026-09-28", "2026-09-30"),
        );
        let mut is = kept.clone();
        is.end = "2026-10-08".parse().unwrap();
        is.owner = "P2".into();
        let added = task("T3", "2026-10-08", "2026-10-09");
        let found = china(&[kept.clone(), gone.clone()], &[is.clone(), added.clone()]);
        assert_eq!(
            (&found.added[..], &found.removed[..]),
            (&[added][..], &[gone][..])
        );
        let moved = &found.moved[0];
        // From the Friday over three working days to the first one after the National Day holiday.
        assert_eq!((moved.start_days, moved.end_days), (0, 4));
        assert_eq!(found.largest_slip, Some((4, "T1".into())));
        assert_eq!((found.changed.len(), found.unchanged), (1, 0));
        assert_eq!(found.changed[0].to.owner, "P2");
        assert_eq!(found.end_moved_days, 2, "from 30 September to 9 October");
        let back = china(&[is], &[kept]);
        assert_eq!((back.moved[0].end_days, back.largest_slip), (-4, None));
    }

    #[test]
    fn a_link_with_another_lag_is_another_link() {
        let first = task("T1", "2026-07-06", "2026-07-10");
        let mut was = task("T2", "2026-07-13", "2026-07-17");
        was.predecessors = vec![link(&first, 0)];
        let mut is = was.clone();
        is.predecessors[0].lag_days = 2;
        let found = china(&[was], &[is]);
        let changed = &found.changed[0];
        assert_eq!(
            (
                changed.links_added[0].lag_days,
                changed.links_removed[0].lag_days
            ),
            (2, 0)
        );
        assert!(found.moved.is_empty());
    }
}
