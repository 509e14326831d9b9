//! Rules of tasks (§3).

mod acceptance;
mod constraints;
mod estimate;
mod predecessors;
pub mod split;

use chrono::NaiveDate;

use crate::{Finding, Policy, Table, Text, rules};

pub use acceptance::{Party, awaits_acceptance, declined, needs_acceptance};
pub use constraints::{
    Broken, Constraints, beyond_calendar, check_constraints, check_planned, forecast_breaks,
};
pub use estimate::{ThreePoint, check_estimate};
pub use predecessors::{
    LinkKind, PredecessorError, PredecessorText, read_predecessors, write_predecessor,
};

/// A task, as far as the rules about it alone need it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Task<'a> {
    /// 任务编号
    pub code: &'a str,
    /// 任务名称
    pub name: &'a str,
    /// 所属KR, by code or id; empty where missing.
    pub key_result: &'a str,
    /// 负责人
    pub owner: &'a str,
    /// 交付物
    pub deliverable: &'a str,
    /// 计划开始时间
    pub planned_start: Option<NaiveDate>,
    /// 计划结束时间
    pub planned_end: Option<NaiveDate>,
    /// Working days from start to end, both included.
    pub working_days: u32,
    /// First day of its key result's window.
    pub window_start: Option<NaiveDate>,
    /// Its key result's deadline.
    pub window_end: Option<NaiveDate>,
    /// How many milestones it has: a long task with milestones is what §3 advises.
    pub milestones: usize,
}

/// What the rules say of a task by itself.
#[must_use]
pub fn check(task: &Task<'_>, policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    let finding = |rule, field, zh: &str, en: &str| {
        Finding::new(rule, Table::Tasks, task.code, field, Text::new(zh, en))
    };
    for (text, rule, field, zh, en) in [
        (
            task.name,
            &rules::TASK_NAME_MISSING,
            "name",
            "任务名称",
            "a name",
        ),
        (
            task.key_result,
            &rules::TASK_KEY_RESULT_MISSING,
            "key_result",
            "所属关键结果",
            "a key result",
        ),
        (
            task.owner,
            &rules::TASK_OWNER_MISSING,
            "owner",
            "负责人",
            "an owner",
        ),
        (
            task.deliverable,
            &rules::TASK_DELIVERABLE_MISSING,
            "deliverable",
            "交付物",
            "a deliverable",
        ),
    ] {
        if text.trim().is_empty() {
            findings.push(
                finding(
                    rule,
                    field,
                    &format!("任务缺少{zh}"),
                    &format!("The task lacks {en}"),
                )
                .advice(Text::new(format!("请填写{zh}"), format!("Give {en}"))),
            );
        }
    }
    let (Some(start), Some(end)) = (task.planned_start, task.planned_end) else {
        let field = if task.planned_start.is_none() {
            "planned_start"
        } else {
            "planned_end"
        };
        findings.push(
            finding(
                &rules::TASK_DATES_MISSING,
                field,
                "任务缺少计划日期",
                "The task lacks a planned date",
            )
            .advice(Text::new(
                "请填写计划开始与结束时间",
                "Give the planned start and end",
            )),
        );
        return findings;
    };
    if end < start {
        findings.push(
            finding(
                &rules::TASK_END_BEFORE_START,
                "planned_end",
                "结束早于开始",
                "It ends before it starts",
            )
            .value(end)
            .advice(Text::new(
                format!("请填写 {start} 或之后的日期"),
                format!("Give {start} or a later day"),
            )),
        );
        return findings;
    }
    findings.extend(granularity(task, policy));
    findings.extend(window(task, start, end));
    findings
}

fn granularity(task: &Task<'_>, policy: &Policy) -> Option<Finding> {
    let (fewest, most) = policy.task_days;
    let days = task.working_days;
    let finding = |zh: String, en: String| {
        Finding::new(
            &rules::TASK_GRANULARITY,
            Table::Tasks,
            task.code,
            "planned_end",
            Text::new(zh, en),
        )
        .value(days)
    };
    if days > most {
        let parts = days.div_ceil(most);
        let each = days.div_ceil(parts);
        let message = finding(
            format!("工期 {days} 个工作日，超过建议的 {most} 天"),
            format!("It takes {days} working days, more than the {most} advised"),
        );
        return Some(message.advice(if task.milestones > 0 {
            Text::new(
                format!(
                    "已设 {} 个里程碑；也可拆分为 {parts} 个约 {each} 天的任务",
                    task.milestones
                ),
                format!(
                    "It has {} milestones; it could also be {parts} tasks of about {each} days",
                    task.milestones
                ),
            )
        } else {
            Text::new(
                format!("请拆分为 {parts} 个约 {each} 天的任务，或设置里程碑"),
                format!("Split it into {parts} tasks of about {each} days, or set milestones"),
            )
        }));
    }
    (days < fewest).then(|| {
        finding(
            format!("工期 {days} 个工作日，少于建议的 {fewest} 天"),
            format!("It takes {days} working days, fewer than the {fewest} advised"),
        )
        .advice(Text::new(
            "可与相邻任务合并",
            "It could be merged with a neighbouring task",
        ))
    })
}

fn window(task: &Task<'_>, start: NaiveDate, end: NaiveDate) -> Option<Finding> {
    let late = task.window_end.filter(|last| end > *last);
    let early = task.window_start.filter(|first| start < *first);
    let (field, value, zh, en) = match (late, early) {
        (Some(last), _) => (
            "planned_end",
            end,
            format!("结束晚于关键结果期限 {last}"),
            format!("It ends after its key result's deadline {last}"),
        ),
        (None, Some(first)) => (
            "planned_start",
            start,
            format!("开始早于周期起点 {first}"),
            format!("It starts before the period's first day {first}"),
        ),
        (None, None) => return None,
    };
    Some(
        Finding::new(
            &rules::TASK_OUTSIDE_KEY_RESULT,
            Table::Tasks,
            task.code,
            field,
            Text::new(zh, en),
        )
        .value(value)
        .advice(Text::new(
            "请调整任务日期或关键结果期限",
            "Move the task, or its key result's deadline",
        )),
    )
}

/// A predecessor that is not there, or is the task itself; none where it is well.
#[must_use]
pub fn check_predecessor(task: &str, predecessor: &str, known: bool) -> Option<Finding> {
    let finding = |rule, zh: String, en: String| {
        Finding::new(rule, Table::Tasks, task, "predecessors", Text::new(zh, en)).value(predecessor)
    };
    if predecessor == task {
        return Some(
            finding(
                &rules::TASK_PREDECESSOR_SELF,
                format!("任务 {task} 以自身为前置任务"),
                format!("Task {task} is its own predecessor"),
            )
            .advice(Text::new("请删除该前置任务", "Remove this predecessor")),
        );
    }
    (!known).then(|| {
        finding(
            &rules::TASK_PREDECESSOR_UNKNOWN,
            format!("前置任务 {predecessor} 不存在"),
            format!("There is no predecessor {predecessor}"),
        )
        .advice(Text::new("请核对任务编号", "Check the task code"))
    })
}

/// Codes that stand more than once among `codes`, each said once.
#[must_use]
pub fn check_duplicates<'a>(codes: impl IntoIterator<Item = &'a str>) -> Vec<Finding> {
    let mut seen = std::collections::BTreeSet::new();
    let mut said = std::collections::BTreeSet::new();
    codes
        .into_iter()
        .filter(|code| !seen.insert(*code) && said.insert(*code))
        .map(|code| {
            Finding::new(
                &rules::TASK_CODE_DUPLICATE,
                Table::Tasks,
                code,
                "code",
                Text::new(
                    format!("任务编号 {code} 重复"),
                    format!("Task code {code} stands more than once"),
                ),
            )
            .value(code)
            .advice(Text::new("请使用唯一的编号", "Use each code once"))
        })
        .collect()
}

/// A cycle, with its whole path; `path` begins and ends with the same task.
#[must_use]
pub fn cycle(path: &[String]) -> Finding {
    let way = path.join(" → ");
    let first = path.first().map_or("", String::as_str);
    Finding::new(
        &rules::TASK_CYCLE,
        Table::Tasks,
        first,
        "predecessors",
        Text::new(
            format!("依赖关系成环：{way}"),
            format!("The dependencies form a cycle: {way}"),
        ),
    )
    .value(way)
    .advice(Text::new(
        "请删除环上的一条依赖",
        "Remove one dependency of the cycle",
    ))
}

/// A task that is planned to start before its predecessor allows.
#[must_use]
pub fn starts_too_early(
    task: &str,
    planned_start: NaiveDate,
    predecessor: &str,
    allowed: NaiveDate,
) -> Option<Finding> {
    (planned_start < allowed).then(|| {
        Finding::new(
            &rules::TASK_STARTS_BEFORE_PREDECESSOR,
            Table::Tasks,
            task,
            "planned_start",
            Text::new(
                format!("计划开始 {planned_start}，但前置任务 {predecessor} 最早允许 {allowed} 开始"),
                format!("It is planned to start on {planned_start}, but its predecessor {predecessor} allows {allowed} at the earliest"),
            ),
        )
        .value(planned_start)
        .advice(Text::new(
            format!("请将开始时间移至 {allowed}，或调整依赖"),
            format!("Move the start to {allowed}, or change the dependency"),
        ))
    })
}

/// A milestone outside its task's dates.
#[must_use]
pub fn check_milestone(
    task: &str,
    name: &str,
    due: NaiveDate,
    start: NaiveDate,
    end: NaiveDate,
) -> Option<Finding> {
    (due < start || due > end).then(|| {
        Finding::new(
            &rules::TASK_MILESTONE_OUTSIDE,
            Table::Milestones,
            task,
            "due",
            Text::new(
                format!("里程碑“{name}”不在任务日期 {start} 至 {end} 内"),
                format!("Milestone “{name}” is outside its task's dates {start} to {end}"),
            ),
        )
        .value(due)
        .advice(Text::new("请调整里程碑日期", "Move the milestone"))
    })
}

/// A key result without any task.
#[must_use]
pub fn key_result_without_task(key_result: &str) -> Finding {
    Finding::new(
        &rules::KR_NO_TASK,
        Table::KeyResults,
        key_result,
        "tasks",
        Text::new("关键结果没有任务支撑", "The key result has no task"),
    )
    .advice(Text::new("请为其拆解任务", "Break it down into tasks"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, month, day)
    }

    fn whole() -> Task<'static> {
        Task {
            code: "T1",
            name: "优化详情页",
            key_result: "KR1",
            owner: "P1",
            deliverable: "新版详情页",
            planned_start: day(7, 1),
            planned_end: day(7, 14),
            working_days: 10,
            window_start: day(7, 1),
            window_end: day(9, 30),
            milestones: 0,
        }
    }

    fn ids(findings: &[Finding]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.rule.id).collect()
    }

    #[test]
    fn errors_name_their_field() {
        let policy = Policy::default();
        assert!(check(&whole(), &policy).is_empty());
        let empty = Task {
            name: "",
            key_result: "",
            owner: "",
            deliverable: " ",
            planned_end: None,
            ..whole()
        };
        assert_eq!(
            ids(&check(&empty, &policy)),
            ["TASK-012", "TASK-001", "TASK-002", "TASK-003", "TASK-013"]
        );
        assert_eq!(
            ids(&check(
                &Task {
                    planned_end: day(6, 30),
                    ..whole()
                },
                &policy
            )),
            ["TASK-004"]
        );
        assert_eq!(
            ids(&check(
                &Task {
                    window_end: day(7, 10),
                    ..whole()
                },
                &policy
            )),
            ["TASK-010"]
        );
    }

    #[test]
    fn five_weeks_are_legal_but_said_with_a_proposal() {
        let findings = check(
            &Task {
                working_days: 25,
                ..whole()
            },
            &Policy::default(),
        );
        assert_eq!(ids(&findings), ["TASK-009"]);
        assert!(!findings[0].is_error());
        assert!(
            findings[0].advice.en.contains("3 tasks of about 9 days"),
            "{}",
            findings[0].advice.en
        );
        assert_eq!(
            ids(&check(
                &Task {
                    working_days: 3,
                    ..whole()
                },
                &Policy::default()
            )),
            ["TASK-009"]
        );
    }

    #[test]
    fn a_cycle_is_printed_whole() {
        let path = ["T1", "T3", "T5", "T1"].map(str::to_owned);
        assert!(cycle(&path).message.en.contains("T1 → T3 → T5 → T1"));
    }

    #[test]
    fn duplicates_and_predecessors() {
        assert_eq!(check_duplicates(["T1", "T2", "T1", "T1"]).len(), 1);
        assert_eq!(
            check_predecessor("T1", "T1", true).unwrap().rule.id,
            "TASK-006"
        );
        assert_eq!(
            check_predecessor("T1", "T9", false).unwrap().rule.id,
            "TASK-005"
        );
        assert_eq!(check_predecessor("T1", "T2", true), None);
    }
}
