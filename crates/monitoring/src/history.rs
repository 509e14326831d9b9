//! How a plan stood day by day, as it is asked for.

use std::sync::Arc;

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;
use chrono::NaiveDate;

use crate::{
    domain::{
        daily::{self, Kind},
        plan::PlanState,
    },
    engine::Engine,
    ids::PlanId,
    messages, store,
};

impl Engine {
    /// How a plan, its goals and key results stood on the days on which that changed; only `subject`, by id or code, where it is
    /// given.
    ///
    /// # Errors
    /// An unknown plan, goal or key result.
    pub(crate) async fn history(
        self: &Arc<Self>,
        plan: PlanId,
        subject: &str,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<pb::History, ServiceError> {
        let names = self.read(plan, |plan| Ok(names(plan))).await?;
        let wanted = match subject {
            "" => None,
            named => {
                let found = names.iter().find(|(id, code)| id == named || code == named);
                let unknown = || {
                    let (zh, en) = ("计划、目标或关键结果", "plan, goal or key result");
                    ServiceError::not_found(zh, en, subject)
                };
                Some(found.ok_or_else(unknown)?.0.clone())
            }
        };
        let rows = {
            let mut conn = self.pool.get().await?;
            let to = to.unwrap_or(self.moment().today);
            store::daily_status(&mut conn, plan, to).await?
        };
        let code = |id: &str| {
            let found = names.iter().find(|(known, _)| known == id);
            found.map(|(_, code)| code.clone()).unwrap_or_default()
        };
        let mut days: Vec<_> = daily::since(rows, from)
            .into_iter()
            .filter(|row| wanted.as_ref().is_none_or(|id| *id == row.subject))
            .map(|row| pb::DailyStatus {
                day: row.day.to_string(),
                kind: kind(row.kind).to_owned(),
                code: code(&row.subject),
                subject_id: row.subject,
                light: messages::light(row.light).into(),
                progress: row.progress,
                completion: row.completion,
            })
            .collect();
        days.sort_by(|a, b| (&a.day, &a.code).cmp(&(&b.day, &b.code)));
        Ok(pb::History { days })
    }
}

/// Ids and codes of a plan, its goals and key results.
fn names(plan: &PlanState) -> Vec<(String, String)> {
    let goals = plan.goals.iter();
    let parts = plan.key_results.iter();
    let own = (plan.plan.id.to_string(), plan.plan.code.clone());
    std::iter::once(own)
        .chain(goals.map(|(id, node)| (id.to_string(), node.fact.code.clone())))
        .chain(parts.map(|(id, node)| (id.to_string(), node.fact.code.clone())))
        .collect()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Plan => "plan",
        Kind::Goal => "goal",
        Kind::KeyResult => "key_result",
    }
}
