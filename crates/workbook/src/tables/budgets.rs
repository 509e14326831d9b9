//! 预算 / Budgets: the money that requests may draw on.

use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table};
use crate::origin::Origin;
use crate::read::RowReader;
use crate::write::{WriteContext, major_units};

/// A department's budget.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    /// Identity.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Code of the department it belongs to.
    pub department: String,
    /// In minor units (fen).
    pub amount_minor: Option<i64>,
    /// ISO 4217; CNY where nothing is said.
    pub currency: String,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::Budgets,
    zh: "预算",
    en: "Budgets",
    aliases: &["预算表", "budget"],
    columns: &[
        Column::new("code", "预算编号", "Budget code", ColumnKind::Text).or(&["编号", "code"]),
        Column::new("name", "预算名称", "Budget", ColumnKind::Long).or(&[
            "名称",
            "budget name",
            "name",
        ]),
        Column::new("department", "部门", "Department", ColumnKind::Text).or(&["所属部门"]),
        Column::new("amount", "金额(元)", "Amount", ColumnKind::Number)
            .or(&["金额", "预算金额", "amount (yuan)"])
            .hint(
                "单位：元；也可写 2万元",
                "In whole units of the currency, such as yuan",
            ),
        Column::new("currency", "币种", "Currency", ColumnKind::Text),
    ],
};

impl Record for Budget {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        let currency = row.code("currency");
        Self {
            code: row.code("code"),
            name: row.text("name"),
            department: row.department("department"),
            amount_minor: row.money("amount"),
            currency: if currency.is_empty() {
                "CNY".to_owned()
            } else {
                currency.to_uppercase()
            },
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        vec![
            Cell::text(&self.code),
            Cell::text(&self.name),
            Cell::text(to.department(&self.department)),
            Cell::number(self.amount_minor.map(major_units)),
            Cell::text(&self.currency),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
