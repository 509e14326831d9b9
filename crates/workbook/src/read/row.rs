//! One row, field by field; whatever cannot be read is written down as an issue and left out.

use std::sync::Arc;

use chrono::NaiveDate;

use super::links;
use super::names::{Found, Names};
use super::sheet::{Raw, Row, Sheet};
use super::values::{self, half_width};
use crate::issue::{self, CellIssue};
use crate::labels::Choice;
use crate::origin::Origin;
use crate::tables::{Predecessor, Skill};
use cascade_method::{Lang, Rule, Table, Text};

/// What a row may refer to.
#[derive(Debug, Default)]
pub(crate) struct Context {
    pub goals: Names,
    pub key_results: Names,
    pub tasks: Names,
    pub departments: Names,
    pub people: Names,
    pub budgets: Names,
    /// Department code of each person code.
    pub department_of: std::collections::HashMap<String, String>,
    /// First and last day of the plan, for dates without a year.
    pub period: Option<(NaiveDate, NaiveDate)>,
}

/// What kind of row a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    Goal,
    KeyResult,
    GoalOrKeyResult,
    Task,
    Budget,
    Department,
    Person,
}

impl Reference {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Goal => ("目标", "goal"),
            Self::KeyResult => ("KR", "key result"),
            Self::GoalOrKeyResult => ("目标或KR", "goal or key result"),
            Self::Task => ("任务", "task"),
            Self::Budget => ("预算", "budget"),
            Self::Department => ("部门", "department"),
            Self::Person => ("人员", "person"),
        }
    }
}

/// Reads the fields of one row.
pub(crate) struct RowReader<'a> {
    pub sheet: &'a Sheet,
    pub row: &'a Row,
    pub context: &'a Context,
    pub issues: &'a mut Vec<CellIssue>,
}

impl RowReader<'_> {
    pub(super) fn raw(&self, field: &str) -> Option<&Raw> {
        let (_, col) = self
            .sheet
            .layout
            .columns
            .iter()
            .find(|(name, _)| *name == field)?;
        self.row
            .1
            .iter()
            .find(|(here, _)| here == col)
            .map(|(_, raw)| raw)
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin::new(Arc::clone(&self.sheet.layout), self.row.0)
    }

    pub(crate) fn sheet_lang(&self) -> Lang {
        self.sheet.lang
    }

    pub(super) fn complain(
        &mut self,
        rule: &'static Rule,
        field: &'static str,
        value: String,
        message: Text,
        advice: Text,
    ) {
        if let Some(cell) = self.origin().cell(field) {
            let table = self.sheet.table.id;
            self.issues.push(CellIssue {
                rule,
                cell,
                table,
                field,
                value,
                message,
                advice,
            });
        }
    }

    /// The header of `field` in both languages.
    pub(super) fn header(&self, field: &str) -> (&'static str, &'static str) {
        self.sheet
            .table
            .column(field)
            .map_or(("", ""), |column| (column.zh, column.en))
    }

    /// Text as written; a number or date as it is shown.
    pub(crate) fn text(&mut self, field: &'static str) -> String {
        let shown = match self.raw(field) {
            None => return String::new(),
            Some(Raw::Broken(error)) => Err(error.clone()),
            Some(raw) => Ok(raw.shown()),
        };
        shown.unwrap_or_else(|error| {
            let message = Text::new(
                format!("单元格里是公式错误 {error}"),
                format!("The cell holds a formula error, {error}"),
            );
            let advice = Text::new(
                "改正公式，或直接填写内容",
                "Mend the formula or write the value itself",
            );
            self.complain(&issue::FORMULA, field, error, message, advice);
            String::new()
        })
    }

    /// A code: half width, without blanks around it.
    pub(crate) fn code(&mut self, field: &'static str) -> String {
        half_width(&self.text(field)).trim().to_owned()
    }

    pub(crate) fn date(&mut self, field: &'static str) -> Option<NaiveDate> {
        let found = match self.raw(field)? {
            Raw::Date(date) => Some(*date),
            Raw::Number { value, .. } => values::serial_date(*value),
            Raw::Text(text) => values::date(text, self.context.period),
            Raw::Bool(_) | Raw::Broken(_) => None,
        };
        if found.is_none() {
            let value = self.raw(field).map(Raw::shown).unwrap_or_default();
            let (zh, en) = self.header(field);
            let message = Text::new(
                format!("{zh}“{value}”不是有效日期"),
                format!("{en} “{value}” is not a date"),
            );
            let advice = Text::new(
                "写成 2026-09-30、2026/9/30 或 9月30日",
                "Write 2026-09-30, 2026/9/30 or Sep 30, 2026",
            );
            self.complain(&issue::DATE, field, value, message, advice);
        }
        found
    }

    pub(crate) fn choice<T: Choice>(&mut self, field: &'static str) -> Option<T> {
        let written = self.text(field);
        if written.is_empty() {
            return None;
        }
        let found = T::parse(half_width(&written).trim().to_lowercase().as_str());
        if found.is_none() {
            let (zh, en) = self.header(field);
            let message = Text::new(
                format!("{zh}“{written}”不在可选值之中"),
                format!("{en} “{written}” is none of the allowed values"),
            );
            let all = |lang: Lang| {
                T::ALL
                    .iter()
                    .map(|choice| choice.label(lang))
                    .collect::<Vec<_>>()
            };
            let advice = Text::new(
                format!("选择其一：{}", all(Lang::Zh).join("、")),
                format!("Choose one of: {}", all(Lang::En).join(", ")),
            );
            self.complain(&issue::CHOICE, field, written, message, advice);
        }
        found
    }

    pub(crate) fn person(&mut self, field: &'static str) -> String {
        self.reference(field, Reference::Person)
    }

    pub(crate) fn department(&mut self, field: &'static str) -> String {
        self.reference(field, Reference::Department)
    }

    pub(crate) fn people(&mut self, field: &'static str) -> Vec<String> {
        let written = self.text(field);
        values::list(&written)
            .into_iter()
            .map(|entry| self.resolve(field, Reference::Person, entry))
            .collect()
    }

    pub(crate) fn department_of(&self, person: &str) -> String {
        self.context
            .department_of
            .get(person)
            .cloned()
            .unwrap_or_default()
    }

    /// The code that the cell names, by code or by name.
    pub(crate) fn reference(&mut self, field: &'static str, kind: Reference) -> String {
        let written = self.text(field);
        if written.is_empty() {
            written
        } else {
            self.resolve(field, kind, written)
        }
    }

    fn is_ruled(&self, kind: Reference) -> bool {
        match kind {
            Reference::Goal | Reference::KeyResult | Reference::GoalOrKeyResult => true,
            Reference::Task => self.sheet.table.id != Table::Milestones,
            Reference::Budget | Reference::Department | Reference::Person => false,
        }
    }

    fn resolve(&mut self, field: &'static str, kind: Reference, written: String) -> String {
        let context = self.context;
        let names = match kind {
            Reference::Goal | Reference::GoalOrKeyResult => &context.goals,
            Reference::KeyResult => &context.key_results,
            Reference::Task => &context.tasks,
            Reference::Budget => &context.budgets,
            Reference::Department => &context.departments,
            Reference::Person => &context.people,
        };
        let mut found = names.find(&written);
        if kind == Reference::GoalOrKeyResult && found == Found::Unknown {
            found = context.key_results.find(&written);
        }
        let (zh, en) = kind.words();
        let (message, advice) = match found {
            Found::Code(code) => return code,
            // Without the table in the file the server's directory decides; of goals, key results and tasks the method
            // has rules that say it with their own advice.
            Found::Unknown if !names.present || self.is_ruled(kind) => {
                return half_width(&written).trim().to_owned();
            }
            Found::Unknown => (
                Text::new(
                    format!("工作簿中没有{zh}“{written}”"),
                    format!("The workbook has no {en} “{written}”"),
                ),
                Text::new(
                    format!("填写{zh}的编号或完整名称，或先补充该{zh}"),
                    format!(
                        "Write the code or full name of a {en} in this workbook, or add it first"
                    ),
                ),
            ),
            Found::Ambiguous(codes) => (
                Text::new(
                    format!("有多个{zh}叫“{written}”：{}", codes.join("、")),
                    format!(
                        "More than one {en} is called “{written}”: {}",
                        codes.join(", ")
                    ),
                ),
                Text::new("请改填编号", "Write the code instead"),
            ),
        };
        self.complain(&issue::NAME, field, written.clone(), message, advice);
        written
    }

    /// `用户运营:4；文案设计(3)`; a skill without a level gets `level`.
    pub(crate) fn skills(&mut self, field: &'static str, level: u8) -> Vec<Skill> {
        let written = self.text(field);
        let mut skills = Vec::new();
        for entry in values::list(&written) {
            let plain = half_width(&entry);
            let plain = plain.trim_end_matches([')', '级', ' ']);
            let digits_at = plain.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let (name, digits) = plain.split_at(digits_at);
            let name = name
                .trim_end_matches(['(', ':', ' ', '='])
                .trim_end_matches("level")
                .trim();
            let parsed = if digits.is_empty() {
                Some(level)
            } else {
                digits.parse().ok()
            };
            match parsed.filter(|level| (1..=5).contains(level)) {
                Some(level) if !name.is_empty() => skills.push(Skill {
                    name: name.to_owned(),
                    level,
                }),
                _ => {
                    let message = Text::new(
                        format!("技能“{entry}”的等级应为 1–5"),
                        format!("The level of skill “{entry}” must be 1–5"),
                    );
                    let advice = Text::new("写成 用户运营:4", "Write it as: user operations:4");
                    self.complain(&issue::NUMBER, field, entry, message, advice);
                }
            }
        }
        skills
    }

    pub(crate) fn predecessors(&mut self, field: &'static str) -> Vec<Predecessor> {
        let written = self.text(field);
        let (found, unread) = links::links(&written, &self.context.tasks);
        for entry in unread {
            let message = Text::new(
                format!("前置任务“{entry}”的写法无法识别"),
                format!("Predecessor “{entry}” cannot be read"),
            );
            let advice = Text::new(
                "写成 T1 或 T3FS+2d（间隔以工作日计）",
                "Write T1 or T3FS+2d (lag in working days)",
            );
            self.complain(&issue::LINK, field, entry, message, advice);
        }
        found
    }
}
