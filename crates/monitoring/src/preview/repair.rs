//! A repair in the contract's words; how the plan stands with it is said by whoever asks.

use cascade_method::text::Text;
use cascade_proto::monitoring::v1 as pb;

use crate::{
    domain::{
        plan::PlanState,
        repair::{RepairAim, RepairPlan, TaskMeasure, TaskMeasureKind},
    },
    ids::TaskId,
    messages,
};

pub(super) fn message(plan: &PlanState, aim: RepairAim, found: &RepairPlan) -> pb::Repair {
    let aim = match aim {
        RepairAim::Deadlines => pb::RepairAim::Deadlines,
        RepairAim::Forecasts => pb::RepairAim::Forecasts,
    };
    let mut late_tasks: Vec<String> = found
        .late
        .iter()
        .map(|task| code(plan, *task).to_owned())
        .collect();
    late_tasks.sort();
    pb::Repair {
        aim: aim.into(),
        late_tasks,
        measures: found
            .measures
            .iter()
            .map(|measure| measure_message(plan, measure))
            .collect(),
        cost_person_days: found.cost,
        late_days_before: found.late_before,
        late_days_after: found.late_after,
        cheapest: found.is_cheapest,
        impact: None,
    }
}

fn code(plan: &PlanState, task: TaskId) -> &str {
    let own = plan.tasks.get(&task).map(|node| node.fact.code.as_str());
    let foreign = plan.foreign.get(&task).map(|fact| fact.code.as_str());
    own.or(foreign).unwrap_or_default()
}

fn measure_message(plan: &PlanState, measure: &TaskMeasure) -> pb::RepairMeasure {
    let fact = &plan.tasks[&measure.task].fact;
    let named = (fact.code.as_str(), fact.name.as_str());
    let row = pb::RepairMeasure {
        task_id: measure.task.to_string(),
        task_code: fact.code.clone(),
        task_name: fact.name.clone(),
        owner: fact.owner.clone(),
        department: fact.department.clone(),
        cost_person_days: measure.cost,
        text: Some(messages::text(&text(plan, named, &measure.what))),
        ..pb::RepairMeasure::default()
    };
    let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    match &measure.what {
        TaskMeasureKind::Crash(saved) => pb::RepairMeasure {
            kind: pb::RepairMeasureKind::Crash.into(),
            days: days(*saved),
            ..row
        },
        TaskMeasureKind::Split(saved) => pb::RepairMeasure {
            kind: pb::RepairMeasureKind::Split.into(),
            days: days(*saved),
            ..row
        },
        TaskMeasureKind::FastTrack(predecessor, overlap) => pb::RepairMeasure {
            kind: pb::RepairMeasureKind::FastTrack.into(),
            days: days(*overlap),
            predecessor_code: code(plan, *predecessor).to_owned(),
            ..row
        },
        TaskMeasureKind::Reassign(person, _) => pb::RepairMeasure {
            kind: pb::RepairMeasureKind::Reassign.into(),
            to_person: person.clone(),
            ..row
        },
    }
}

fn text(plan: &PlanState, (task, name): (&str, &str), what: &TaskMeasureKind) -> Text {
    match what {
        TaskMeasureKind::Crash(days) => Text::new(
            format!("任务 {task}“{name}”增加人手或延长工时，缩短 {days} 个工作日"),
            format!("{task} “{name}”: more people or longer hours save {days} working days"),
        ),
        TaskMeasureKind::Split(days) => Text::new(
            format!("任务 {task}“{name}”拆为两半由两人并行，缩短 {days} 个工作日"),
            format!("{task} “{name}”: two people do half each, which saves {days} working days"),
        ),
        TaskMeasureKind::FastTrack(predecessor, days) => {
            let before = code(plan, *predecessor);
            Text::new(
                format!(
                    "任务 {task}“{name}”在前置任务 {before} 完成前 {days} 个工作日开始，并行推进"
                ),
                format!("{task} “{name}”: begins {days} working days before {before} is done"),
            )
        }
        TaskMeasureKind::Reassign(person, 0) => Text::new(
            format!("任务 {task}“{name}”改由 {person} 负责"),
            format!("{task} “{name}”: {person} does it instead"),
        ),
        TaskMeasureKind::Reassign(person, briefing) => Text::new(
            format!("任务 {task}“{name}”改由 {person} 接手，交接 {briefing} 个工作日"),
            format!(
                "{task} “{name}”: {person} takes over, after {briefing} working days of briefing"
            ),
        ),
    }
}
