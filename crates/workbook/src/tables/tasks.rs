//! Table 3, 任务拆解清单 / Tasks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Skill, Table, labels};
use crate::labels::{LinkKind, Priority, TaskType};
use crate::origin::Origin;
use crate::read::{Reference, RowReader};
use crate::write::{WriteContext, links_text, skills_text};

/// A task that this one waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predecessor {
    /// Code of a task of the same plan, or `PLAN/CODE` for another plan's.
    pub task: String,
    /// How it waits.
    pub kind: LinkKind,
    /// Working days; negative is a lead.
    pub lag_days: i32,
}

/// A piece of work with one owner and one deliverable.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Task {
    /// Unique in the plan.
    pub code: String,
    /// Code of its key result.
    pub key_result: String,
    /// What people call it.
    pub name: String,
    /// What is to be done.
    pub description: String,
    /// What kind of work.
    pub task_type: Option<TaskType>,
    /// Code of the one accountable person.
    pub owner: String,
    /// Codes of those who help.
    pub collaborators: Vec<String>,
    /// Code of the department that does it.
    pub department: String,
    /// Skills the work needs.
    pub skills: Vec<Skill>,
    /// First day.
    pub planned_start: Option<NaiveDate>,
    /// Last day.
    pub planned_end: Option<NaiveDate>,
    /// What proves that it is done.
    pub deliverable: String,
    /// What it waits for.
    pub predecessors: Vec<Predecessor>,
    /// Free text.
    pub required_resources: String,
    /// Working hours of all who take part.
    pub effort_hours: Option<f64>,
    /// How urgent.
    pub priority: Option<Priority>,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

/// Level a task needs where its cell names none: anybody who has the skill.
const ANY_LEVEL: u8 = 1;

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::Tasks,
    zh: "任务拆解清单",
    en: "Tasks",
    aliases: &["任务", "任务清单", "任务表", "task", "task list"],
    columns: &[
        Column::new("code", "任务编号", "Task code", ColumnKind::Text).or(&["编号", "task id", "code", "id"]),
        Column::new("key_result", "所属KR", "Key result", ColumnKind::Text).or(&["kr", "kr编号", "所属关键结果", "kr code"]),
        Column::new("name", "任务名称", "Task name", ColumnKind::Long).or(&["名称", "任务", "task", "name"]),
        Column::new("description", "任务描述", "Description", ColumnKind::Long).or(&["描述", "说明"]),
        Column::new("task_type", "任务类型", "Type", ColumnKind::Choice(labels::<TaskType>)).or(&["类型", "task type"]),
        Column::new("owner", "负责人", "Owner", ColumnKind::Text).or(&["责任人", "任务负责人", "task owner", "assignee"]),
        Column::new("collaborators", "协同人", "Collaborators", ColumnKind::Text).or(&["协同", "协作人", "参与人"]),
        Column::new("department", "部门", "Department", ColumnKind::Text)
            .or(&["责任部门", "所属部门"])
            .hint("留空则取负责人所在部门", "The owner's department when empty"),
        Column::new("skills", "所需技能", "Skills needed", ColumnKind::Long).or(&["技能要求", "技能", "skills"]),
        Column::new("planned_start", "计划开始时间", "Planned start", ColumnKind::Date)
            .or(&["计划开始", "开始时间", "开始日期", "计划开始日期", "start"]),
        Column::new("planned_end", "计划结束时间", "Planned end", ColumnKind::Date)
            .or(&["计划结束", "结束时间", "结束日期", "计划结束日期", "计划完成时间", "end", "finish"]),
        Column::new("deliverable", "交付物", "Deliverable", ColumnKind::Long).or(&["交付成果", "成果"]),
        Column::new("predecessors", "前置任务", "Predecessors", ColumnKind::Text)
            .or(&["前置", "依赖任务", "依赖", "predecessor", "depends on"])
            .hint(
                "任务编号，分号分隔；可加关系与间隔（工作日），如 T1；T3FS+2d",
                "Task codes separated by semicolons, with link and lag in working days where needed: T1; T3FS+2d",
            ),
        Column::new("required_resources", "所需资源", "Required resources", ColumnKind::Long).or(&["资源", "resources"]),
        Column::new("effort_hours", "工作量(小时)", "Effort (hours)", ColumnKind::Number)
            .or(&["工作量", "工时", "预估工时", "effort"]),
        Column::new("priority", "优先级", "Priority", ColumnKind::Choice(labels::<Priority>)),
    ],
};

impl Record for Task {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        let owner = row.person("owner");
        let stated = row.department("department");
        Self {
            code: row.code("code"),
            key_result: row.reference("key_result", Reference::KeyResult),
            name: row.text("name"),
            description: row.text("description"),
            task_type: row.choice("task_type"),
            department: if stated.is_empty() {
                row.department_of(&owner)
            } else {
                stated
            },
            owner,
            collaborators: row.people("collaborators"),
            skills: row.skills("skills", ANY_LEVEL),
            planned_start: row.date("planned_start"),
            planned_end: row.date("planned_end"),
            deliverable: row.text("deliverable"),
            predecessors: row.predecessors("predecessors"),
            required_resources: row.text("required_resources"),
            effort_hours: row.number("effort_hours"),
            priority: row.choice("priority"),
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        vec![
            Cell::text(&self.code),
            Cell::text(&self.key_result),
            Cell::text(&self.name),
            Cell::text(&self.description),
            Cell::choice(self.task_type, to.lang),
            Cell::text(to.person(&self.owner)),
            Cell::text(to.people(&self.collaborators)),
            Cell::text(to.department(&self.department)),
            Cell::text(skills_text(&self.skills)),
            Cell::date(self.planned_start),
            Cell::date(self.planned_end),
            Cell::text(&self.deliverable),
            Cell::text(links_text(&self.predecessors)),
            Cell::text(&self.required_resources),
            Cell::number(self.effort_hours),
            Cell::choice(self.priority, to.lang),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
