//! Daily updates of many tasks in one call.

use cascade_proto::tasks::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NewProgress, Progress};
use crate::api::some;

/// Daily updates of many tasks.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgressBatch {
    /// At most 1,000; more are several calls.
    #[schema(max_items = 1000)]
    pub items: Vec<ProgressItem>,
}

/// One of many daily updates.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ProgressItem {
    /// The same key again gives the same answer and changes nothing.
    pub idempotency_key: String,
    /// The task.
    pub task_id: String,
    /// Its update.
    pub progress: NewProgress,
}

/// Answer to one of many daily updates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProgressItemAnswer {
    /// As recorded; absent where refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Progress>,
    /// Stable reason where refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_reason: Option<String>,
    /// Why, in the caller's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

impl From<pb::report_progress_batch_response::Answer> for ProgressItemAnswer {
    fn from(answer: pb::report_progress_batch_response::Answer) -> Self {
        Self {
            report: answer.report.map(Progress::from),
            error_reason: some(answer.error_reason),
            error_message: some(answer.error_message),
        }
    }
}
