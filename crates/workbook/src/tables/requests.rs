//! Table 4, 资源协调清单 / Resource requests.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table, labels};
use crate::labels::{RequestStatus, ResourceKind};
use crate::origin::Origin;
use crate::read::{Reference, RowReader};
use crate::write::{WriteContext, major_units};

/// Something a task needs that a department must grant.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResourceRequest {
    /// Unique in the plan.
    pub code: String,
    /// Code of the task that needs it.
    pub task: String,
    /// People, budget, tool or data.
    pub kind: Option<ResourceKind>,
    /// What exactly.
    pub description: String,
    /// Code of the department that decides.
    pub requested_from: String,
    /// Code of the person who asks.
    pub requested_by: String,
    /// When it was asked.
    pub requested_at: Option<NaiveDate>,
    /// When it should be there.
    pub expected_arrival: Option<NaiveDate>,
    /// When it was there.
    pub actual_arrival: Option<NaiveDate>,
    /// How much of it, in `unit`.
    pub quantity: Option<f64>,
    /// Unit of the quantity.
    pub unit: String,
    /// Money asked for, in minor units (fen).
    pub amount_minor: Option<i64>,
    /// Code of the budget the money is taken from.
    pub budget: String,
    /// Code of the tool or data set that is asked for; may be empty.
    pub asset: String,
    /// Where it stands; empty is a draft.
    pub status: Option<RequestStatus>,
    /// Anything else.
    pub note: String,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::Requests,
    zh: "资源协调清单",
    en: "Resource requests",
    aliases: &["资源", "资源申请", "资源清单", "requests", "resources"],
    columns: &[
        Column::new("code", "申请编号", "Request code", ColumnKind::Text)
            .or(&["编号", "code", "id"]),
        Column::new("task", "任务编号", "Task code", ColumnKind::Text).or(&[
            "任务",
            "所属任务",
            "task",
        ]),
        Column::new(
            "kind",
            "所需资源类型",
            "Resource kind",
            ColumnKind::Choice(labels::<ResourceKind>),
        )
        .or(&["资源类型", "类型", "kind"]),
        Column::new(
            "description",
            "资源描述",
            "Resource description",
            ColumnKind::Long,
        )
        .or(&["描述", "description"]),
        Column::new(
            "requested_from",
            "申请部门",
            "Requested from",
            ColumnKind::Text,
        )
        .or(&["被申请部门", "协调部门", "提供部门"])
        .hint("由该部门审批", "The department that decides"),
        Column::new("requested_by", "申请人", "Requested by", ColumnKind::Text).or(&["requester"]),
        Column::new("requested_at", "申请时间", "Requested at", ColumnKind::Date)
            .or(&["申请日期", "requested on"]),
        Column::new(
            "expected_arrival",
            "预计到位时间",
            "Expected arrival",
            ColumnKind::Date,
        )
        .or(&["预计到位", "预计到位日期", "到位时间", "needed by"]),
        Column::new(
            "actual_arrival",
            "实际到位时间",
            "Actual arrival",
            ColumnKind::Date,
        )
        .or(&["实际到位", "实际到位日期"]),
        Column::new("quantity", "数量", "Quantity", ColumnKind::Number),
        Column::new("unit", "单位", "Unit", ColumnKind::Text),
        Column::new("amount", "金额(元)", "Amount", ColumnKind::Number).or(&[
            "金额",
            "预算金额",
            "amount (yuan)",
        ]),
        Column::new("budget", "预算编号", "Budget code", ColumnKind::Text).or(&["预算", "budget"]),
        Column::new(
            "asset",
            "工具/数据集编号",
            "Tool or data set",
            ColumnKind::Text,
        )
        .or(&["资产编号", "工具编号", "数据集编号", "asset", "asset code"])
        .hint(
            "资源类型为工具或数据时，填组织目录中的编号",
            "Code in the directory, for a tool or data",
        ),
        Column::new(
            "status",
            "状态",
            "Status",
            ColumnKind::Choice(labels::<RequestStatus>),
        )
        .or(&["审批状态"]),
        Column::new("note", "备注", "Note", ColumnKind::Long).or(&["说明", "notes", "remark"]),
    ],
};

impl Record for ResourceRequest {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut unit = row.text("unit");
        Self {
            code: row.code("code"),
            task: row.reference("task", Reference::Task),
            kind: row.choice("kind"),
            description: row.text("description"),
            requested_from: row.department("requested_from"),
            requested_by: row.person("requested_by"),
            requested_at: row.date("requested_at"),
            expected_arrival: row.date("expected_arrival"),
            actual_arrival: row.date("actual_arrival"),
            quantity: row.quantity("quantity", &mut unit),
            unit,
            amount_minor: row.money("amount"),
            budget: row.reference("budget", Reference::Budget),
            asset: row.code("asset"),
            status: row.choice("status"),
            note: row.text("note"),
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        vec![
            Cell::text(&self.code),
            Cell::text(&self.task),
            Cell::choice(self.kind, to.lang),
            Cell::text(&self.description),
            Cell::text(to.department(&self.requested_from)),
            Cell::text(to.person(&self.requested_by)),
            Cell::date(self.requested_at),
            Cell::date(self.expected_arrival),
            Cell::date(self.actual_arrival),
            Cell::number(self.quantity),
            Cell::text(&self.unit),
            Cell::number(self.amount_minor.map(major_units)),
            Cell::text(&self.budget),
            Cell::text(&self.asset),
            Cell::choice(self.status, to.lang),
            Cell::text(&self.note),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
