//! 部门 / Departments: the tree that goals and people belong to, and who decides in it.

use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table};
use crate::origin::Origin;
use crate::read::RowReader;
use crate::write::WriteContext;

/// A department of the organisation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Department {
    /// Identity: the code of the organisation's directory.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Code of the department above; empty at the top.
    pub parent: String,
    /// Code of the person who decides at escalation level 3; at the top, the executive of level 4.
    pub head: String,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::Departments,
    zh: "部门",
    en: "Departments",
    aliases: &["部门表", "组织架构", "department"],
    columns: &[
        Column::new("code", "部门编号", "Department code", ColumnKind::Text).or(&[
            "编号",
            "部门编码",
            "code",
        ]),
        Column::new("name", "部门名称", "Department", ColumnKind::Text).or(&[
            "名称",
            "部门",
            "department name",
            "name",
        ]),
        Column::new("parent", "上级部门", "Parent department", ColumnKind::Text)
            .or(&["上级", "parent"])
            .hint("最高一级留空", "Empty at the top"),
        Column::new("head", "部门负责人", "Head", ColumnKind::Text)
            .or(&["负责人", "部门主管", "department head"])
            .hint("第三级预警由其决策", "Decides at escalation level 3"),
    ],
};

impl Record for Department {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        Self {
            code: row.code("code"),
            name: row.text("name"),
            parent: row.department("parent"),
            head: row.person("head"),
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        vec![
            Cell::text(&self.code),
            Cell::text(&self.name),
            Cell::text(to.department(&self.parent)),
            Cell::text(to.person(&self.head)),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
