//! Table 2, 关键结果拆解表 / Key results.

use cascade_method::target;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cell, Column, ColumnKind, Record, Table, labels};
use crate::labels::TargetKind;
use crate::origin::Origin;
use crate::read::{Reference, RowReader};
use crate::write::{WriteContext, quantity_cell};

/// A measurable result that carries a goal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyResult {
    /// Code of its goal.
    pub goal: String,
    /// Unique in the plan.
    pub code: String,
    /// The result in a sentence.
    pub description: String,
    /// Code of the one accountable person.
    pub owner: String,
    /// Codes of those who help.
    pub collaborators: Vec<String>,
    /// How it is measured.
    pub target_kind: Option<TargetKind>,
    /// Value before.
    pub baseline: Option<f64>,
    /// As the table states it: the percentage for a rise or fall (30 for 30 %), the value to reach for the other kinds
    /// (3 for a ratio of 1:3).
    pub target: Option<f64>,
    /// Value today.
    pub current: Option<f64>,
    /// Unit of baseline, current value and level.
    pub unit: String,
    /// Percent of the goal, 0–100.
    pub weight: Option<f64>,
    /// Last day.
    pub deadline: Option<NaiveDate>,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

impl KeyResult {
    /// The value to reach, resolved from the baseline where the target is a percentage of it; 1 for a milestone.
    #[must_use]
    pub fn target_value(&self) -> Option<f64> {
        let kind = self.target_kind?.into();
        // A milestone is reached or not, whatever its cell says.
        let amount = if kind == target::TargetKind::Milestone {
            1.0
        } else {
            self.target?
        };
        let baseline = match kind {
            target::TargetKind::RiseByPercent | target::TargetKind::FallByPercent => {
                self.baseline?
            }
            _ => self.baseline.unwrap_or(0.0),
        };
        Some(target::Target { kind, amount }.value(baseline))
    }
}

pub(crate) static TABLE: Table = Table {
    id: cascade_method::Table::KeyResults,
    zh: "关键结果拆解表",
    en: "Key results",
    aliases: &["关键结果", "kr", "krs", "key result", "kr拆解表"],
    columns: &[
        Column::new("goal", "总目标", "Goal", ColumnKind::Text).or(&[
            "所属目标",
            "目标编号",
            "目标",
            "goal code",
        ]),
        Column::new("code", "KR编号", "KR code", ColumnKind::Text).or(&[
            "编号",
            "key result code",
            "kr",
            "code",
        ]),
        Column::new("description", "KR描述", "KR description", ColumnKind::Long).or(&[
            "关键结果",
            "描述",
            "关键结果描述",
            "key result",
            "description",
        ]),
        Column::new("owner", "负责人", "Owner", ColumnKind::Text).or(&[
            "责任人",
            "kr负责人",
            "kr owner",
        ]),
        Column::new("collaborators", "协同人", "Collaborators", ColumnKind::Text)
            .or(&["协同", "协作人"]),
        Column::new(
            "target_kind",
            "目标类型",
            "Target kind",
            ColumnKind::Choice(labels::<TargetKind>),
        )
        .or(&["类型", "衡量方式", "kind"]),
        Column::new("baseline", "基线值", "Baseline", ColumnKind::Number).or(&["基线", "基准值"]),
        Column::new("target", "目标值", "Target", ColumnKind::Number).hint(
            "提升/下降填百分比，比率可写 1:3",
            "A percentage for a rise or fall; a ratio may be written 1:3",
        ),
        Column::new("current", "当前值", "Current value", ColumnKind::Number)
            .or(&["现值", "current"]),
        Column::new("unit", "单位", "Unit", ColumnKind::Text),
        Column::new("weight", "权重(%)", "Weight (%)", ColumnKind::Percent)
            .or(&["权重", "weight"])
            .hint("同一目标下合计 100%", "100 % in total under one goal"),
        Column::new("deadline", "完成时限", "Deadline", ColumnKind::Date).or(&[
            "期限",
            "截止日期",
            "完成期限",
            "due",
        ]),
    ],
};

impl Record for KeyResult {
    const TABLE: &'static Table = &TABLE;

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut unit = row.text("unit");
        let target_kind = row.choice("target_kind");
        let target = match target_kind {
            Some(TargetKind::RiseByPercent | TargetKind::FallByPercent) => row.percent("target"),
            Some(TargetKind::RatioAtLeast) => row.ratio("target"),
            _ => row.quantity("target", &mut unit),
        };
        let mut value = |field| match target_kind {
            Some(TargetKind::RatioAtLeast) => row.ratio(field),
            _ => row.quantity(field, &mut unit),
        };
        let (baseline, current) = (value("baseline"), value("current"));
        Self {
            goal: row.reference("goal", Reference::Goal),
            code: row.code("code"),
            description: row.text("description"),
            owner: row.person("owner"),
            collaborators: row.people("collaborators"),
            target_kind,
            baseline,
            target,
            current,
            unit,
            weight: row.percent("weight"),
            deadline: row.date("deadline"),
            origin: row.origin(),
        }
    }

    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell> {
        let target = match (self.target_kind, self.target) {
            (_, None) => Cell::Empty,
            (Some(TargetKind::RiseByPercent | TargetKind::FallByPercent), Some(percent)) => {
                Cell::Percent(percent)
            }
            (Some(TargetKind::RatioAtLeast), Some(ratio)) => Cell::Text(format!("1:{ratio}")),
            (_, target) => quantity_cell(target, &self.unit),
        };
        vec![
            Cell::text(&self.goal),
            Cell::text(&self.code),
            Cell::text(&self.description),
            Cell::text(to.person(&self.owner)),
            Cell::text(to.people(&self.collaborators)),
            Cell::choice(self.target_kind, to.lang),
            quantity_cell(self.baseline, &self.unit),
            target,
            quantity_cell(self.current, &self.unit),
            Cell::text(&self.unit),
            self.weight.map_or(Cell::Empty, Cell::Percent),
            Cell::date(self.deadline),
        ]
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }
}
