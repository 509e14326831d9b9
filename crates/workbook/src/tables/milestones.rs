//! 里程碑 / Milestones: nodes inside a task that show whether it is on its way.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table};
use crate::origin::Origin;
use crate::read::{Reference, RowReader};
use crate::write::WriteContext;

/// A node inside a task.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Milestone {
    /// Code of its task.
    pub task: String,
    /// What is reached.
    pub name: String,
    /// When it should be reached.
    pub due: Option<NaiveDate>,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::Milestones,
    zh: "里程碑",
    en: "Milestones",
    aliases: &["里程碑表", "milestone", "节点"],
    columns: &[
        Column::new("task", "任务编号", "Task code", ColumnKind::Text).or(&[
            "任务",
            "所属任务",
            "task",
        ]),
        Column::new("name", "里程碑", "Milestone", ColumnKind::Long).or(&[
            "名称",
            "里程碑名称",
            "节点",
            "milestone name",
            "name",
        ]),
        Column::new("due", "计划日期", "Due", ColumnKind::Date).or(&[
            "日期",
            "计划完成日期",
            "完成日期",
            "date",
            "due date",
        ]),
    ],
};

impl Record for Milestone {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        Self {
            task: row.reference("task", Reference::Task),
            name: row.text("name"),
            due: row.date("due"),
            origin: row.origin(),
        }
    }

    fn write(&self, _: &WriteContext<'_>) -> Vec<Cell> {
        vec![
            Cell::text(&self.task),
            Cell::text(&self.name),
            Cell::date(self.due),
        ]
    }

    fn code(&self) -> &str {
        &self.task
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
