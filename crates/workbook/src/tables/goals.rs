//! Table 1, 部门目标总表 / Goals.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table, labels};
use crate::labels::{GoalSource, Priority, YesNo};
use crate::origin::Origin;
use crate::read::{Reference, RowReader};
use crate::write::{WriteContext, quantity_cell};

/// A department's goal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Goal {
    /// Unique in the plan.
    pub code: String,
    /// The goal in a sentence.
    pub description: String,
    /// Where it comes from.
    pub source: Option<GoalSource>,
    /// Code of the department that takes it up.
    pub department: String,
    /// Code of the one accountable person.
    pub owner: String,
    /// Name of the period, `2026 Q3`.
    pub period: String,
    /// Last day.
    pub deadline: Option<NaiveDate>,
    /// How urgent.
    pub priority: Option<Priority>,
    /// Where the key results should come from.
    pub key_result_direction: String,
    /// Code of the goal or key result above; empty at the top.
    pub parent: String,
    /// Value before.
    pub baseline: Option<f64>,
    /// Value to reach.
    pub target: Option<f64>,
    /// Unit of both.
    pub unit: String,
    /// A goal of the company as a whole: at risk it goes straight to the executive.
    pub company_goal: bool,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::Goals,
    zh: "部门目标总表",
    en: "Goals",
    aliases: &["目标", "目标总表", "目标表", "goal"],
    columns: &[
        Column::new("code", "目标编号", "Goal code", ColumnKind::Text)
            .or(&["编号", "goal", "code"]),
        Column::new(
            "description",
            "目标描述",
            "Goal description",
            ColumnKind::Long,
        )
        .or(&["目标", "描述", "description"]),
        Column::new(
            "source",
            "目标来源",
            "Source",
            ColumnKind::Choice(labels::<GoalSource>),
        )
        .or(&["来源", "goal source"]),
        Column::new("department", "部门", "Department", ColumnKind::Text).or(&[
            "责任部门",
            "所属部门",
            "承接部门",
        ]),
        Column::new("owner", "负责人", "Owner", ColumnKind::Text).or(&[
            "责任人",
            "目标负责人",
            "goal owner",
        ]),
        Column::new("period", "周期", "Period", ColumnKind::Text).or(&["目标周期"]),
        Column::new("deadline", "期限", "Deadline", ColumnKind::Date).or(&[
            "截止日期",
            "完成期限",
            "完成时限",
            "due",
        ]),
        Column::new(
            "priority",
            "优先级",
            "Priority",
            ColumnKind::Choice(labels::<Priority>),
        ),
        Column::new(
            "key_result_direction",
            "关键结果方向",
            "Key result direction",
            ColumnKind::Long,
        )
        .or(&["kr方向", "kr direction"]),
        Column::new("parent", "上级目标", "Parent goal", ColumnKind::Text)
            .or(&["对齐目标", "parent"])
            .hint(
                "所承接的上级目标或KR编号",
                "Code of the goal or key result above",
            ),
        Column::new("baseline", "基线值", "Baseline", ColumnKind::Number).or(&["基线", "基准值"]),
        Column::new("target", "目标值", "Target", ColumnKind::Number),
        Column::new("unit", "单位", "Unit", ColumnKind::Text),
        Column::new(
            "company_goal",
            "公司级目标",
            "Company goal",
            ColumnKind::Choice(labels::<YesNo>),
        )
        .or(&["公司级"]),
    ],
};

impl Record for Goal {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut unit = row.text("unit");
        Self {
            code: row.code("code"),
            description: row.text("description"),
            source: row.choice("source"),
            department: row.department("department"),
            owner: row.person("owner"),
            period: row.text("period"),
            deadline: row.date("deadline"),
            priority: row.choice("priority"),
            key_result_direction: row.text("key_result_direction"),
            parent: row.reference("parent", Reference::GoalOrKeyResult),
            baseline: row.quantity("baseline", &mut unit),
            target: row.quantity("target", &mut unit),
            unit,
            company_goal: row.choice("company_goal") == Some(YesNo::Yes),
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        vec![
            Cell::text(&self.code),
            Cell::text(&self.description),
            Cell::choice(self.source, to.lang),
            Cell::text(to.department(&self.department)),
            Cell::text(to.person(&self.owner)),
            Cell::text(&self.period),
            Cell::date(self.deadline),
            Cell::choice(self.priority, to.lang),
            Cell::text(&self.key_result_direction),
            Cell::text(&self.parent),
            quantity_cell(self.baseline, &self.unit),
            quantity_cell(self.target, &self.unit),
            Cell::text(&self.unit),
            Cell::choice(
                Some(if self.company_goal {
                    YesNo::Yes
                } else {
                    YesNo::No
                }),
                to.lang,
            ),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
