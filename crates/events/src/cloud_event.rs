//! The envelope in which events leave: CloudEvents 1.0, structured JSON.
//!
//! <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md>; extensions `partitionkey`, `sequence` and
//! `traceparent` as documented there, `aggregateversion` is ours.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::EventData;

/// Media type of a structured-mode event.
pub const CONTENT_TYPE: &str = "application/cloudevents+json";

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudEvent {
    /// Always "1.0".
    pub specversion: String,
    /// UUIDv7; the same event published again has the same one.
    pub id: Uuid,
    /// Service that says it: `/cascade/tasks`.
    pub source: String,
    /// `cascade.tasks.progress_reported.v1`
    #[serde(rename = "type")]
    pub event_type: String,
    /// Aggregate it is about.
    pub subject: String,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// Always JSON.
    pub datacontenttype: String,
    /// Events of one key keep their order; the plan.
    pub partitionkey: String,
    /// Number of the event among those of its source and partition key, zero-padded so that text order is number order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<String>,
    /// W3C trace context of what caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// Version of the aggregate after it.
    pub aggregateversion: i64,
    /// What its type promises.
    pub data: EventData,
}

/// Text that is no event of ours.
#[derive(Debug, Error)]
pub enum EnvelopeError {
    /// Not JSON of the right shape.
    #[error("not a CloudEvents 1.0 envelope: {0}")]
    Json(#[from] serde_json::Error),
    /// Another version of the specification.
    #[error("CloudEvents specversion {0:?} is not understood, only \"1.0\"")]
    Version(String),
    /// An attribute that must not be empty.
    #[error("the CloudEvents attribute {0} is empty")]
    Empty(&'static str),
    /// A message that was packed and cannot be unpacked.
    #[error("not packed with zstd as it says: {0}")]
    Packed(std::io::Error),
}

impl CloudEvent {
    /// Reads structured JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let event: Self = serde_json::from_slice(bytes)?;
        event.understood()
    }

    /// The event, where it is one of the version and with the attributes that are read here.
    pub(crate) fn understood(self) -> Result<Self, EnvelopeError> {
        let event = self;
        if event.specversion != "1.0" {
            return Err(EnvelopeError::Version(event.specversion));
        }
        for (name, value) in [
            ("type", &event.event_type),
            ("source", &event.source),
            ("partitionkey", &event.partitionkey),
        ] {
            if value.is_empty() {
                return Err(EnvelopeError::Empty(name));
            }
        }
        Ok(event)
    }

    /// Writes structured JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Strings, numbers and a JSON value: nothing here can fail to serialize.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
