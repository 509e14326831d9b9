//! Between a workbook's plan and the contract: rows to messages for an import, messages to rows for an export.

mod baseline;
mod export;
mod import;
pub(crate) mod report;

pub(crate) use baseline::baseline;
pub(crate) use export::collect;
pub(crate) use import::{Contract, key_result_refs, task_refs};

use chrono::NaiveDate;

fn day(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}
