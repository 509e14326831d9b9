//! Corrections (§6 纠偏措施): what is done about a delay.

use chrono::NaiveDate;

use crate::{Finding, Table, Text, rules};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// 增加资源
    AddResource,
    /// 调整顺序
    ReSequence,
    /// 拆分任务
    Split,
    /// 重排计划
    RePlan,
    /// 调整目标
    AdjustGoal,
}

impl Measure {
    /// Its name.
    #[must_use]
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::AddResource => ("增加资源", "add a resource"),
            Self::ReSequence => ("调整顺序", "re-sequence"),
            Self::Split => ("拆分任务", "split"),
            Self::RePlan => ("重排计划", "re-plan"),
            Self::AdjustGoal => ("调整目标", "adjust the goal"),
        };
        Text::new(zh, en)
    }
}

/// A correction as it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction<'a> {
    /// What is done.
    pub measure: Option<Measure>,
    /// In a sentence.
    pub description: &'a str,
    /// Person code.
    pub owner: &'a str,
    /// When it is to have worked.
    pub due: Option<NaiveDate>,
    /// How one will see that it did.
    pub verification: &'a str,
}

/// What is missing of a correction, for the alert `row`.
#[must_use]
pub fn check(correction: &Correction<'_>, row: &str, today: NaiveDate) -> Vec<Finding> {
    let missing = |field, zh: &str, en: &str| {
        Finding::new(
            &rules::ESC_CORRECTION_INCOMPLETE,
            Table::Corrections,
            row,
            field,
            Text::new(zh, en),
        )
    };
    let mut findings = Vec::new();
    if correction.measure.is_none() {
        findings.push(missing("measure", "未选择纠偏措施", "No measure is chosen"));
    }
    if correction.description.trim().is_empty() {
        findings.push(missing(
            "description",
            "未说明纠偏内容",
            "What is to be done is not said",
        ));
    }
    if correction.owner.trim().is_empty() {
        findings.push(missing("owner", "未指定负责人", "No owner is named"));
    }
    if correction.verification.trim().is_empty() {
        findings.push(missing(
            "verification",
            "未写明验证方式",
            "How to verify it is not said",
        ));
    }
    match correction.due {
        None => findings.push(missing("due", "未写明完成期限", "No due date is given")),
        Some(due) if due < today => findings.push(
            missing("due", "完成期限已过", "The due date has passed")
                .value(due)
                .advice(Text::new(
                    "请选择今天或之后的日期",
                    "Choose today or a later day",
                )),
        ),
        Some(_) => {}
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_missing_is_said_at_once() {
        let today = NaiveDate::from_ymd_opt(2026, 7, 10).unwrap();
        let empty = Correction {
            measure: None,
            description: " ",
            owner: "",
            due: None,
            verification: "",
        };
        let missing = check(&empty, "A1", today);
        assert_eq!(missing.len(), 5);
        assert!(missing.iter().all(|finding| finding.rule.id == "ESC-005"));
        let whole = Correction {
            measure: Some(Measure::AddResource),
            description: "增派一名设计",
            owner: "P1",
            due: Some(today),
            verification: "预测完成日回到计划",
        };
        assert!(check(&whole, "A1", today).is_empty());
        let late = Correction {
            due: today.pred_opt(),
            ..whole
        };
        assert_eq!(check(&late, "A1", today)[0].field, "due");
    }
}
