//! Rules of goals (§1).

use chrono::NaiveDate;

use crate::{Finding, Table, Text, period::Period, rules};

/// Where a goal comes from (目标来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// 公司战略
    CompanyStrategy,
    /// 上级指令
    SuperiorDirective,
    /// 年度经营计划
    AnnualOperatingPlan,
    /// 其他
    Other,
}

/// A goal, as far as its rules need it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal<'a> {
    /// 目标编号
    pub code: &'a str,
    /// 目标描述
    pub description: &'a str,
    /// 目标来源
    pub source: Option<Source>,
    /// 部门
    pub department: &'a str,
    /// 负责人
    pub owner: &'a str,
    /// 周期
    pub period: Option<Period>,
    /// 期限
    pub deadline: Option<NaiveDate>,
    /// Hangs under a goal or key result above.
    pub aligned: bool,
    /// A goal at the top of the organisation has nothing above it to hang under.
    pub company_goal: bool,
}

/// What the rules say of a goal by itself.
#[must_use]
pub fn check(goal: &Goal<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |rule, field, value: String, message: Text, advice: Text| {
        findings.push(
            Finding::new(rule, Table::Goals, goal.code, field, message)
                .value(value)
                .advice(advice),
        );
    };
    let blank = |text: &str| text.trim().is_empty();
    for (missing, rule, field, zh, en) in [
        (
            blank(goal.description),
            &rules::GOAL_DESCRIPTION_MISSING,
            "description",
            "目标描述",
            "a description",
        ),
        (
            blank(goal.owner),
            &rules::GOAL_OWNER_MISSING,
            "owner",
            "负责人",
            "an owner",
        ),
        (
            goal.deadline.is_none(),
            &rules::GOAL_DEADLINE_MISSING,
            "deadline",
            "期限",
            "a deadline",
        ),
        (
            blank(goal.department),
            &rules::GOAL_DEPARTMENT_MISSING,
            "department",
            "部门",
            "a department",
        ),
        (
            goal.source.is_none(),
            &rules::GOAL_SOURCE_MISSING,
            "source",
            "目标来源",
            "a source",
        ),
    ] {
        if missing {
            say(
                rule,
                field,
                String::new(),
                Text::new(format!("目标缺少{zh}"), format!("The goal lacks {en}")),
                Text::new(format!("请填写{zh}"), format!("Give {en}")),
            );
        }
    }
    if !goal.aligned && !goal.company_goal {
        say(
            &rules::GOAL_NOT_ALIGNED,
            "parent",
            String::new(),
            Text::new(
                "目标没有对齐上级目标或关键结果",
                "The goal hangs under no goal or key result above it",
            ),
            Text::new(
                "请填写所支撑的上级目标或关键结果编号",
                "Name the goal or key result that it supports",
            ),
        );
    }
    if let (Some(period), Some(deadline)) = (goal.period, goal.deadline)
        && !period.contains(deadline)
    {
        say(
            &rules::GOAL_DEADLINE_OUTSIDE_PERIOD,
            "deadline",
            deadline.to_string(),
            Text::new(
                format!("期限不在周期 {} 至 {} 内", period.start, period.end),
                format!(
                    "The deadline is outside the period {} to {}",
                    period.start, period.end
                ),
            ),
            Text::new(
                "请调整期限或周期",
                "Move the deadline, or choose another period",
            ),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_goal_breaks_every_rule_at_once() {
        let goal = Goal {
            code: "G1",
            description: "",
            source: None,
            department: "",
            owner: " ",
            period: None,
            deadline: None,
            aligned: false,
            company_goal: false,
        };
        let ids: Vec<&str> = check(&goal).iter().map(|finding| finding.rule.id).collect();
        assert_eq!(
            ids,
            [
                "GOAL-001", "GOAL-002", "GOAL-003", "GOAL-004", "GOAL-005", "GOAL-006"
            ]
        );
    }

    #[test]
    fn a_deadline_lies_in_its_period() {
        let whole = Goal {
            code: "G1",
            description: "Q3销售额提升20%",
            source: Some(Source::CompanyStrategy),
            department: "SALES",
            owner: "P1",
            period: Period::quarter(2026, 3),
            deadline: NaiveDate::from_ymd_opt(2026, 9, 30),
            aligned: true,
            company_goal: false,
        };
        assert_eq!(check(&whole), []);
        let late = Goal {
            deadline: NaiveDate::from_ymd_opt(2026, 10, 1),
            ..whole
        };
        let findings = check(&late);
        assert_eq!(
            (findings.len(), findings[0].rule.id, findings[0].is_error()),
            (1, "GOAL-010", false)
        );
    }
}
