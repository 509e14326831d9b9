//! What plans say to each other.

use cascade_events::CloudEvent;
use cascade_method::{Text, light::Light, progress::BlockerCause};
use cascade_proto::{goals::v1::LocalizedText, monitoring::v1 as pb};

use super::{Incoming, cause, id, optional_day, required_day};
use crate::domain::{
    facts::{Ancestor, EdgeFact, ForeignFact, ImpactFact, PartFact, PlacedFact},
    view::{PathStep, RollUp},
};

pub(super) fn edge(row: &pb::EdgeDeclared, event: &CloudEvent) -> Result<Incoming, String> {
    Ok(Incoming::Edge {
        plan: id(&row.predecessor_plan_id, "predecessor_plan_id")?,
        task: id(&row.predecessor_task_id, "predecessor_task_id")?,
        successor: id(&row.successor_plan_id, "successor_plan_id")?,
        edge: EdgeFact {
            active: row.active,
            revision: event.aggregateversion,
        },
    })
}

pub(super) fn foreign(row: pb::PredecessorMoved) -> Result<Incoming, String> {
    let kind = BlockerCause::of(&row.reported_cause_kind);
    let (reported_cause, cause_kind) = cause(row.reported_cause, kind);
    let fact = ForeignFact {
        id: id(&row.task_id, "task_id")?,
        plan_id: id(&row.plan_id, "plan_id")?,
        dates: optional_day(&row.forecast_start, "forecast_start")?
            .zip(optional_day(&row.forecast_finish, "forecast_finish")?),
        planned_start: required_day(&row.planned_start, "planned_start")?,
        planned_end: required_day(&row.planned_end, "planned_end")?,
        code: row.code,
        name: row.name,
        owner: row.owner,
        department: row.department,
        reported_cause,
        cause_kind,
        unasked: row.unasked,
        revision: row.revision,
    };
    Ok(Incoming::Foreign(
        id(&row.successor_plan_id, "successor_plan_id")?,
        fact,
    ))
}

pub(super) fn impact(row: pb::ImpactDeclared) -> Result<Incoming, String> {
    Ok(Incoming::Impact {
        plan: id(&row.plan_id, "plan_id")?,
        task: id(&row.task_id, "task_id")?,
        successor: id(&row.successor_plan_id, "successor_plan_id")?,
        impact: ImpactFact {
            affects: row.affects.into_iter().collect(),
            company_goal: row.company_goal,
            revision: row.revision,
        },
    })
}

pub(super) fn part(row: pb::GoalRolledUp) -> Result<Incoming, String> {
    let fact = PartFact {
        id: id(&row.goal_id, "goal_id")?,
        plan: id(&row.plan_id, "plan_id")?,
        parent: id(&row.parent_id, "parent_id")?,
        code: row.code,
        standing: row.standing.map(standing).transpose()?,
        revision: row.revision,
    };
    Ok(Incoming::Part(
        id(&row.parent_plan_id, "parent_plan_id")?,
        fact,
    ))
}

pub(super) fn placed(row: pb::GoalPlaced) -> Result<Incoming, String> {
    let ancestor = |row: pb::Ancestor| {
        Ok::<_, String>(Ancestor {
            deadline: required_day(&row.deadline, "ancestor.deadline")?,
            code: row.code,
            company_goal: row.company_goal,
        })
    };
    let fact = PlacedFact {
        ancestors: row
            .ancestors
            .into_iter()
            .map(ancestor)
            .collect::<Result<_, _>>()?,
        revision: row.revision,
    };
    Ok(Incoming::Placed {
        plan: id(&row.plan_id, "plan_id")?,
        goal: id(&row.goal_id, "goal_id")?,
        above: id(&row.above_plan_id, "above_plan_id")?,
        placed: fact,
    })
}

fn standing(row: pb::GoalStanding) -> Result<RollUp, String> {
    Ok(RollUp {
        light: match row.light() {
            pb::Light::Red => Light::Red,
            pb::Light::Yellow => Light::Yellow,
            pb::Light::Green | pb::Light::Unspecified => Light::Green,
        },
        reason: text(row.reason),
        score: row.score,
        forecast_finish: optional_day(&row.forecast_finish, "forecast_finish")?,
        completion: row.completion,
        root_cause: row
            .root_cause
            .into_iter()
            .map(step)
            .collect::<Result<_, _>>()?,
    })
}

fn step(row: pb::StandingHop) -> Result<PathStep, String> {
    let cause_kind = BlockerCause::of(&row.cause_kind);
    let row = row.hop.ok_or("root_cause.hop is missing")?;
    Ok(PathStep {
        task: id(&row.task_id, "root_cause.task_id")?,
        planned_end: required_day(&row.planned_end, "root_cause.planned_end")?,
        forecast_finish: required_day(&row.forecast_finish, "root_cause.forecast_finish")?,
        code: row.code,
        name: row.name,
        owner: row.owner,
        department: row.department,
        own_delay: row.own_delay_days,
        inherited: row.inherited_days,
        reported_cause: row.reported_cause,
        cause_kind,
        planned_past: row.planned_past_days,
    })
}

fn text(row: Option<LocalizedText>) -> Text {
    row.map_or_else(Text::default, |row| Text::new(row.zh, row.en))
}
