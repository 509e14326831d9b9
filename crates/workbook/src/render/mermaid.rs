//! A schedule as a Mermaid Gantt diagram (<https://mermaid.js.org/syntax/gantt.html>).

use std::fmt::Write;

use crate::document::PlanDocument;
use crate::lang::Pick as _;
use crate::schedule::{Schedule, TaskSchedule};
use cascade_method::Lang;

/// The diagram: a section per key result, critical tasks marked, milestones as such.
#[must_use]
pub fn mermaid(document: &PlanDocument, schedule: &Schedule, lang: Lang) -> String {
    let mut out = String::from("gantt\n");
    let title = if schedule.title.is_empty() {
        lang.pick("计划", "Plan")
    } else {
        &schedule.title
    };
    let _ = writeln!(out, "    title {}", plain(title));
    // Mermaid's end dates are exclusive unless told otherwise; ours are last days.
    out += "    dateFormat YYYY-MM-DD\n    inclusiveEndDates\n    axisFormat %m-%d\n";
    for (heading, tasks) in sections(document, schedule) {
        let _ = writeln!(out, "    section {}", plain(&heading));
        for task in tasks {
            let crit = if task.critical { "crit, " } else { "" };
            let id = id(&task.code);
            let _ = writeln!(
                out,
                "    {} {} :{crit}{id}, {}, {}",
                plain(&task.code),
                plain(&task.name),
                task.early_start,
                task.early_finish
            );
            for (number, milestone) in (1..).zip(&task.milestones) {
                let _ = writeln!(
                    out,
                    "    {} :milestone, {id}_m{number}, {}, 0d",
                    plain(&milestone.name),
                    milestone.due
                );
            }
        }
    }
    out
}

/// Heading and tasks of every key result that has any; tasks of an unknown key result come last.
pub(super) fn sections<'s>(
    document: &PlanDocument,
    schedule: &'s Schedule,
) -> Vec<(String, Vec<&'s TaskSchedule>)> {
    let of = |code: &str| {
        schedule
            .tasks
            .iter()
            .filter(|task| task.key_result == code)
            .collect::<Vec<_>>()
    };
    let mut sections: Vec<_> = document
        .key_results
        .iter()
        .map(|key_result| {
            (
                format!("{} {}", key_result.code, key_result.description),
                of(&key_result.code),
            )
        })
        .filter(|(_, tasks)| !tasks.is_empty())
        .collect();
    let rest: Vec<_> = schedule
        .tasks
        .iter()
        .filter(|task| document.key_result(&task.key_result).is_none())
        .collect();
    if !rest.is_empty() {
        sections.push(("—".to_owned(), rest));
    }
    sections
}

/// Text without the signs that mean something to Mermaid: a colon ends a name, a semicolon or `#` ends a statement.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ':' => '：',
            ';' => '；',
            '#' => '＃',
            '\n' | '\r' => ' ',
            c => c,
        })
        .collect()
}

fn id(code: &str) -> String {
    code.chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '_' {
                c
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::MilestoneSchedule;
    use crate::tables::KeyResult;
    use chrono::NaiveDate;

    fn task(code: &str, name: &str, critical: bool) -> TaskSchedule {
        let day = |day| NaiveDate::from_ymd_opt(2026, 7, day).unwrap();
        TaskSchedule {
            code: code.into(),
            key_result: "KR1".into(),
            name: name.into(),
            owner: "李娜".into(),
            department: "市场部".into(),
            planned_start: day(1),
            planned_end: day(14),
            duration_days: 10,
            early_start: day(1),
            early_finish: day(14),
            late_start: day(1),
            late_finish: day(14),
            total_float_days: 0,
            free_float_days: 0,
            critical,
            predecessors: Vec::new(),
            milestones: vec![MilestoneSchedule {
                name: "评审：通过".into(),
                due: day(10),
            }],
        }
    }

    #[test]
    fn what_means_something_to_mermaid_is_replaced() {
        let document = PlanDocument {
            key_results: vec![KeyResult {
                code: "KR1".into(),
                description: "线上: 提升30%".into(),
                ..KeyResult::default()
            }],
            ..PlanDocument::default()
        };
        let mut lost = task("X-9", "A; B #1", false);
        lost.key_result = "KR9".into();
        lost.milestones.clear();
        let schedule = Schedule {
            plan: "P".into(),
            title: "Q3".into(),
            start: None,
            finish: None,
            critical_path: Vec::new(),
            tasks: vec![task("T1", "详情页", true), lost],
            without_dates: Vec::new(),
        };
        let expected = "gantt
    title Q3
    dateFormat YYYY-MM-DD
    inclusiveEndDates
    axisFormat %m-%d
    section KR1 线上： 提升30%
    T1 详情页 :crit, T1, 2026-07-01, 2026-07-14
    评审：通过 :milestone, T1_m1, 2026-07-10, 0d
    section —
    X-9 A； B ＃1 :X_9, 2026-07-01, 2026-07-14
";
        assert_eq!(mermaid(&document, &schedule, Lang::Zh), expected);
    }
}
