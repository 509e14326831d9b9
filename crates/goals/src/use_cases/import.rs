//! Importing a plan.

use std::{collections::HashMap, sync::Arc};

use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        draft::{PlanDraft, Wanted},
        protection,
        settle::{Settled, departments},
        tree::{Plan, Tree},
    },
    ids::PlanId,
    messages,
    requests::Reader,
    store::{
        self,
        plans::{self, PlanRef},
    },
    use_cases::{
        UseCases, kept,
        keyed::{Call, keyed},
        name_of,
        save::{Counts, Word, open, save, settled},
    },
};

/// Rows of one import; a plan of more is hard to think of.
const MOST_ROWS: usize = 50_000;

impl UseCases {
    /// Writes a plan with its goals and key results, all or nothing, matched by code. What was imported before and is unchanged stays
    /// as it is; so do rows that the request does not name, and values that were checked in.
    ///
    /// # Errors
    /// Every rule of severity E that is broken anywhere, at once.
    pub async fn import_plan(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::ImportPlanRequest,
    ) -> Result<pb::ImportPlanResponse, ServiceError> {
        let this = Arc::clone(self);
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "ImportPlan",
            dry_run: request.dry_run,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.import(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }

    async fn import(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::ImportPlanRequest,
    ) -> Result<pb::ImportPlanResponse, ServiceError> {
        let mut reader = Reader::default();
        let plan = reader.plan(request.plan.as_ref());
        let wanted = Wanted {
            goals: (0..)
                .zip(&request.goals)
                .map(|(i, goal): (usize, _)| reader.goal(&format!("goals[{i}]."), goal))
                .collect(),
            key_results: (0..)
                .zip(&request.key_results)
                .map(|(i, part): (usize, _)| reader.key_result(&format!("key_results[{i}]."), part))
                .collect(),
        };
        let mut violations = reader.into_violations();
        violations.extend(too_many(wanted.goals.len() + wanted.key_results.len()));

        store::lock_alignment(conn).await?;
        let before = stored(conn, &plan).await?;
        let touched = departments(&before, &wanted);
        for department in &touched {
            context.actor.require(Role::Manager, department)?;
        }
        if touched.is_empty() {
            context.actor.require_anywhere(Role::Manager)?;
        }
        open(&before)?;
        // The rules look at the plan as it becomes.
        let mut base = before.clone();
        base.plan = rewritten(&before.plan, &plan);
        violations.extend(protection::plan(&before.plan, &base.plan));
        let settled = settled(conn, &base, &wanted, violations, &self.policy).await?;
        let by = name_of(&context.actor);
        let word = Word {
            by: &by,
            action: Some("plan_imported"),
            now: kept(context.now),
        };
        save(conn, &before, &settled, word).await?;
        Ok(answer(&before, &settled))
    }
}

/// What is stored of the plan, or a plan of version 0 where nothing is.
async fn stored(conn: &mut DbConn, draft: &PlanDraft) -> Result<Tree, ServiceError> {
    let code = PlanRef::Code(draft.code.clone());
    let known = match plans::find(conn, &code).await? {
        Some(found) => plans::lock(conn, found.id).await?,
        None => None,
    };
    let Some(known) = known else {
        let new = Plan {
            id: PlanId::new(),
            code: draft.code.clone(),
            title: draft.title.clone(),
            period_start: draft.start.unwrap_or_default(),
            period_end: draft.end.unwrap_or_default(),
            status: pb::PlanStatus::Draft,
            activated_at: None,
            version: 0,
        };
        return Ok(Tree {
            plan: new,
            goals: Vec::new(),
            key_results: Vec::new(),
        });
    };
    Ok(store::tree(conn, known).await?)
}

fn rewritten(before: &Plan, draft: &PlanDraft) -> Plan {
    let mut after = before.clone();
    after.title.clone_from(&draft.title);
    after.period_start = draft.start.unwrap_or(before.period_start);
    after.period_end = draft.end.unwrap_or(before.period_end);
    if before.version == 0 || after != *before {
        after.version += 1;
    }
    after
}

fn answer(before: &Tree, settled: &Settled) -> pb::ImportPlanResponse {
    let after = &settled.tree;
    let mut counts = Counts::default();
    let plan_before = (before.plan.version > 0).then_some(before.plan.version);
    counts.count(plan_before, after.plan.version);
    let known: HashMap<_, i64> = before
        .goals
        .iter()
        .map(|goal| (goal.id, goal.version))
        .collect();
    let by_id: HashMap<_, _> = after.goals.iter().map(|goal| (goal.id, goal)).collect();
    let mut goals = Vec::with_capacity(settled.goals.len());
    for goal in settled.goals.iter().filter_map(|id| by_id.get(id)) {
        counts.count(known.get(&goal.id).copied(), goal.version);
        goals.push(messages::goal(goal));
    }
    let known: HashMap<_, i64> = before
        .key_results
        .iter()
        .map(|part| (part.id, part.version))
        .collect();
    let by_id: HashMap<_, _> = after
        .key_results
        .iter()
        .map(|part| (part.id, part))
        .collect();
    let mut key_results = Vec::with_capacity(settled.key_results.len());
    for part in settled.key_results.iter().filter_map(|id| by_id.get(id)) {
        counts.count(known.get(&part.id).copied(), part.version);
        key_results.push(messages::key_result(part));
    }
    pb::ImportPlanResponse {
        plan: Some(messages::plan(&after.plan)),
        goals,
        key_results,
        counts: Some(counts.message()),
        findings: messages::findings(&settled.findings),
    }
}

fn too_many(rows: usize) -> Option<Violation> {
    (rows > MOST_ROWS).then(|| {
        Violation::new(
            "goals",
            "request.size",
            Localized::new(
                format!("一次最多导入 {MOST_ROWS} 行"),
                format!("One import takes at most {MOST_ROWS} rows"),
            ),
        )
        .value(rows)
        .advice(Localized::new("请分次导入", "Import them in parts"))
    })
}
