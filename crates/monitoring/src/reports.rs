//! Reports that are asked for: of now from what is, of a past day from what was told then.

use std::sync::Arc;

use cascade_runtime::error::ServiceError;
use chrono::NaiveDate;

use crate::{
    calendars,
    domain::reports::{Basis, Collected, Report, Rhythm, Scope, Span, collect, tell},
    engine::Engine,
    store::{self, reports_due, reports_told},
};

impl Engine {
    /// A department's report, with those below it: of a past day what was told when it was announced. Where that was not kept, and for
    /// days that have not gone by, what is now; the report says which.
    ///
    /// # Errors
    /// A department that is not known.
    pub async fn report(
        self: &Arc<Self>,
        rhythm: Rhythm,
        department: &str,
        day: NaiveDate,
    ) -> Result<(Span, Report), ServiceError> {
        let moment = self.moment();
        let local = moment.now.with_timezone(&moment.offset);
        let (scope, calendar) = {
            let mut conn = self.pool.get().await?;
            let directory = store::directory(&mut conn).await?;
            if directory.upwards(department).next().is_none() {
                return Err(ServiceError::not_found("部门", "department", department));
            }
            if day < moment.today
                && let Some(told) = reports_told::find(&mut conn, rhythm, department, day).await?
            {
                let basis = Basis::Told {
                    at: told.at.with_timezone(&moment.offset),
                    due: told.day,
                };
                return Ok((rhythm.span(told.day), told.report.standing(basis)));
            }
            let calendar = calendars::of_department(&mut conn, &directory, department).await?;
            (directory.below(department), calendar)
        };
        let span = rhythm.span(day);
        let facts = self.collect_facts(scope.clone(), span).await?.cut(&scope);
        let report = tell(rhythm, department, span, &calendar, &facts);
        let basis = if rhythm.period(day).has(Some(moment.today)) {
            Basis::Present(local)
        } else {
            Basis::NotKept(moment.today)
        };
        Ok((span, report.standing(basis)))
    }

    /// What reports of these departments and days are told from: each plan is read once, whatever number of reports is cut from it.
    pub(crate) async fn collect_facts(
        self: &Arc<Self>,
        scope: Scope,
        span: Span,
    ) -> Result<Collected, ServiceError> {
        let plans = {
            let mut conn = self.pool.get().await?;
            reports_due::plans_of(&mut conn, &scope).await?
        };
        let (scope, offset) = (Arc::new(scope), self.moment().offset);
        let mut collected = Collected::default();
        for plan in plans {
            let scope = Arc::clone(&scope);
            let said = self
                .read(plan, move |plan| Ok(collect(plan, &scope, span, offset)))
                .await?;
            collected.add(said);
        }
        Ok(collected)
    }
}
