//! A rule's complaint about a value.

use crate::{Rule, Severity, Text};

/// Where the row stands: the method's tables and the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// The plan itself
    Plan,
    /// Table 1: 部门目标总表
    Goals,
    /// Table 2: 关键结果拆解表
    KeyResults,
    /// Table 3: 任务拆解清单
    Tasks,
    /// Nodes inside tasks: 里程碑
    Milestones,
    /// Table 4: 资源协调清单
    Requests,
    /// Table 5: 周·日任务跟踪表
    Tracking,
    /// Table 6: 偏差预警与纠偏表
    Corrections,
    /// Table 7: 目标调整申请表
    Adjustments,
    /// Table 8: 目标复盘总结表
    Reviews,
    /// 部门
    Departments,
    /// 人员
    People,
    /// 预算
    Budgets,
    /// 工作日历
    Calendars,
    /// 缺勤
    Absences,
    /// 工具
    Tools,
    /// 数据集
    DataSets,
}

impl Table {
    /// Stable name in lower snake case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Goals => "goals",
            Self::KeyResults => "key_results",
            Self::Tasks => "tasks",
            Self::Milestones => "milestones",
            Self::Requests => "requests",
            Self::Tracking => "tracking",
            Self::Corrections => "corrections",
            Self::Adjustments => "adjustments",
            Self::Reviews => "reviews",
            Self::Departments => "departments",
            Self::People => "people",
            Self::Budgets => "budgets",
            Self::Calendars => "calendars",
            Self::Absences => "absences",
            Self::Tools => "tools",
            Self::DataSets => "data_sets",
        }
    }
}

/// A rule's complaint about a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Table of the row.
    pub table: Table,
    /// Code of the row.
    pub row: String,
    /// Field, lower snake case: `planned_end`.
    pub field: &'static str,
    /// The value as it is.
    pub value: String,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub advice: Text,
}

impl Finding {
    /// A complaint of `rule` about `field` of a row; add the [`value`](Self::value) and [`advice`](Self::advice).
    #[must_use]
    pub fn new(
        rule: &'static Rule,
        table: Table,
        row: impl Into<String>,
        field: &'static str,
        message: Text,
    ) -> Self {
        Self {
            rule,
            table,
            row: row.into(),
            field,
            value: String::new(),
            message,
            advice: Text::default(),
        }
    }

    /// Sets the value.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Self {
        self.value = value.to_string();
        self
    }

    /// Sets the advice.
    #[must_use]
    pub fn advice(mut self, advice: Text) -> Self {
        self.advice = advice;
        self
    }

    /// Severity of its rule.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// Whether it is refused.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.rule.severity == Severity::Error
    }
}
