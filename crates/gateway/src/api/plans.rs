//! Plans, and a workbook's way into one.

use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Finding, PlanStatus, moment};

/// Which plans.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlansQuery {
    /// Only those whose code or title contains this, whatever the case of its letters.
    #[serde(default)]
    pub search: String,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// A set of goals planned, approved and tracked together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    /// Identity.
    pub id: String,
    /// Unique in the organisation.
    pub code: String,
    /// Title.
    pub title: String,
    /// First day.
    #[schema(format = Date)]
    pub period_start: String,
    /// Last day.
    #[schema(format = Date)]
    pub period_end: String,
    /// State.
    pub status: PlanStatus,
    /// When it was activated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<DateTime<Utc>>,
    /// Rises by one with every change; also the ETag.
    pub version: i64,
}

impl From<pb::Plan> for Plan {
    fn from(row: pb::Plan) -> Self {
        Self {
            status: row.status().into(),
            activated_at: moment(row.activated_at),
            id: row.id,
            code: row.code,
            title: row.title,
            period_start: row.period_start,
            period_end: row.period_end,
            version: row.version,
        }
    }
}

/// Rows of one table that an import wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCounts {
    /// New rows.
    pub created: u32,
    /// Rows that were there with other values.
    pub updated: u32,
    /// Rows that were there just so.
    pub unchanged: u32,
}

impl From<Option<pb::ImportCounts>> for ImportCounts {
    fn from(counts: Option<pb::ImportCounts>) -> Self {
        let counts = counts.unwrap_or_default();
        Self {
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
        }
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportAnswer {
    /// The plan.
    pub plan: Plan,
    /// True where nothing was written.
    pub dry_run: bool,
    /// Departments, people and budgets.
    pub directory: ImportCounts,
    /// The plan itself, goals and key results.
    pub goals: ImportCounts,
    /// Tasks with their links and milestones.
    pub tasks: ImportCounts,
    /// Resource requests.
    pub requests: ImportCounts,
    /// Warnings, each with its cell.
    pub findings: Vec<Finding>,
}

/// How to import.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Say what would be done, and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What kind of file a plan is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkbookFormat {
    /// An Excel workbook.
    #[default]
    Xlsx,
    /// A zip archive of CSV files, one a table.
    Csv,
    /// MS Project XML, without requests, departments and budgets.
    Mspdi,
}

/// How to export.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkbookQuery {
    /// Kind of file; `xlsx` when absent.
    #[serde(default)]
    #[param(inline)]
    pub format: WorkbookFormat,
    /// Language of the workbook, `zh` or `en`; that of the request when absent.
    pub lang: Option<String>,
}

/// In which language a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileLang {
    /// 中文
    Zh,
    /// English
    En,
}

/// Which template.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TemplateQuery {
    /// Language of the workbook; that of the request when absent.
    #[serde(default)]
    #[param(inline)]
    pub lang: Option<FileLang>,
}

/// A plan after its activation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ActivationAnswer {
    /// The plan.
    pub plan: Plan,
    /// Warnings that remain.
    pub findings: Vec<Finding>,
}

/// A plan to be written: a draft.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlan {
    /// Unique in the organisation.
    pub code: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// First day; ISO 8601.
    #[schema(format = Date)]
    pub period_start: String,
    /// Last day.
    #[schema(format = Date)]
    pub period_end: String,
}
