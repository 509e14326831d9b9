//! 计划 / Plan: one row that says what the other tables belong to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table, labels};
use crate::labels::PlanLang;
use crate::origin::Origin;
use crate::read::RowReader;
use crate::write::WriteContext;
use cascade_method::Lang;

/// A set of goals planned, approved and tracked together.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Unique in the organisation.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// First day of its period.
    pub period_start: Option<NaiveDate>,
    /// Last day of its period.
    pub period_end: Option<NaiveDate>,
    /// Language its texts are written in.
    #[serde(with = "crate::lang")]
    pub lang: Lang,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::Plan,
    zh: "计划",
    en: "Plan",
    aliases: &["计划信息", "plan info"],
    columns: &[
        Column::new("code", "计划编号", "Plan code", ColumnKind::Text).or(&["编号", "code"]),
        Column::new("title", "计划名称", "Title", ColumnKind::Long).or(&[
            "名称",
            "标题",
            "plan title",
            "name",
        ]),
        Column::new("period_start", "周期开始", "Period start", ColumnKind::Date).or(&[
            "开始日期",
            "周期开始日期",
            "start",
        ]),
        Column::new("period_end", "周期结束", "Period end", ColumnKind::Date).or(&[
            "结束日期",
            "周期结束日期",
            "end",
        ]),
        Column::new(
            "lang",
            "语言",
            "Language",
            ColumnKind::Choice(labels::<PlanLang>),
        )
        .or(&["lang"]),
    ],
};

impl Record for Plan {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        Self {
            code: row.code("code"),
            title: row.text("title"),
            period_start: row.date("period_start"),
            period_end: row.date("period_end"),
            lang: match row.choice("lang") {
                Some(PlanLang::En) => Lang::En,
                Some(PlanLang::Zh) => Lang::Zh,
                None => row.sheet_lang(),
            },
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        let lang = match self.lang {
            Lang::Zh => PlanLang::Zh,
            Lang::En => PlanLang::En,
        };
        vec![
            Cell::text(&self.code),
            Cell::text(&self.title),
            Cell::date(self.period_start),
            Cell::date(self.period_end),
            Cell::choice(Some(lang), to.lang),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
