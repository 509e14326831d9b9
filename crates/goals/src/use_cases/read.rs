//! Reading.

use std::collections::HashMap;

use cascade_method::{Finding as Said, contribution, key_result::check_divergence};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{error::ServiceError, grpc::RequestContext, paging::Page};
use cascade_storage::DbConn;

use crate::{
    domain::tree::Tree,
    ids::{CheckInId, GoalId, KeyResultId, NodeId},
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
        let found = store::plans::list(&mut conn, &request.search, after, asked.limit()).await?;
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
        let found = found
            .as_ref()
            .map(messages::goal)
            .ok_or_else(|| ServiceError::not_found("目标", "goal", &request.goal_id))?;
        let mut found = [found];
        contributed_goals(&mut conn, &mut found).await?;
        let [goal] = found;
        Ok(goal)
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
        let mut goals: Vec<pb::Goal> = page.iter().map(messages::goal).collect();
        contributed_goals(&mut conn, &mut goals).await?;
        Ok(pb::ListGoalsResponse {
            next_page_token,
            goals,
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
        let mut key_results: Vec<pb::KeyResult> = page.iter().map(messages::key_result).collect();
        let ids: Vec<String> = key_results.iter().map(|part| part.id.clone()).collect();
        let completion = store::facts::completion(&mut conn, &ids).await?;
        let contributed = contributed(&mut conn, &ids).await?;
        for part in &mut key_results {
            part.completion = completion.get(&part.id).copied();
            part.contributed = contributed.get(&part.id).copied();
        }
        Ok(pb::ListKeyResultsResponse {
            next_page_token,
            key_results,
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
        let mut findings = messages::findings(&found);
        // What depends on others' facts is looked at when it is asked for.
        let tree = store::read_tree(&mut conn, plan).await?;
        let said = self.divergence(&mut conn, &tree).await?;
        findings.extend(messages::said(&said));
        let said = super::contributions::sums(&mut conn, &tree).await?;
        findings.extend(messages::said(&said));
        Ok(pb::ListFindingsResponse { findings })
    }

    /// Key results whose tasks are done and whose value is not (KR-009).
    async fn divergence(&self, conn: &mut DbConn, tree: &Tree) -> Result<Vec<Said>, ServiceError> {
        let ids: Vec<String> = tree
            .key_results
            .iter()
            .map(|part| part.id.to_string())
            .collect();
        let completion = store::facts::completion(conn, &ids).await?;
        Ok(tree
            .key_results
            .iter()
            .filter_map(|part| {
                let done = completion.get(&part.id.to_string())?;
                check_divergence(&part.code, *done, part.attainment, &self.policy)
            })
            .collect())
    }
}

/// Attainment that each of these goals or key results is given from below, by id; those that nobody contributes to are left
/// out.
async fn contributed(
    conn: &mut DbConn,
    ids: &[String],
) -> Result<HashMap<String, f64>, ServiceError> {
    let nodes: Vec<NodeId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let mut parts: HashMap<String, Vec<(f64, f64)>> = HashMap::new();
    for (given, _, attainment) in store::contributions::received(conn, &nodes).await? {
        parts
            .entry(given.receiver.to_string())
            .or_default()
            .push((given.share, attainment));
    }
    Ok(parts
        .into_iter()
        .filter_map(|(id, parts)| Some((id, contribution::contributed(&parts)?)))
        .collect())
}

async fn contributed_goals(conn: &mut DbConn, goals: &mut [pb::Goal]) -> Result<(), ServiceError> {
    let ids: Vec<String> = goals.iter().map(|goal| goal.id.clone()).collect();
    let contributed = contributed(conn, &ids).await?;
    for goal in goals {
        goal.contributed = contributed.get(&goal.id).copied();
    }
    Ok(())
}
