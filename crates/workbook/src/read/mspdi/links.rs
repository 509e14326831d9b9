//! Links, their lags in working days, and what of them the tables cannot say.

use std::collections::HashMap;

use super::file::{File, FileLink, FileTask};
use super::role::Places;
use crate::labels::LinkKind;
use cascade_method::task::write_predecessor;

/// A working week has five days of the seven that an elapsed week has.
const WORKED_SHARE: f64 = 5.0 / 7.0;

/// Links of a task as a cell has them, and how many could not be kept, or not exactly.
pub(super) struct Links {
    pub text: String,
    pub lost: usize,
    pub rounded: usize,
}

pub(super) fn links(
    task: &FileTask,
    file: &File,
    places: &Places,
    tasks: &HashMap<i64, usize>,
) -> Links {
    let mut found = Links {
        text: String::new(),
        lost: 0,
        rounded: 0,
    };
    let mut texts = Vec::new();
    for link in &task.links {
        let before = tasks.get(&link.uid).filter(|_| !link.other_project);
        let (Some(&before), Some(kind)) = (before, kind(link.kind)) else {
            found.lost += 1;
            continue;
        };
        let days = lag_days(link, file, &file.tasks[before]);
        let whole = days.round();
        if (days - whole).abs() > 1e-6 || is_elapsed(link.format) || is_percent(link.format) {
            found.rounded += usize::from(link.lag != 0.0);
        }
        let code = &places.rows[before].code;
        texts.push(write_predecessor(code, LinkKind::into(kind), whole as i32));
    }
    found.text = texts.join("; ");
    found
}

fn kind(number: u32) -> Option<LinkKind> {
    Some(match number {
        0 => LinkKind::FinishToFinish,
        1 => LinkKind::FinishToStart,
        2 => LinkKind::StartToFinish,
        3 => LinkKind::StartToStart,
        _ => return None,
    })
}

/// Formats 4, 6, 8, 10 and 12 are elapsed minutes, hours, days, weeks and months; 32 more is the same, estimated.
fn is_elapsed(format: u32) -> bool {
    matches!(format % 32, 4 | 6 | 8 | 10 | 12)
}

/// Formats 19 and 20 are per cent of the predecessor's duration.
fn is_percent(format: u32) -> bool {
    matches!(format % 32, 19 | 20)
}

fn lag_days(link: &FileLink, file: &File, before: &FileTask) -> f64 {
    if is_percent(link.format) {
        let hours = before.duration_hours.unwrap_or_default();
        return hours * 60.0 / file.minutes_per_day * link.lag / 100.0;
    }
    let minutes = link.lag / 10.0;
    if is_elapsed(link.format) {
        minutes / 1_440.0 * WORKED_SHARE
    } else {
        minutes / file.minutes_per_day
    }
}
