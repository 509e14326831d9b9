//! How a budget stands.

use std::collections::{HashMap, HashSet};

use cascade_proto::resources::v1 as pb;
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;

use super::UseCases;
use crate::{
    domain::budget,
    messages,
    store::{directory, requests, windows},
};

impl UseCases {
    /// Utilisation and forecast of a budget, against the progress of the tasks that it pays for.
    ///
    /// # Errors
    /// A budget that is not there.
    pub async fn budget_report(&self, code: &str) -> Result<pb::BudgetReport, ServiceError> {
        let mut conn = self.pool.get().await?;
        self.report_of(&mut conn, code)
            .await?
            .ok_or_else(|| ServiceError::not_found("预算", "budget", code))
    }

    /// The report on a budget; none where it is not there.
    pub(super) async fn report_of(
        &self,
        conn: &mut DbConn,
        code: &str,
    ) -> Result<Option<pb::BudgetReport>, ServiceError> {
        let Some(row) = directory::budget(conn, code).await? else {
            return Ok(None);
        };
        Ok(self.reports_of(conn, vec![row]).await?.pop())
    }

    /// Reports on budgets, in their order: what they all pay for is read at once.
    pub(super) async fn reports_of(
        &self,
        conn: &mut DbConn,
        rows: Vec<pb::Budget>,
    ) -> Result<Vec<pb::BudgetReport>, ServiceError> {
        let codes: Vec<String> = rows.iter().map(|row| row.code.clone()).collect();
        let mut paid: HashMap<String, Vec<pb::ResourceRequest>> = HashMap::new();
        let mut ids = Vec::new();
        for request in requests::paid_by(conn, &codes).await? {
            ids.push(request.task_id.clone());
            paid.entry(request.budget.clone())
                .or_default()
                .push(request);
        }
        ids.sort_unstable();
        ids.dedup();
        let tasks: HashMap<_, _> = windows::by_id(conn, &ids)
            .await?
            .into_iter()
            .map(|task| (task.id.clone(), task))
            .collect();
        let ahead = f64::from(self.config.budget_ahead_points);
        let report = |row: pb::Budget| {
            let own = paid.get(&row.code).map_or(&[][..], Vec::as_slice);
            let progress = budget::progress(own, &tasks);
            let known: HashSet<&str> = own
                .iter()
                .map(|request| request.task_id.as_str())
                .filter(|id| tasks.contains_key(*id))
                .collect();
            let (mut report, finding) = budget::report(row, progress, known.len(), ahead);
            report.findings = finding.iter().map(messages::finding).collect();
            report
        };
        Ok(rows.into_iter().map(report).collect())
    }
}
