//! How a budget stands.

use std::collections::HashMap;

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
        let paid = requests::paid_by(conn, code).await?;
        let mut ids: Vec<String> = paid.iter().map(|request| request.task_id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let tasks: HashMap<_, _> = windows::by_id(conn, &ids)
            .await?
            .into_iter()
            .map(|task| (task.id.clone(), task))
            .collect();
        let progress = budget::progress(&paid, &tasks);
        let ahead = f64::from(self.config.budget_ahead_points);
        let (mut report, finding) = budget::report(row, progress, tasks.len(), ahead);
        report.findings = finding.iter().map(messages::finding).collect();
        Ok(Some(report))
    }
}
