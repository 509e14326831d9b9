//! Reading.

use cascade_proto::goals::v1 as pb;
use cascade_runtime::{error::ServiceError, grpc::RequestContext, paging::Page};

use crate::{
    ids::{CheckInId, GoalId, KeyResultId},
    messages,
    requests::Reader,
    store,
    use_cases::{UseCases, may_read, plan_named},
};

impl UseCases {
    /// One plan, by id or code.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn get_plan(
        &self,
        context: &RequestContext,
        request: &pb::GetPlanRequest,
    ) -> Result<pb::Plan, ServiceError> {
        may_read(&context.actor)?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan).await?;
        Ok(messages::plan(&plan))
    }

    /// Plans by code.
    ///
    /// # Errors
    /// A page that cannot be.
    pub async fn list_plans(
        &self,
        context: &RequestContext,
        request: &pb::ListPlansRequest,
    ) -> Result<pb::ListPlansResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let after = asked.after(|code| Some(code.to_owned()))?;
        let mut conn = self.pool.get().await?;
        let found = store::plans::list(&mut conn, after, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.code.clone());
        Ok(pb::ListPlansResponse {
            next_page_token,
            plans: page.iter().map(messages::plan).collect(),
        })
    }

    /// One goal.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn get_goal(
        &self,
        context: &RequestContext,
        request: &pb::GetGoalRequest,
    ) -> Result<pb::Goal, ServiceError> {
        may_read(&context.actor)?;
        let mut reader = Reader::default();
        let id: Option<GoalId> = reader.required_id("goal_id", &request.goal_id);
        reader.done()?;
        let mut conn = self.pool.get().await?;
        let found = match id {
            Some(id) => store::goals::get(&mut conn, id).await?,
            None => None,
        };
        found
            .as_ref()
            .map(messages::goal)
            .ok_or_else(|| ServiceError::not_found("目标", "goal", &request.goal_id))
    }

    /// Goals of a plan, by code.
    ///
    /// # Errors
    /// A page that cannot be, or an unknown plan.
    pub async fn list_goals(
        &self,
        context: &RequestContext,
        request: &pb::ListGoalsRequest,
    ) -> Result<pb::ListGoalsResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let after = asked.after(|code| Some(code.to_owned()))?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let found = store::goals::list(&mut conn, plan.id, after, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.code.clone());
        Ok(pb::ListGoalsResponse {
            next_page_token,
            goals: page.iter().map(messages::goal).collect(),
        })
    }

    /// Key results of a plan, by code.
    ///
    /// # Errors
    /// A page that cannot be, or an unknown plan.
    pub async fn list_key_results(
        &self,
        context: &RequestContext,
        request: &pb::ListKeyResultsRequest,
    ) -> Result<pb::ListKeyResultsResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let after = asked.after(|code| Some(code.to_owned()))?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let found = store::key_results::list(&mut conn, plan.id, after, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.code.clone());
        Ok(pb::ListKeyResultsResponse {
            next_page_token,
            key_results: page.iter().map(messages::key_result).collect(),
        })
    }

    /// Check-ins of a key result, newest first.
    ///
    /// # Errors
    /// A page that cannot be, or an unknown key result.
    pub async fn list_check_ins(
        &self,
        context: &RequestContext,
        request: &pb::ListCheckInsRequest,
    ) -> Result<pb::ListCheckInsResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let before: Option<CheckInId> = asked.after(|id| id.parse().ok())?;
        let mut reader = Reader::default();
        let id: Option<KeyResultId> = reader.required_id("key_result_id", &request.key_result_id);
        reader.done()?;
        let mut conn = self.pool.get().await?;
        let known = match id {
            Some(id) => store::key_results::get(&mut conn, id).await?,
            None => None,
        };
        let known = known.ok_or_else(|| {
            ServiceError::not_found("关键结果", "key result", &request.key_result_id)
        })?;
        let found = store::check_ins::list(&mut conn, known.id, before, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.id.to_string());
        Ok(pb::ListCheckInsResponse {
            next_page_token,
            check_ins: page.iter().map(messages::check_in).collect(),
        })
    }

    /// What the rules warn of in a plan.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn list_findings(
        &self,
        context: &RequestContext,
        request: &pb::ListFindingsRequest,
    ) -> Result<pb::ListFindingsResponse, ServiceError> {
        may_read(&context.actor)?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let found = store::findings::of_plan(&mut conn, plan.id).await?;
        Ok(pb::ListFindingsResponse {
            findings: messages::findings(&found),
        })
    }
}
