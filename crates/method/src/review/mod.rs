//! Review (§8): what must hold before a plan closes, and what is learnt from it.

pub mod statistics;

use chrono::NaiveDate;

use crate::{Finding, Table, Text, rules};

/// What becomes of a task that is not finished when its plan closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// It is done, though nobody reported it.
    Done,
    /// Nobody will do it.
    Cancelled,
    /// The next period takes it over.
    CarriedOver,
}

/// An unfinished task that nobody has disposed of (REV-001).
#[must_use]
pub fn task_open(code: &str, percent: f64) -> Finding {
    Finding::new(
        &rules::REV_TASK_OPEN,
        Table::Tasks,
        code,
        "disposition",
        Text::new(
            format!("任务 {code} 完成 {percent:.0}%，尚无处置"),
            format!("Task {code} is {percent:.0} % done and has no disposition"),
        ),
    )
    .value(format!("{percent:.0}"))
    .advice(Text::new(
        "请标记为已完成、取消或结转下期",
        "Mark it done, cancelled or carried over",
    ))
}

/// A red alert that is still open (REV-002).
#[must_use]
pub fn red_alert(subject: &str) -> Finding {
    Finding::new(
        &rules::REV_RED_ALERT,
        Table::Corrections,
        subject,
        "alert",
        Text::new(
            format!("{subject} 的红色预警尚未关闭"),
            format!("The red alert about {subject} is open"),
        ),
    )
    .value("red")
    .advice(Text::new(
        "请先纠偏并验证，或对其任务作出处置",
        "Correct and verify it, or dispose of its task",
    ))
}

/// A key result without a final value (REV-003).
#[must_use]
pub fn final_value_missing(code: &str) -> Finding {
    Finding::new(
        &rules::REV_FINAL_VALUE,
        Table::Reviews,
        code,
        "final_value",
        Text::new(
            format!("关键结果 {code} 没有最终值"),
            format!("Key result {code} has no final value"),
        ),
    )
    .advice(Text::new(
        "请在复盘表中填写最终值",
        "Give its final value in the review",
    ))
}

/// One row of table 8, as far as its rules need it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Code of the goal or key result.
    pub code: &'a str,
    /// Raw attainment or progress; 1 is reached.
    pub completion: f64,
    /// 差距
    pub gaps: &'a str,
    /// 根因
    pub root_cause: &'a str,
    /// 改进措施
    pub improvement: &'a str,
    /// Who improves it.
    pub owner: &'a str,
    /// Until when.
    pub due: Option<NaiveDate>,
}

/// What the rules say of a row.
#[must_use]
pub fn check(row: &Row<'_>) -> Vec<Finding> {
    let mut said = Vec::new();
    if !row.improvement.is_empty() {
        let missing = [
            ("improvement_owner", row.owner.is_empty()),
            ("improvement_due", row.due.is_none()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            said.push(
                Finding::new(
                    &rules::REV_IMPROVEMENT,
                    Table::Reviews,
                    row.code,
                    field,
                    Text::new(
                        "改进措施缺少负责人或期限",
                        "The improvement lacks its owner or due date",
                    ),
                )
                .advice(Text::new(
                    "请写明由谁、在何时之前完成",
                    "Say who does it, and by when",
                )),
            );
        }
    }
    if row.completion < 1.0 {
        let missing = [
            ("gaps", row.gaps.is_empty()),
            ("root_cause", row.root_cause.is_empty()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            said.push(
                Finding::new(
                    &rules::REV_GAP_UNEXPLAINED,
                    Table::Reviews,
                    row.code,
                    field,
                    Text::new(
                        format!("完成 {:.0}%，尚未写明差距与根因", row.completion * 100.0),
                        format!(
                            "{:.0} % was reached; gap and root cause are not written down",
                            row.completion * 100.0
                        ),
                    ),
                )
                .value(format!("{:.2}", row.completion))
                .advice(Text::new(
                    "请写明差多少、为什么",
                    "Write what is missing, and why",
                )),
            );
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_improvement_has_owner_and_due_date_and_a_gap_its_cause() {
        let row = Row {
            code: "KR1",
            completion: 0.8,
            gaps: "",
            root_cause: "",
            improvement: "book hosts earlier",
            owner: "",
            due: None,
        };
        let said: Vec<_> = check(&row).iter().map(|f| (f.rule.id, f.field)).collect();
        assert_eq!(
            said,
            [
                ("REV-004", "improvement_owner"),
                ("REV-004", "improvement_due"),
                ("REV-005", "gaps"),
                ("REV-005", "root_cause"),
            ]
        );
        let whole = Row {
            completion: 1.0,
            improvement: "",
            ..row
        };
        assert!(check(&whole).is_empty());
    }
}
