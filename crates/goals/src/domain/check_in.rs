//! A value that somebody reports of a key result (§2).

use cascade_method::{rules, rules::Rule};
use cascade_runtime::{error::Violation, lang::Localized};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{assess, tree::KeyResult},
    ids::{CheckInId, KeyResultId},
};

/// What is reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The value.
    pub value: f64,
    /// 0–1: how sure the owner is that the target will be reached.
    pub confidence: Option<f64>,
    /// Free text.
    pub note: String,
    /// Day on which it was true; today where none is given.
    pub as_of: Option<NaiveDate>,
}

/// A check-in as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckIn {
    /// Identity.
    pub id: CheckInId,
    /// Key result.
    pub key_result_id: KeyResultId,
    /// The value.
    pub value: f64,
    /// 0–1.
    pub confidence: Option<f64>,
    /// Free text.
    pub note: String,
    /// Day on which it was true.
    pub as_of: NaiveDate,
    /// Who said it.
    pub by: String,
    /// When it was said.
    pub recorded_at: DateTime<Utc>,
}

/// The check-in, and the key result after it. A value of an earlier day than the current one's is kept and moves nothing.
///
/// # Errors
/// Every rule that the report breaks.
pub fn check_in(
    key_result: &KeyResult,
    report: Report,
    by: String,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(CheckIn, KeyResult), Vec<Violation>> {
    let as_of = report.as_of.unwrap_or(today);
    let mut violations = Vec::new();
    if !report.value.is_finite() {
        violations.push(
            Violation::new(
                "value",
                "request.number",
                Localized::new("数值须为有限的数", "The value is a finite number"),
            )
            .value(report.value),
        );
    }
    if let Some(confidence) = report.confidence
        && !(0.0..=1.0).contains(&confidence)
    {
        violations.push(
            Violation::new(
                "confidence",
                "request.confidence",
                Localized::new("信心指数须为 0–1", "Confidence is 0 to 1"),
            )
            .value(confidence)
            .advice(Localized::new("80% 请填写 0.8", "Write 80 % as 0.8")),
        );
    }
    if as_of > today {
        let rule: &Rule = &rules::TRACK_FUTURE_DATE;
        violations.push(
            Violation::new(
                "as_of",
                rule.id,
                Localized::new(
                    format!("日期 {as_of} 在未来，今天是 {today}"),
                    format!("The date {as_of} is in the future: today is {today}"),
                ),
            )
            .value(as_of)
            .advice(Localized::new(
                "请填写今天或更早的日期",
                "Give today or an earlier day",
            )),
        );
    }
    if !violations.is_empty() {
        return Err(violations);
    }
    let check_in = CheckIn {
        id: CheckInId::new(),
        key_result_id: key_result.id,
        value: report.value,
        confidence: report.confidence,
        note: report.note,
        as_of,
        by,
        recorded_at: now,
    };
    let mut after = key_result.clone();
    after.version += 1;
    if key_result.value_as_of.is_none_or(|latest| as_of >= latest) {
        after.current = check_in.value;
        after.value_as_of = Some(as_of);
        after.attainment = assess::attainment(after.baseline, after.current, after.target);
    }
    Ok((check_in, after))
}
