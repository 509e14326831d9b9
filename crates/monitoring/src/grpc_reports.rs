//! The calls about reports.

use std::sync::Arc;

use cascade_proto::monitoring::v1::{self as pb, reports_service_server::ReportsService};
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext, lang::Localized};
use chrono::NaiveDate;
use tonic::{Request, Response, Status};

use crate::{
    domain::reports::{Report, Rhythm, Section, Span},
    engine::Engine,
    messages,
};

/// The service.
pub struct ReportsGrpc {
    engine: Arc<Engine>,
}

impl ReportsGrpc {
    /// Over an engine.
    #[must_use]
    pub(crate) fn new(engine: Arc<Engine>) -> Self {
        Self { engine }
    }
}

#[tonic::async_trait]
impl ReportsService for ReportsGrpc {
    async fn get_report(
        &self,
        request: Request<pb::GetReportRequest>,
    ) -> Result<Response<pb::Report>, Status> {
        let context = RequestContext::of(&request, &self.engine.clock)?;
        context.actor.require_anywhere(Role::Viewer)?;
        let asked = request.into_inner();
        let rhythm = Rhythm::of(&asked.kind).ok_or_else(|| {
            ServiceError::invalid_field(
                "kind",
                "request.kind",
                &asked.kind,
                Localized::new(
                    "请填写 daily、weekly 或 monthly",
                    "Write daily, weekly or monthly",
                ),
            )
        })?;
        let day = day(&asked.date, self.engine.moment().today)?;
        let (span, report) = self.engine.report(rhythm, &asked.department, day).await?;
        Ok(Response::new(message(
            rhythm,
            asked.department,
            span,
            &report,
        )))
    }
}

/// A past day may be asked for; the future has not been reported yet.
fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, ServiceError> {
    if text.is_empty() {
        return Ok(today);
    }
    let refuse = |zh: &str, en: &str| {
        ServiceError::invalid_field("date", "request.date", text, Localized::new(zh, en))
    };
    let day = cascade_runtime::day::read(text).ok_or_else(|| {
        refuse(
            "请填写日期，如 2026-07-03",
            "Write a day such as 2026-07-03",
        )
    })?;
    if day > today {
        return Err(refuse(
            "日期不能晚于今天",
            "The day must not be after today",
        ));
    }
    Ok(day)
}

fn message(rhythm: Rhythm, department: String, span: Span, report: &Report) -> pb::Report {
    pb::Report {
        kind: rhythm.word().to_owned(),
        department,
        from: span.from.to_string(),
        to: span.to.to_string(),
        title: Some(messages::text(&report.title)),
        summary: Some(messages::text(&report.summary)),
        sections: report.sections.iter().map(section).collect(),
    }
}

fn section(section: &Section) -> pb::ReportSection {
    let rows = section.rows.iter().map(|row| pb::ReportRow {
        cells: row.iter().map(messages::text).collect(),
    });
    pb::ReportSection {
        title: Some(messages::text(&section.title)),
        columns: section.columns.iter().map(messages::text).collect(),
        rows: rows.collect(),
    }
}
