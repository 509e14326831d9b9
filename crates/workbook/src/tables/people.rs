//! 人员 / People: who can do what, and how much of it in a day.

use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table};
use crate::origin::Origin;
use crate::read::RowReader;
use crate::write::{WriteContext, skills_text};

/// A skill and how well it is mastered, or how well a task needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// Its name in the organisation's own words.
    pub name: String,
    /// 1 (beginner) – 5 (expert).
    pub level: u8,
}

/// Somebody who can own or help with tasks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// Identity: the personnel number.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Code of their department.
    pub department: String,
    /// What they can do.
    pub skills: Vec<Skill>,
    /// Working hours a day; 8 where nothing is said.
    pub hours_per_day: f64,
    /// Part of a full position, above 0 up to 100; empty leaves it as it is, full-time for somebody new.
    pub part_time_percent: Option<f64>,
    /// Address for notifications; may be empty.
    pub email: String,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

/// Hours of a normal working day (Labour Law of the PRC, article 36).
const NORMAL_HOURS: f64 = 8.0;
/// Level of a person's skill where the cell names none.
const USUAL_LEVEL: u8 = 3;

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::People,
    zh: "人员",
    en: "People",
    aliases: &["人员表", "员工", "person", "staff"],
    columns: &[
        Column::new("code", "工号", "Person code", ColumnKind::Text).or(&[
            "编号",
            "员工编号",
            "人员编号",
            "code",
            "id",
        ]),
        Column::new("name", "姓名", "Name", ColumnKind::Text).or(&["名字", "person", "full name"]),
        Column::new("department", "部门", "Department", ColumnKind::Text).or(&["所属部门"]),
        Column::new("skills", "技能", "Skills", ColumnKind::Long)
            .or(&["技能(等级)", "skills (level)"])
            .hint(
                "技能:等级，分号分隔，等级 1–5，如 用户运营:4；文案设计:3",
                "skill:level separated by semicolons, level 1–5",
            ),
        Column::new(
            "hours_per_day",
            "每日工时",
            "Hours per day",
            ColumnKind::Number,
        )
        .or(&["日工时", "每日可用工时", "capacity"]),
        Column::new(
            "part_time_percent",
            "在岗比例(%)",
            "Part-time share (%)",
            ColumnKind::Percent,
        )
        .or(&["在岗比例", "part-time share", "part time", "fte"])
        .hint(
            "兼职者在全职中所占的比例，全职为 100%；留空则不变",
            "Part of a full position, 100 % for full-time; empty leaves it as it is",
        ),
        Column::new("email", "邮箱", "E-mail", ColumnKind::Text).or(&["电子邮箱", "email", "mail"]),
    ],
};

impl Record for Person {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        Self {
            code: row.code("code"),
            name: row.text("name"),
            department: row.department("department"),
            skills: row.skills("skills", USUAL_LEVEL),
            hours_per_day: row.number("hours_per_day").unwrap_or(NORMAL_HOURS),
            part_time_percent: row.percent("part_time_percent"),
            email: row.text("email"),
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        vec![
            Cell::text(&self.code),
            Cell::text(&self.name),
            Cell::text(to.department(&self.department)),
            Cell::text(skills_text(&self.skills)),
            Cell::Number(self.hours_per_day),
            self.part_time_percent.map_or(Cell::Empty, Cell::Percent),
            Cell::text(&self.email),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
