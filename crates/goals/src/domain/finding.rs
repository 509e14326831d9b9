//! What the rules say, kept with the plan it is about or sent back with the refusal.

use cascade_method::{Finding as Said, Severity, Text};
use cascade_runtime::{error::Violation, lang::Localized};

/// A warning that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Identity of the rule.
    pub rule: String,
    /// The method's table.
    pub table: String,
    /// Code of the row.
    pub row: String,
    /// The field.
    pub field: String,
    /// Its value.
    pub value: String,
    /// What is wrong.
    pub message: Localized,
    /// What to do.
    pub advice: Localized,
}

impl From<&Said> for Finding {
    fn from(said: &Said) -> Self {
        Self {
            rule: said.rule.id.to_owned(),
            table: said.table.name().to_owned(),
            row: said.row.clone(),
            field: said.field.to_owned(),
            value: said.value.clone(),
            message: localized(&said.message),
            advice: localized(&said.advice),
        }
    }
}

/// Only what is accepted and noted.
#[must_use]
pub fn warnings(said: &[Said]) -> Vec<Finding> {
    said.iter()
        .filter(|finding| finding.severity() == Severity::Warning)
        .map(Into::into)
        .collect()
}

/// What is refused, as violations of a request's fields; `at` is the path of the row: `goals[3].`.
pub fn violations<'a>(said: &'a [Said], at: &'a str) -> impl Iterator<Item = Violation> + 'a {
    said.iter()
        .filter(|finding| finding.is_error())
        .map(move |finding| violation(finding, at))
}

/// One finding as the violation of a request's field.
#[must_use]
pub fn violation(said: &Said, at: &str) -> Violation {
    Violation::new(
        format!("{at}{}", said.field),
        said.rule.id,
        localized(&said.message),
    )
    .value(&said.value)
    .advice(localized(&said.advice))
}

/// The method's text as the runtime's.
#[must_use]
pub fn localized(text: &Text) -> Localized {
    Localized::new(text.zh.clone(), text.en.clone())
}
