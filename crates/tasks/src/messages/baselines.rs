//! Baselines of a plan and what differs between them.

use cascade_proto::tasks::v1 as pb;

use super::{day, moment, predecessor, signed};
use crate::domain::{
    baseline::{PlanBaseline, Snapshot},
    compare::{Comparison, Difference, Move},
};

/// A baseline, with those of its tasks that are given.
#[must_use]
pub fn plan_baseline(baseline: &PlanBaseline, tasks: &[Snapshot]) -> pb::PlanBaseline {
    pb::PlanBaseline {
        plan_id: baseline.plan_id.to_string(),
        number: baseline.number,
        taken_at: Some(moment(baseline.taken_at)),
        taken_by: baseline.taken_by.clone(),
        reason: baseline.reason.clone(),
        task_count: signed(baseline.task_count),
        tasks: tasks.iter().map(task).collect(),
    }
}

fn task(task: &Snapshot) -> pb::BaselineTask {
    pb::BaselineTask {
        task_id: task.task_id.to_string(),
        code: task.code.clone(),
        name: task.name.clone(),
        owner: task.owner.clone(),
        planned_start: task.start.to_string(),
        planned_end: task.end.to_string(),
        duration_days: signed(task.duration_days),
        effort_hours: task.effort_hours,
        percent: task.percent,
        predecessors: task.predecessors.iter().map(predecessor).collect(),
    }
}

/// The answer to a comparison.
#[must_use]
pub fn comparison(
    asked: &pb::CompareBaselinesRequest,
    found: &Comparison,
) -> pb::BaselineComparison {
    let (largest_slip_days, largest_slip_code) = found.largest_slip.clone().unwrap_or_default();
    pb::BaselineComparison {
        plan_id: asked.plan_id.clone(),
        from: asked.from,
        to: asked.to,
        added: found.added.iter().map(task).collect(),
        removed: found.removed.iter().map(task).collect(),
        moved: found.moved.iter().map(task_move).collect(),
        changed: found.changed.iter().map(difference).collect(),
        totals: Some(pb::ComparisonTotals {
            added: count(found.added.len()),
            removed: count(found.removed.len()),
            moved: count(found.moved.len()),
            changed: count(found.changed.len()),
            unchanged: count(found.unchanged),
            largest_slip_days,
            largest_slip_code,
            from_end: day(found.ends.0),
            to_end: day(found.ends.1),
            end_moved_days: found.end_moved_days,
        }),
    }
}

fn task_move(moved: &Move) -> pb::TaskMove {
    pb::TaskMove {
        task_id: moved.to.task_id.to_string(),
        code: moved.to.code.clone(),
        name: moved.to.name.clone(),
        from_start: moved.from.start.to_string(),
        from_end: moved.from.end.to_string(),
        to_start: moved.to.start.to_string(),
        to_end: moved.to.end.to_string(),
        start_moved_days: moved.start_days,
        end_moved_days: moved.end_days,
    }
}

fn difference(changed: &Difference) -> pb::TaskDifference {
    pb::TaskDifference {
        task_id: changed.to.task_id.to_string(),
        code: changed.to.code.clone(),
        name: changed.to.name.clone(),
        from_owner: changed.from.owner.clone(),
        to_owner: changed.to.owner.clone(),
        from_effort_hours: changed.from.effort_hours,
        to_effort_hours: changed.to.effort_hours,
        links_added: changed.links_added.iter().map(predecessor).collect(),
        links_removed: changed.links_removed.iter().map(predecessor).collect(),
    }
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
