//! How long a task may take.

use cascade_proto::tasks::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Three points of how many working days a task may take: above 0 and in rising order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ThreePointEstimate {
    /// As short as it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimistic_days: Option<f64>,
    /// Most likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likely_days: Option<f64>,
    /// As long as it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pessimistic_days: Option<f64>,
}

impl From<pb::ThreePointEstimate> for ThreePointEstimate {
    fn from(row: pb::ThreePointEstimate) -> Self {
        Self {
            optimistic_days: Some(row.optimistic_days),
            likely_days: Some(row.likely_days),
            pessimistic_days: Some(row.pessimistic_days),
        }
    }
}

impl ThreePointEstimate {
    /// None without any point; a single one that is missing is 0, which the rules refuse.
    pub(crate) fn into_contract(self) -> Option<pb::ThreePointEstimate> {
        (self != Self::default()).then(|| pb::ThreePointEstimate {
            optimistic_days: self.optimistic_days.unwrap_or_default(),
            likely_days: self.likely_days.unwrap_or_default(),
            pessimistic_days: self.pessimistic_days.unwrap_or_default(),
        })
    }
}
