//! Adding one goal or one key result.

use std::sync::Arc;

use cascade_proto::goals::v1 as pb;
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        draft::Wanted,
        settle::{Settled, departments},
        tree::Tree,
    },
    messages,
    requests::Reader,
    store::{self, plans},
    use_cases::{
        UseCases, kept,
        keyed::{Call, keyed},
        name_of, no_plan, plan_named,
        save::{Word, open, save, settled},
    },
};

impl UseCases {
    /// Adds a goal to a plan.
    ///
    /// # Errors
    /// Every rule of severity E that it breaks; `ALREADY_EXISTS` where the plan has its code.
    pub async fn create_goal(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::CreateGoalRequest,
    ) -> Result<pb::Goal, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: "CreateGoal",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move {
                let goal = asked.goal.unwrap_or_default();
                let mut reader = Reader::default();
                let wanted = Wanted {
                    goals: vec![reader.goal("goal.", &goal)],
                    key_results: Vec::new(),
                };
                let settled = this
                    .add(conn, &caller, &goal.plan_id, wanted, reader)
                    .await?;
                let id = settled.goals.first();
                settled
                    .tree
                    .goals
                    .iter()
                    .find(|goal| Some(&goal.id) == id)
                    .map(messages::goal)
                    .ok_or_else(|| ServiceError::internal("the goal that was added is not there"))
            }
            .boxed()
        })
        .await
    }

    /// Adds a key result to a goal.
    ///
    /// # Errors
    /// Every rule of severity E that it breaks; `ALREADY_EXISTS` where the plan has its code.
    pub async fn create_key_result(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::CreateKeyResultRequest,
    ) -> Result<pb::KeyResult, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: "CreateKeyResult",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move {
                let part = asked.key_result.unwrap_or_default();
                let plan = plan_of(conn, &part).await?;
                let mut reader = Reader::default();
                let wanted = Wanted {
                    goals: Vec::new(),
                    key_results: vec![reader.key_result("key_result.", &part)],
                };
                let settled = this.add(conn, &caller, &plan, wanted, reader).await?;
                let id = settled.key_results.first();
                settled
                    .tree
                    .key_results
                    .iter()
                    .find(|part| Some(&part.id) == id)
                    .map(messages::key_result)
                    .ok_or_else(|| {
                        ServiceError::internal("the key result that was added is not there")
                    })
            }
            .boxed()
        })
        .await
    }

    async fn add(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        plan: &str,
        wanted: Wanted,
        reader: Reader,
    ) -> Result<Settled, ServiceError> {
        store::lock_alignment(conn).await?;
        let found = plan_named(conn, plan).await?;
        let locked = plans::lock(conn, found.id)
            .await?
            .ok_or_else(|| no_plan(plan))?;
        let before = store::tree(conn, locked).await?;
        for department in departments(&before, &wanted) {
            context.actor.require(Role::Contributor, &department)?;
        }
        context.actor.require_anywhere(Role::Contributor)?;
        open(&before)?;
        not_taken(&before, &wanted)?;
        let violations = reader.into_violations();
        let settled = settled(conn, &before, &wanted, violations, &self.policy).await?;
        let by = name_of(&context.actor);
        let action = if wanted.goals.is_empty() {
            "key_result_created"
        } else {
            "goal_created"
        };
        let word = Word {
            by: &by,
            action: Some(action),
            now: kept(context.now),
        };
        save(conn, &before, &settled, word).await?;
        Ok(settled)
    }
}

/// The plan that a key result names, or that of the goal it names by id.
async fn plan_of(conn: &mut DbConn, part: &pb::KeyResult) -> Result<String, ServiceError> {
    if !part.plan_id.is_empty() {
        return Ok(part.plan_id.clone());
    }
    let goal = match part.goal_id.parse() {
        Ok(id) => store::goals::get(conn, id).await?,
        Err(_) => None,
    };
    goal.map(|goal| goal.plan_id.to_string())
        .ok_or_else(|| ServiceError::not_found("目标", "goal", &part.goal_id))
}

fn not_taken(before: &Tree, wanted: &Wanted) -> Result<(), ServiceError> {
    for draft in &wanted.goals {
        if before.goals.iter().any(|goal| goal.code == draft.code) {
            return Err(ServiceError::already_exists("目标", "goal", &draft.code));
        }
    }
    for draft in &wanted.key_results {
        if before
            .key_results
            .iter()
            .any(|part| part.code == draft.code)
        {
            return Err(ServiceError::already_exists(
                "关键结果",
                "key result",
                &draft.code,
            ));
        }
    }
    Ok(())
}
