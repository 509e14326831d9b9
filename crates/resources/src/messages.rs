//! Small parts that messages share.

use cascade_method::Finding;
use cascade_proto::goals::v1 as goals;
use cascade_runtime::{error::Violation, lang::Localized};
use chrono::{DateTime, NaiveDate, Utc};

/// A moment as protobuf has it.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp {
        seconds: at.timestamp(),
        // Always below one thousand million.
        nanos: at.timestamp_subsec_nanos().try_into().unwrap_or(0),
    }
}

/// A day; none where empty or unreadable.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    cascade_runtime::day::read(text)
}

/// A finding that is kept.
#[must_use]
pub fn finding(finding: &Finding) -> goals::Finding {
    let text = |text: &cascade_method::Text| {
        Some(goals::LocalizedText {
            zh: text.zh.clone(),
            en: text.en.clone(),
        })
    };
    goals::Finding {
        rule: finding.rule.id.to_owned(),
        severity: if finding.is_error() {
            goals::Severity::Error
        } else {
            goals::Severity::Warning
        }
        .into(),
        table: finding.table.name().to_owned(),
        row: finding.row.clone(),
        field: finding.field.to_owned(),
        value: finding.value.clone(),
        message: text(&finding.message),
        advice: text(&finding.advice),
    }
}

/// A finding that is refused, at the path of its message.
#[must_use]
pub fn violation(at: &str, finding: &Finding) -> Violation {
    let text = |text: &cascade_method::Text| Localized::new(text.zh.clone(), text.en.clone());
    Violation::new(
        format!("{at}{}", finding.field),
        finding.rule.id,
        text(&finding.message),
    )
    .value(&finding.value)
    .advice(text(&finding.advice))
}
