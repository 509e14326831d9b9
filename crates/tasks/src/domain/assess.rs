//! What the rules warn of in a task as it is planned.

use std::collections::HashMap;

use cascade_method::{Finding as Said, Policy, task as rules};
use cascade_proto::tasks::v1 as pb;
use cascade_schedule::Calendar;
use chrono::{Days, NaiveDate};

use crate::{
    domain::{
        acceptance::Status,
        finding::{Finding, Scope},
        task::{KeyResult, Link, Planned, Task},
        working_time::Calendars,
    },
    ids::TaskId,
};

/// What the rules warn of, given its key result, the tasks it waits for, and the calendars of all their owners.
#[must_use]
pub fn assess(
    task: &Task,
    key_result: Option<&KeyResult>,
    predecessors: &HashMap<TaskId, Task>,
    calendars: &mut Calendars,
    policy: &Policy,
) -> Vec<Finding> {
    let plan = &task.plan;
    let calendar = calendars.of(plan);
    let days = calendar.working_days(plan.start, plan.end);
    let days = u32::try_from(days).unwrap_or(0);
    let key_result_code = key_result.map_or_else(
        || plan.key_result_id.to_string(),
        |known| known.code.clone(),
    );
    let mut said: Vec<Said> = rules::check(
        &rules::Task {
            code: &plan.code,
            name: &plan.name,
            key_result: &key_result_code,
            owner: &plan.owner,
            deliverable: &plan.deliverable,
            planned_start: Some(plan.start),
            planned_end: Some(plan.end),
            working_days: days,
            window_start: key_result.and_then(|known| known.window_start),
            window_end: key_result.and_then(|known| known.deadline),
            milestones: plan.milestones.len(),
        },
        policy,
    );
    said.extend(rules::check_planned(
        &plan.code,
        plan.start,
        plan.end,
        &plan.constraints.for_rules(),
    ));
    said.extend(rules::beyond_calendar(
        &plan.code,
        "planned_end",
        plan.end,
        calendar.confirmed_through(),
    ));
    for link in &plan.predecessors {
        let Some(predecessor) = predecessors.get(&link.task_id) else {
            continue;
        };
        let theirs = calendars.of(&predecessor.plan);
        let allowed = allowed_start(link, (&predecessor.plan, &theirs), (days, &calendar));
        said.extend(rules::starts_too_early(
            &plan.code, plan.start, &link.code, allowed,
        ));
        said.extend(acceptance(plan, link, &predecessor.plan.owner));
    }
    for milestone in &plan.milestones {
        said.extend(rules::check_milestone(
            &plan.code,
            &milestone.name,
            milestone.due,
            plan.start,
            plan.end,
        ));
    }
    said.iter()
        .filter(|said| !said.is_error())
        .map(|said| Finding::of(said, Scope::Task, Some(task.id)))
        .collect()
}

/// What the predecessor's owner has to say, or has said, of a link.
fn acceptance(plan: &Planned, link: &Link, owner: &str) -> Option<Said> {
    let word = link.acceptance.as_ref()?;
    match word.status {
        Status::Proposed => Some(rules::awaits_acceptance(&plan.code, &link.code, owner)),
        Status::Declined => Some(rules::declined(
            &plan.code,
            &plan.owner,
            &link.code,
            &word.by,
            &word.note,
        )),
        Status::Accepted => None,
    }
}

/// First day on which a task of so many working days may start, as far as one predecessor's planned dates say. Each works by the
/// calendar of its own owner; what lies between them is counted on that of the task that waits.
#[must_use]
pub fn allowed_start(
    link: &Link,
    (predecessor, theirs): (&Planned, &Calendar),
    (duration, calendar): (u32, &Calendar),
) -> NaiveDate {
    let first = calendar.next_working(theirs.next_working(predecessor.start));
    let last = theirs.previous_working(predecessor.end);
    // From a finish back to the start of a task that long.
    let back = 1 - i32::try_from(duration.max(1)).unwrap_or(i32::MAX);
    match link.kind {
        pb::LinkKind::FinishToStart | pb::LinkKind::Unspecified => {
            // Who goes home at noon leaves the afternoon to those that work it.
            let has_rest = !theirs.part(last).afternoon() && calendar.part(last).afternoon();
            let after = last + Days::new(u64::from(!has_rest));
            calendar.add_working_days(calendar.next_working(after), link.lag_days)
        }
        pb::LinkKind::StartToStart => calendar.add_working_days(first, link.lag_days),
        pb::LinkKind::FinishToFinish => {
            let last = calendar.next_working(last);
            calendar.add_working_days(calendar.add_working_days(last, link.lag_days), back)
        }
        // It ends where the other begins: with the working day before it.
        pb::LinkKind::StartToFinish => {
            let end = link.lag_days.saturating_sub(1);
            calendar.add_working_days(calendar.add_working_days(first, end), back)
        }
    }
}

#[cfg(test)]
mod tests {
    use cascade_schedule::{DayPart, Layer, Organisation};

    use super::*;
    use crate::{
        domain::task::Constraints,
        ids::{KeyResultId, PlanId},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn planned(start: &str, end: &str) -> Planned {
        Planned {
            plan_id: PlanId::new(),
            key_result_id: KeyResultId::new(),
            code: "T1".into(),
            name: "n".into(),
            description: String::new(),
            kind: pb::TaskType::Unspecified,
            owner: "P".into(),
            collaborators: Vec::new(),
            department: "D".into(),
            start: day(start),
            end: day(end),
            duration_days: 5,
            deliverable: "d".into(),
            predecessors: Vec::new(),
            required_resources: String::new(),
            effort_hours: None,
            priority: pb::TaskPriority::Unspecified,
            milestones: Vec::new(),
            skills: Vec::new(),
            constraints: Constraints::default(),
            estimate: None,
        }
    }

    #[test]
    fn each_kind_of_link_allows_its_own_first_day() {
        let calendar = Calendar::china();
        let predecessor = planned("2026-07-06", "2026-07-10");
        for (kind, lag_days, duration, expected) in [
            (pb::LinkKind::FinishToStart, 0, 5, "2026-07-13"),
            (pb::LinkKind::FinishToStart, 2, 5, "2026-07-15"),
            (pb::LinkKind::FinishToStart, -1, 5, "2026-07-10"),
            (pb::LinkKind::StartToStart, 1, 5, "2026-07-07"),
            (pb::LinkKind::FinishToFinish, 0, 5, "2026-07-06"),
            (pb::LinkKind::FinishToFinish, 1, 3, "2026-07-09"),
            (pb::LinkKind::StartToFinish, 5, 5, "2026-07-06"),
            (pb::LinkKind::StartToFinish, 0, 1, "2026-07-03"),
        ] {
            let link = Link {
                task_id: TaskId::new(),
                plan_id: predecessor.plan_id,
                code: "T1".into(),
                kind,
                lag_days,
                acceptance: None,
            };
            let allowed = allowed_start(&link, (&predecessor, &calendar), (duration, &calendar));
            assert_eq!(
                allowed,
                day(expected),
                "{kind:?} {lag_days:+} of {duration} days"
            );
        }
    }

    fn behind(predecessor: &Planned, kind: pb::LinkKind) -> Link {
        Link {
            task_id: TaskId::new(),
            plan_id: predecessor.plan_id,
            code: "T1".into(),
            kind,
            lag_days: 0,
            acceptance: None,
        }
    }

    #[test]
    fn each_of_two_tasks_works_by_the_calendar_of_its_owner() {
        let usual = Calendar::china();
        let mut organisation = Organisation::new(usual.clone());
        let mut with = |weekday: usize, part| {
            let mut week = DayPart::MONDAY_TO_FRIDAY;
            week[weekday] = part;
            let layer = Layer {
                week: Some(week),
                ..Layer::default()
            };
            organisation.layered([&layer], &[])
        };
        let (saturdays, short_fridays) = (with(5, DayPart::Full), with(4, DayPart::Morning));
        let (friday, saturday) = ("2026-07-10", "2026-07-11");
        let [after, both_end] = [pb::LinkKind::FinishToStart, pb::LinkKind::FinishToFinish];
        for (ends, theirs, kind, own, expected) in [
            (friday, &usual, after, &saturdays, saturday),
            (friday, &saturdays, after, &usual, "2026-07-13"),
            (saturday, &saturdays, after, &saturdays, "2026-07-13"),
            (saturday, &saturdays, after, &usual, "2026-07-13"),
            // Said to end on a Saturday by somebody who does not work on it.
            (saturday, &usual, after, &saturdays, saturday),
            (saturday, &saturdays, both_end, &usual, "2026-07-07"),
            (saturday, &saturdays, both_end, &saturdays, "2026-07-07"),
            (friday, &short_fridays, after, &usual, friday),
            (friday, &short_fridays, after, &short_fridays, "2026-07-13"),
        ] {
            let predecessor = planned("2026-07-06", ends);
            let link = behind(&predecessor, kind);
            let allowed = allowed_start(&link, (&predecessor, theirs), (5, own));
            assert_eq!(allowed, day(expected), "{kind:?} {ends} {theirs:?} {own:?}");
        }
    }

    #[test]
    fn a_predecessor_that_ends_on_a_day_off_ends_the_working_day_before() {
        let calendar = Calendar::china();
        let predecessor = planned("2026-09-28", "2026-10-04");
        let link = Link {
            task_id: TaskId::new(),
            plan_id: predecessor.plan_id,
            code: "T1".into(),
            kind: pb::LinkKind::FinishToStart,
            lag_days: 0,
            acceptance: None,
        };
        let allowed = allowed_start(&link, (&predecessor, &calendar), (5, &calendar));
        assert_eq!(allowed, day("2026-10-08"), "after the National Day holiday");
    }
}
