//! Codes used twice, and codes that lead nowhere.

use std::collections::HashSet;

use cascade_method::{Finding, Rule, Table, Text, rules, task};

use super::Findings;
use crate::document::PlanDocument;
use crate::lookup::Lookup;
use crate::origin::Origin;

pub(super) fn check(document: &PlanDocument, lookup: &Lookup<'_>, out: &mut Findings) {
    twice(
        out,
        &rules::GOAL_CODE_DUPLICATE,
        Table::Goals,
        document.goals.iter().map(|row| (&*row.code, &row.origin)),
    );
    twice(
        out,
        &rules::KR_CODE_DUPLICATE,
        Table::KeyResults,
        document
            .key_results
            .iter()
            .map(|row| (&*row.code, &row.origin)),
    );
    for finding in task::check_duplicates(document.tasks.iter().map(|task| &*task.code)) {
        let second = document
            .tasks
            .iter()
            .filter(|task| task.code == finding.row)
            .nth(1);
        out.place(finding, second.map(|task| &task.origin));
    }
    for key_result in &document.key_results {
        if !lookup.goals.contains_key(key_result.goal.as_str()) {
            let finding = Finding::new(
                &rules::KR_GOAL_UNKNOWN,
                Table::KeyResults,
                &key_result.code,
                "goal",
                Text::new(
                    "关键结果所属的目标不存在",
                    "The key result belongs to no known goal",
                ),
            )
            .value(&key_result.goal)
            .advice(Text::new(
                "请填写目标总表中的目标编号",
                "Give the code of a goal in the goals table",
            ));
            out.place(finding, Some(&key_result.origin));
        }
    }
    parents(document, lookup, out);
}

fn twice<'a>(
    out: &mut Findings,
    rule: &'static Rule,
    table: Table,
    rows: impl Iterator<Item = (&'a str, &'a Origin)>,
) {
    let mut seen = HashSet::new();
    for (code, origin) in rows {
        if !seen.insert(code) {
            let message = Text::new(
                format!("编号 {code} 重复"),
                format!("Code {code} stands more than once"),
            );
            let finding = Finding::new(rule, table, code, "code", message)
                .value(code)
                .advice(Text::new("请使用唯一的编号", "Use each code once"));
            out.place(finding, Some(origin));
        }
    }
}

/// Parents that are not there, and goals that hang under themselves.
fn parents(document: &PlanDocument, lookup: &Lookup<'_>, out: &mut Findings) {
    // A goal hangs under a goal, or under a key result and so under that one's goal.
    let goal_above = |code: &str| -> Option<&str> {
        match lookup.goals.get(code) {
            Some(goal) => Some(&goal.code),
            None => lookup
                .key_results
                .get(code)
                .map(|key_result| key_result.goal.as_str()),
        }
    };
    for goal in document.goals.iter().filter(|goal| !goal.parent.is_empty()) {
        let Some(mut above) = goal_above(&goal.parent) else {
            let message = Text::new(
                format!("上级目标 {} 不存在", goal.parent),
                format!("There is no goal or key result {}", goal.parent),
            );
            let finding = Finding::new(
                &rules::GOAL_PARENT_UNKNOWN,
                Table::Goals,
                &goal.code,
                "parent",
                message,
            )
            .value(&goal.parent)
            .advice(Text::new(
                "请核对上级目标或关键结果编号",
                "Check the code of the goal or key result above",
            ));
            out.place(finding, Some(&goal.origin));
            continue;
        };
        let mut path = vec![goal.code.as_str()];
        let cyclic = loop {
            path.push(above);
            if above == goal.code {
                break true;
            }
            let next = lookup.goals.get(above);
            match next.and_then(|next| goal_above(&next.parent)) {
                // A cycle that this goal only leads into is told at the goals on it.
                Some(next) if path.len() <= document.goals.len() => above = next,
                _ => break false,
            }
        };
        if cyclic {
            let way = path.join(" → ");
            let message = Text::new(
                format!("目标对齐关系成环：{way}"),
                format!("The alignment forms a cycle: {way}"),
            );
            let finding = Finding::new(
                &rules::GOAL_PARENT_CYCLE,
                Table::Goals,
                &goal.code,
                "parent",
                message,
            )
            .value(&goal.parent)
            .advice(Text::new(
                "请改填真正的上级目标",
                "Name the goal that is really above",
            ));
            out.place(finding, Some(&goal.origin));
        }
    }
}
