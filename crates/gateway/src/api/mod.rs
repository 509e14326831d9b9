//! What travels as JSON: the resources of the HTTP API, each with its way from and to the contract's messages.
//!
//! Calendar days are ISO 8601 text, moments are RFC 3339 in UTC, enumerations are lower snake case. The same types serve
//! clients: the command line reads what the gateway writes.

mod adjustments;
mod enums;
mod forecasts;
mod goals;
mod history;
mod impact;
mod monitoring;
mod my_day;
mod notices;
mod overview;
mod plans;
mod policies;
mod repair;
mod reports;
mod resources;
mod reviews;
mod rotas;
mod schedule;
mod tasks;
mod what_if;

use cascade_proto::goals::v1 as goals_pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use adjustments::*;
pub use enums::*;
pub use forecasts::*;
pub use goals::*;
pub use history::*;
pub use impact::*;
pub use monitoring::*;
pub use my_day::*;
pub use notices::*;
pub use overview::*;
pub use plans::*;
pub use policies::*;
pub use repair::*;
pub use reports::*;
pub use resources::*;
pub use reviews::*;
pub use rotas::*;
pub use schedule::*;
pub use tasks::*;
pub use what_if::*;

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Text {
    /// 简体中文
    pub zh: String,
    /// English
    pub en: String,
}

impl From<goals_pb::LocalizedText> for Text {
    fn from(text: goals_pb::LocalizedText) -> Self {
        Self {
            zh: text.zh,
            en: text.en,
        }
    }
}

pub(crate) fn text(text: Option<goals_pb::LocalizedText>) -> Text {
    text.map(Text::from).unwrap_or_default()
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Give it back as `page_token` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
    /// Rows of all pages, where the list can say it and was asked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_size: Option<i64>,
}

impl<T> Page<T> {
    pub(crate) fn new<P>(items: Vec<P>, token: String) -> Self
    where
        T: From<P>,
    {
        Self {
            items: items.into_iter().map(T::from).collect(),
            next_page_token: (!token.is_empty()).then_some(token),
            total_size: None,
        }
    }

    pub(crate) fn with_total(self, total_size: Option<i64>) -> Self {
        Self { total_size, ..self }
    }
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// A rule's complaint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// Stable id of the rule.
    pub rule: String,
    /// Errors are refused, warnings are kept.
    pub severity: Severity,
    /// Table of the method.
    pub table: String,
    /// Code of the row.
    pub row: String,
    /// Field.
    pub field: String,
    /// The value it is about.
    pub value: String,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub advice: Text,
    /// Sheet and cell, where it came from a workbook: `任务!E5`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

impl From<goals_pb::Finding> for Finding {
    fn from(row: goals_pb::Finding) -> Self {
        Self {
            severity: row.severity().into(),
            rule: row.rule,
            table: row.table,
            row: row.row,
            field: row.field,
            value: row.value,
            message: text(row.message),
            advice: text(row.advice),
            cell: None,
        }
    }
}

pub(crate) fn findings(rows: Vec<goals_pb::Finding>) -> Vec<Finding> {
    rows.into_iter().map(Finding::from).collect()
}

/// A protobuf moment as RFC 3339 has it; none where absent or out of range.
pub(crate) fn moment(at: Option<pbjson_types::Timestamp>) -> Option<DateTime<Utc>> {
    let at = at?;
    DateTime::from_timestamp(at.seconds, at.nanos.try_into().ok()?)
}

/// Empty text is no value.
pub(crate) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A file, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct File(pub Vec<u8>);

/// A refusal, RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// Page of the reason.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// Phrase of the HTTP status.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What is wrong, in the caller's language.
    pub detail: String,
    /// The request it happened to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Stable reason, upper snake case.
    pub reason: String,
    /// Fields that broke rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<ViolationBody>,
    /// Further facts for programs.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub metadata: std::collections::BTreeMap<String, String>,
}

/// A field that broke a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ViolationBody {
    /// Path of the field, or sheet and cell of a workbook.
    pub field: String,
    /// Id of the rule.
    pub rule: String,
    /// The value.
    pub value: String,
    /// What is wrong.
    pub description: String,
    /// What to do.
    pub advice: String,
}
