//! The word of a predecessor's owner on a dependency.

use cascade_proto::tasks::v1::{self as pb, list_proposed_predecessors_response as listed};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Task;
use crate::api::{moment, some};

/// Where the word of a predecessor's owner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceStatus {
    /// Not given yet
    Proposed,
    /// Yes
    Accepted,
    /// No
    Declined,
}

/// The word of a predecessor's owner. Whatever it is, the dependency binds the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkAcceptance {
    /// Where it stands.
    pub status: AcceptanceStatus,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// What they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl From<pb::LinkAcceptance> for LinkAcceptance {
    fn from(row: pb::LinkAcceptance) -> Self {
        Self {
            status: match row.status() {
                pb::AcceptanceStatus::Unspecified | pb::AcceptanceStatus::Proposed => {
                    AcceptanceStatus::Proposed
                }
                pb::AcceptanceStatus::Accepted => AcceptanceStatus::Accepted,
                pb::AcceptanceStatus::Declined => AcceptanceStatus::Declined,
            },
            by: some(row.by),
            at: moment(row.at),
            note: some(row.note),
        }
    }
}

/// Whose word is awaited.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposedQuery {
    /// Owner of the predecessors; the caller when absent.
    #[serde(default)]
    pub owner: String,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// A dependency that awaits the word of the predecessor's owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProposedPredecessor {
    /// The task that would wait.
    pub task: Task,
    /// The task waited for.
    pub predecessor: Task,
}

impl From<listed::Proposal> for ProposedPredecessor {
    fn from(row: listed::Proposal) -> Self {
        Self {
            task: row.task.unwrap_or_default().into(),
            predecessor: row.predecessor.unwrap_or_default().into(),
        }
    }
}

/// What goes with a decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PredecessorDecision {
    /// Why; a decline needs it.
    #[serde(default)]
    pub note: String,
}
