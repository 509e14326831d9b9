//! Predecessors as people and planning tools write them: `T1;T3FS+2d`.

use super::names::{Found, Names};
use super::values::{half_width, list};
use crate::labels::LinkKind;
use crate::tables::Predecessor;

/// One predecessor out of a list; `None` when its lag cannot be read.
fn link(entry: &str, tasks: &Names) -> Option<Predecessor> {
    let plain = |task: String| Predecessor {
        task,
        kind: LinkKind::FinishToStart,
        lag_days: 0,
    };
    // A code or name may itself end in two letters or hold a sign: what is known wins.
    if let Found::Code(code) = tasks.exactly(entry) {
        return Some(plain(code));
    }
    let compact: String = half_width(entry)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let upper = compact.to_uppercase();
    let (head, lag_days) = split_lag(&upper)?;
    let (code, kind) = split_kind(&head);
    let written = compact.get(..code.len()).unwrap_or(code);
    let task = match tasks.exactly(written) {
        Found::Code(code) => code,
        _ => written.to_owned(),
    };
    (!task.is_empty()).then_some(Predecessor {
        task,
        kind,
        lag_days,
    })
}

/// `T3FS+2D` is `T3FS` and 2. Days may be written `d`, `day(s)`, `天`, `工作日` or not at all.
fn split_lag(text: &str) -> Option<(String, i32)> {
    // Two letters before the sign tell a lag from a code such as `MKT-3`.
    let Some(at) = text.rfind(['+', '-']).filter(|at| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
            && (text.as_bytes()[*at] == b'+' || split_kind(&text[..*at]).0.len() < *at)
    }) else {
        return Some((text.to_owned(), 0));
    };
    let (head, tail) = text.split_at(at);
    let digits_end = tail[1..]
        .find(|c: char| !c.is_ascii_digit())
        .map_or(tail.len(), |end| end + 1);
    let unit = &tail[digits_end..];
    if !matches!(
        unit,
        "" | "D" | "DAY" | "DAYS" | "天" | "日" | "工作日" | "个工作日" | "WD"
    ) {
        return None;
    }
    let days: i32 = tail[1..digits_end]
        .parse()
        .ok()
        .filter(|days| *days <= 3_650)?;
    Some((
        head.to_owned(),
        if tail.starts_with('-') { -days } else { days },
    ))
}

fn split_kind(text: &str) -> (&str, LinkKind) {
    text.len()
        .checked_sub(2)
        .and_then(|at| text.is_char_boundary(at).then(|| text.split_at(at)))
        .and_then(|(code, kind)| LinkKind::from_code(kind).map(|kind| (code, kind)))
        .filter(|(code, _)| !code.is_empty())
        .unwrap_or((text, LinkKind::FinishToStart))
}

/// Every predecessor of a cell, and the entries that could not be read.
pub(crate) fn links(text: &str, tasks: &Names) -> (Vec<Predecessor>, Vec<String>) {
    let mut found = Vec::new();
    let mut unread = Vec::new();
    for entry in list(text) {
        if matches!(entry.as_str(), "-" | "—" | "/" | "无" | "none" | "None") {
            continue;
        }
        match link(&entry, tasks) {
            Some(link) => found.push(link),
            None => unread.push(entry),
        }
    }
    (found, unread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, &'static str, i32)> {
        let mut tasks = Names::default();
        tasks.add("T1", "优化详情页");
        tasks.add("T3", "投放广告");
        tasks.add("MKT-3", "选品");
        tasks.add("AFF", "联盟推广");
        links(text, &tasks)
            .0
            .into_iter()
            .map(|link| (link.task, link.kind.code(), link.lag_days))
            .collect()
    }

    #[test]
    fn all_usual_spellings() {
        assert_eq!(
            read("T1;T3FS+2d"),
            [("T1".into(), "FS", 0), ("T3".into(), "FS", 2)]
        );
        assert_eq!(
            read("t1 ss － 1 天、Ｔ３"),
            [("T1".into(), "SS", -1), ("T3".into(), "FS", 0)]
        );
        assert_eq!(
            read("优化详情页；投放广告"),
            [("T1".into(), "FS", 0), ("T3".into(), "FS", 0)]
        );
        assert_eq!(
            read("MKT-3，MKT-3FF+3工作日"),
            [("MKT-3".into(), "FS", 0), ("MKT-3".into(), "FF", 3)]
        );
        assert_eq!(read("AFF"), [("AFF".into(), "FS", 0)]);
        assert_eq!(read("T1+2"), [("T1".into(), "FS", 2)]);
        assert_eq!(read("无"), []);
    }

    #[test]
    fn unknown_codes_are_kept_for_the_rules_and_nonsense_is_told() {
        assert_eq!(read("T99SF"), [("T99".into(), "SF", 0)]);
        assert_eq!(read("Q2/T7FS+1d"), [("Q2/T7".into(), "FS", 1)]);
        let (found, unread) = links("T1FS+2weeks", &Names::default());
        assert!(found.is_empty());
        assert_eq!(unread, ["T1FS+2weeks"]);
    }
}
