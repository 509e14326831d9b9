//! Which key result carries which share of what is above it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use cascade_method::{Finding as Said, Table, contribution::check_sum};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        contribution::{Contribution, check},
        tree::Tree,
    },
    ids::{KeyResultId, NodeId},
    messages,
    requests::Reader,
    store::{self, audit, contributions, goals, key_results, plans},
    use_cases::{
        UseCases, kept,
        keyed::{Call, keyed},
        may_read, name_of,
        save::closed,
    },
};

impl UseCases {
    /// Replaces what a key result contributes to. Both plans may be active: a contribution moves no value.
    ///
    /// # Errors
    /// Shares that are none, receivers that are not there or below it; `PERMISSION_DENIED`, `PLAN_CLOSED`.
    pub async fn set_contributions(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::SetContributionsRequest,
    ) -> Result<pb::ListContributionsResponse, ServiceError> {
        let call = Call {
            context: &context,
            method: "SetContributions",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { set(conn, &caller, &asked).await }.boxed()
        })
        .await
    }

    /// What a goal or key result receives, and what a key result gives.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn list_contributions(
        &self,
        context: &RequestContext,
        request: &pb::ListContributionsRequest,
    ) -> Result<pb::ListContributionsResponse, ServiceError> {
        may_read(&context.actor)?;
        let mut reader = Reader::default();
        let id: Option<NodeId> = reader.required_id("node_id", &request.node_id);
        reader.done()?;
        let missing =
            || ServiceError::not_found("目标或关键结果", "goal or key result", &request.node_id);
        let mut conn = self.pool.get().await?;
        let id = id.ok_or_else(missing)?;
        let known = codes(&mut conn, &[id]).await?;
        if known.is_empty() {
            return Err(missing());
        }
        answer(&mut conn, id).await
    }
}

async fn set(
    conn: &mut DbConn,
    context: &RequestContext,
    request: &pb::SetContributionsRequest,
) -> Result<pb::ListContributionsResponse, ServiceError> {
    let missing = || ServiceError::not_found("关键结果", "key result", &request.key_result_id);
    let mut reader = Reader::default();
    let id: Option<KeyResultId> = reader.required_id("key_result_id", &request.key_result_id);
    let receivers: Vec<Option<NodeId>> = (0..)
        .zip(&request.contributions)
        .map(|(i, given): (usize, _)| {
            reader.required_id(
                &format!("contributions[{i}].receiver_id"),
                &given.receiver_id,
            )
        })
        .collect();
    reader.done()?;
    let id = id.ok_or_else(missing)?;
    // Two that each add half of a circle would both see none.
    store::lock_alignment(conn).await?;
    let part = key_results::get(conn, id).await?.ok_or_else(missing)?;
    let plan = plans::lock(conn, part.plan_id).await?.ok_or_else(missing)?;
    let goal = goals::get(conn, part.goal_id).await?.ok_or_else(missing)?;
    if !context.actor.is_person(&part.owner) {
        context.actor.require(Role::Contributor, &goal.department)?;
    }
    if plan.status == pb::PlanStatus::Closed {
        return Err(closed(&plan.code));
    }
    let wanted: Vec<Contribution> = receivers
        .into_iter()
        .flatten()
        .zip(&request.contributions)
        .map(|(receiver, given)| Contribution {
            key_result: id,
            receiver,
            share: given.share,
        })
        .collect();
    let ids: Vec<NodeId> = wanted.iter().map(|given| given.receiver).collect();
    let known = codes(conn, &ids).await?;
    let above = store::above(conn, ids.into_iter().collect()).await?;
    let broken = check(&part.code, id, &wanted, &known, &above);
    if !broken.is_empty() {
        return Err(ServiceError::invalid(broken));
    }
    contributions::replace(conn, id, &wanted).await?;
    let by = name_of(&context.actor);
    let shares: Vec<serde_json::Value> = wanted
        .iter()
        .map(|given| serde_json::json!({ "to": known.get(&given.receiver), "share": given.share }))
        .collect();
    let deed = audit::Deed {
        at: kept(context.now),
        by: &by,
        action: "contributions_set",
        subject: id.to_string(),
        data: serde_json::json!({ "code": part.code, "contributions": shares }),
    };
    audit::append(conn, plan.id, deed).await?;
    answer(conn, id.into()).await
}

/// Codes of these goals and key results; unknown ones are left out.
async fn codes(conn: &mut DbConn, ids: &[NodeId]) -> Result<HashMap<NodeId, String>, ServiceError> {
    let mut codes: HashMap<NodeId, String> = goals::alignment(conn, ids)
        .await?
        .into_iter()
        .map(|(id, code, _)| (id, code))
        .collect();
    let parts = key_results::alignment(conn, ids).await?;
    codes.extend(parts.into_iter().map(|(id, code, _)| (id, code)));
    Ok(codes)
}

async fn answer(
    conn: &mut DbConn,
    node: NodeId,
) -> Result<pb::ListContributionsResponse, ServiceError> {
    let given = contributions::given(conn, KeyResultId(node.0)).await?;
    let received = contributions::received(conn, &[node]).await?;
    let mut receivers: Vec<NodeId> = given.iter().map(|given| given.receiver).collect();
    receivers.push(node);
    let codes = codes(conn, &receivers).await?;
    let code = |id: &NodeId| codes.get(id).cloned().unwrap_or_default();
    let attainment = match key_results::get(conn, KeyResultId(node.0)).await? {
        Some(part) => part.attainment,
        None => 0.0,
    };
    let findings = shares(conn, &receivers, &codes).await?;
    Ok(pb::ListContributionsResponse {
        received: received
            .iter()
            .map(|(given, from, attainment)| pb::Contribution {
                key_result_id: given.key_result.to_string(),
                receiver_id: given.receiver.to_string(),
                share: given.share,
                key_result_code: from.clone(),
                receiver_code: code(&given.receiver),
                attainment: *attainment,
            })
            .collect(),
        given: given
            .iter()
            .map(|given| pb::Contribution {
                key_result_id: given.key_result.to_string(),
                receiver_id: given.receiver.to_string(),
                share: given.share,
                key_result_code: code(&node),
                receiver_code: code(&given.receiver),
                attainment,
            })
            .collect(),
        findings: messages::said(&findings),
    })
}

/// Receivers whose shares do not add up (KR-019).
async fn shares(
    conn: &mut DbConn,
    receivers: &[NodeId],
    codes: &HashMap<NodeId, String>,
) -> Result<Vec<Said>, ServiceError> {
    let goals: HashSet<NodeId> = goals::alignment(conn, receivers)
        .await?
        .into_iter()
        .map(|(id, _, _)| id)
        .collect();
    let mut sums: HashMap<NodeId, Vec<f64>> = HashMap::new();
    for (given, _, _) in contributions::received(conn, receivers).await? {
        sums.entry(given.receiver).or_default().push(given.share);
    }
    let mut said: Vec<Said> = sums
        .iter()
        .filter_map(|(id, shares)| {
            let table = if goals.contains(id) {
                Table::Goals
            } else {
                Table::KeyResults
            };
            check_sum(table, codes.get(id).map_or("", String::as_str), shares)
        })
        .collect();
    said.sort_by(|a, b| a.row.cmp(&b.row));
    Ok(said)
}

/// Goals and key results of a plan whose shares do not add up.
pub(super) async fn sums(conn: &mut DbConn, tree: &Tree) -> Result<Vec<Said>, ServiceError> {
    let goals = tree
        .goals
        .iter()
        .map(|goal| (NodeId::from(goal.id), goal.code.clone()));
    let parts = tree
        .key_results
        .iter()
        .map(|part| (NodeId::from(part.id), part.code.clone()));
    let codes: HashMap<NodeId, String> = goals.chain(parts).collect();
    let ids: Vec<NodeId> = codes.keys().copied().collect();
    shares(conn, &ids, &codes).await
}
