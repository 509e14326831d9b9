//! Reading a review.

use cascade_proto::goals::v1 as pb;
use cascade_runtime::{error::ServiceError, grpc::RequestContext};

use super::{disposition, ending};
use crate::{
    domain::{
        review::{Ending, Written, together},
        tree::{Goal, KeyResult},
    },
    messages,
    store::{self, reviews},
    use_cases::{UseCases, may_read, plan_named},
};

impl UseCases {
    /// Table 8 of a plan, what keeps it from closing, and what it teaches; of a plan that is closed, as it was then.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn get_review(
        &self,
        context: &RequestContext,
        request: &pb::GetReviewRequest,
    ) -> Result<pb::Review, ServiceError> {
        may_read(&context.actor)?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let is_closed = plan.status == pb::PlanStatus::Closed;
        let tree = store::read_tree(&mut conn, plan).await?;
        let ending = ending(&mut conn, tree).await?;
        let kept = reviews::statistics_of(&mut conn, ending.tree.plan.id).await?;
        let gates = if is_closed {
            Vec::new()
        } else {
            ending.gates()
        };
        Ok(pb::Review {
            plan: Some(messages::plan(&ending.tree.plan)),
            rows: rows(&ending),
            unfinished: ending
                .unfinished()
                .map(|task| disposition(task, ending.disposed.get(&task.id)))
                .collect(),
            gates: messages::said(&gates),
            warnings: messages::said(&ending.warnings()),
            statistics: Some(
                kept.unwrap_or_else(|| ending.statistics(&self.calendar, context.today)),
            ),
        })
    }

    /// Estimate errors over all closed plans.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get_estimate_errors(
        &self,
        context: &RequestContext,
        _: &pb::GetEstimateErrorsRequest,
    ) -> Result<pb::GetEstimateErrorsResponse, ServiceError> {
        may_read(&context.actor)?;
        let mut conn = self.pool.get().await?;
        let all = reviews::statistics(&mut conn).await?;
        Ok(pb::GetEstimateErrorsResponse {
            by_kind: together(all.iter().flat_map(|one| &one.by_kind)),
            by_person: together(all.iter().flat_map(|one| &one.by_person)),
            plans: u32::try_from(all.len()).unwrap_or(u32::MAX),
        })
    }
}

/// Goals by code, each followed by its key results.
fn rows(ending: &Ending) -> Vec<pb::ReviewRow> {
    let mut rows = Vec::new();
    for goal in &ending.tree.goals {
        rows.push(goal_row(goal, &ending.written(goal.id.into())));
        for part in ending.tree.parts(goal.id) {
            rows.push(part_row(part, &ending.written(part.id.into())));
        }
    }
    rows
}

/// A goal with what is written about it.
pub(super) fn goal_row(goal: &Goal, written: &Written) -> pb::ReviewRow {
    pb::ReviewRow {
        subject_id: goal.id.to_string(),
        subject_kind: "goal".to_owned(),
        code: goal.code.clone(),
        description: goal.description.clone(),
        owner: goal.owner.clone(),
        target: goal.target,
        unit: goal.unit.clone(),
        completion: goal.progress,
        ..row(written)
    }
}

/// A key result with what is written about it.
pub(super) fn part_row(part: &KeyResult, written: &Written) -> pb::ReviewRow {
    pb::ReviewRow {
        subject_id: part.id.to_string(),
        subject_kind: "key_result".to_owned(),
        code: part.code.clone(),
        description: part.description.clone(),
        owner: part.owner.clone(),
        target: Some(part.target),
        unit: part.unit.clone(),
        completion: part.attainment,
        ..row(written)
    }
}

fn row(written: &Written) -> pb::ReviewRow {
    pb::ReviewRow {
        final_value: written.final_value,
        highlights: written.highlights.clone(),
        gaps: written.gaps.clone(),
        root_cause: written.root_cause.clone(),
        improvement: written.improvement.clone(),
        improvement_owner: written.improvement_owner.clone(),
        improvement_due: written
            .improvement_due
            .map(|day| day.to_string())
            .unwrap_or_default(),
        carried_over: written.carried_over,
        version: written.version,
        ..pb::ReviewRow::default()
    }
}
