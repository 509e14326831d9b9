//! Predecessors as people and planning tools write them, `T1;T3FS+2d`: spelling is the method's, names are ours.

use cascade_method::task::read_predecessors;

use super::names::{Found, Names};
use super::values::list;
use crate::labels::LinkKind;
use crate::tables::Predecessor;

/// One predecessor out of a list; `None` when it cannot be read.
fn link(entry: &str, tasks: &Names) -> Option<Predecessor> {
    // A code or name may itself end in two letters or hold a sign: what is known wins.
    if let Found::Code(task) = tasks.exactly(entry) {
        return Some(Predecessor {
            task,
            kind: LinkKind::FinishToStart,
            lag_days: 0,
        });
    }
    let [read] = <[_; 1]>::try_from(read_predecessors(entry).ok()?).ok()?;
    let task = match tasks.exactly(&read.code) {
        Found::Code(code) => code,
        // A rule complains of what is not there, with its own advice.
        _ => read.code,
    };
    Some(Predecessor {
        task,
        kind: read.kind.into(),
        lag_days: read.lag,
    })
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
