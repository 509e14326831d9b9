//! A schedule as a Mermaid Gantt diagram (<https://mermaid.js.org/syntax/gantt.html>).

use std::fmt::Write;

use crate::document::PlanDocument;
use crate::lang::Lang;
use crate::schedule::{Schedule, TaskSchedule};

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
