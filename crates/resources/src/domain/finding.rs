//! What the rules say, kept with the request it is about or sent back with the refusal.

use cascade_method::{Finding as Said, Rule, Severity, Text};
use cascade_runtime::{error::Violation, lang::Localized};

/// What is kept: a warning, or an error that came about when a task moved under its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it would be refused today.
    pub error: bool,
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
            error: said.is_error(),
            rule: said.rule.id.to_owned(),
            table: said.table.name().to_owned(),
            row: said.row.clone(),
            field: field(said).to_owned(),
            value: said.value.clone(),
            message: localized(&said.message),
            advice: localized(&said.advice),
        }
    }
}

/// Everything that is kept of what the rules say.
#[must_use]
pub fn kept(said: &[Said]) -> Vec<Finding> {
    said.iter()
        .filter(|finding| finding.severity() != Severity::Computed)
        .map(Into::into)
        .collect()
}

/// What is refused, as violations of a request's fields; `at` is the path of the row: `requests[3].`.
pub fn violations<'a>(said: &'a [Said], at: &'a str) -> impl Iterator<Item = Violation> + 'a {
    said.iter()
        .filter(|finding| finding.is_error())
        .map(move |said| {
            Violation::new(
                format!("{at}{}", field(said)),
                said.rule.id,
                localized(&said.message),
            )
            .value(&said.value)
            .advice(localized(&said.advice))
        })
}

/// A broken rule in words of its own: Chinese, English, and what to do in both.
#[must_use]
pub fn broken(
    rule: &Rule,
    field: String,
    value: &str,
    texts: (&str, &str, &str, &str),
) -> Violation {
    let (zh, en, advice_zh, advice_en) = texts;
    Violation::new(field, rule.id, Localized::new(zh, en))
        .value(value)
        .advice(Localized::new(advice_zh, advice_en))
}

/// The contract's name of a field.
fn field(said: &Said) -> &'static str {
    match said.field {
        "task" => "task_id",
        other => other,
    }
}

/// The method's text as the runtime's.
#[must_use]
pub fn localized(text: &Text) -> Localized {
    Localized::new(text.zh.clone(), text.en.clone())
}
