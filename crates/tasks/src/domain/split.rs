//! Splitting a task that is too long: from the method's proposal to the tasks it becomes.

use cascade_method::{
    Policy,
    task::split::{self, Long, Part},
};
use cascade_proto::tasks::v1 as pb;
use cascade_schedule::Calendar;
use chrono::NaiveDate;

use crate::{
    domain::{
        draft::{Draft, DraftLink},
        settle::Row,
        task::{Constraints, Link, Task},
    },
    ids::TaskId,
};

/// The parts that the method proposes; none where the task is short enough.
#[must_use]
pub fn parts(task: &Task, calendar: &Calendar, policy: &Policy) -> Vec<Part> {
    let plan = &task.plan;
    let days: Vec<NaiveDate> = plan
        .start
        .iter_days()
        .take_while(|day| *day <= plan.end)
        .filter(|day| calendar.is_working(*day))
        .collect();
    let milestones: Vec<(&str, NaiveDate)> = plan
        .milestones
        .iter()
        .map(|milestone| (milestone.name.as_str(), milestone.due))
        .collect();
    let long = Long {
        code: &plan.code,
        name: &plan.name,
        deliverable: &plan.deliverable,
        start: plan.start,
        end: plan.end,
        days: &days,
        effort_hours: plan.effort_hours,
        milestones: &milestones,
    };
    split::split(&long, policy)
}

/// Links of the task that the part at `place` of `count` takes over: those that tie its start go to the first part, those that tie
/// its finish to the last.
#[must_use]
pub fn links_of_part(task: &Task, place: usize, count: usize) -> Vec<Link> {
    task.plan
        .predecessors
        .iter()
        .filter(|link| match link.kind {
            pb::LinkKind::FinishToFinish | pb::LinkKind::StartToFinish => place + 1 == count,
            _ => place == 0,
        })
        .cloned()
        .collect()
}

/// Whether a successor that is tied this way waits for the task's finish, and so from now on for the last part.
#[must_use]
pub fn waits_for_finish(kind: pb::LinkKind) -> bool {
    !matches!(
        kind,
        pb::LinkKind::StartToStart | pb::LinkKind::StartToFinish
    )
}

/// The tasks that the parts become: the first is the task itself, each other one follows the one before.
#[must_use]
pub fn rows(task: &Task, parts: &[Part]) -> Vec<Row> {
    let whole = Draft::of(task);
    parts
        .iter()
        .enumerate()
        .map(|(i, part)| {
            let mut draft = whole.clone();
            draft.code.clone_from(&part.code);
            draft.name.clone_from(&part.name);
            draft.deliverable.clone_from(&part.deliverable);
            draft.start = Some(part.start);
            draft.end = Some(part.end);
            draft.effort_hours = part.effort_hours;
            // The first part begins, and the last is finished, as the whole was to be.
            let constraints = task.plan.constraints;
            let (is_first, is_last) = (i == 0, i + 1 == parts.len());
            draft.constraints = Some(Constraints {
                not_before: constraints.not_before.filter(|_| is_first),
                start_on: constraints.start_on.filter(|_| is_first),
                deadline: constraints.deadline.filter(|_| is_last),
            });
            // It was of the whole; nobody has estimated the parts.
            draft.estimate = Some(None);
            draft.milestones = part
                .milestones
                .iter()
                .map(|n| whole.milestones[*n].clone())
                .collect();
            draft.predecessors = links_of_part(task, i, parts.len())
                .into_iter()
                .map(|link| DraftLink {
                    reference: link.task_id.to_string(),
                    kind: link.kind,
                    lag_days: link.lag_days,
                })
                .collect();
            if i > 0 {
                draft.predecessors.push(DraftLink {
                    reference: parts[i - 1].code.clone(),
                    kind: pb::LinkKind::FinishToStart,
                    lag_days: 0,
                });
            }
            Row {
                at: format!("parts[{i}]."),
                id: if i == 0 { task.id } else { TaskId::new() },
                draft,
                before: (i == 0).then(|| task.clone()),
                state: None,
            }
        })
        .collect()
}

/// A task that waits for `split` with its ties to the finish moved to the `last` part; none where it has no such tie.
#[must_use]
pub fn successor(waiting: &Task, split: TaskId, last: TaskId) -> Option<Row> {
    let mut draft = Draft::of(waiting);
    let (split, last) = (split.to_string(), last.to_string());
    let mut moved = false;
    for link in &mut draft.predecessors {
        if link.reference == split && waits_for_finish(link.kind) {
            link.reference.clone_from(&last);
            moved = true;
        }
    }
    moved.then(|| Row {
        at: format!("successors[{}].", waiting.plan.code),
        id: waiting.id,
        draft,
        before: Some(waiting.clone()),
        state: None,
    })
}
