//! The fields of a row that hold amounts: numbers, percentages, ratios, values in a unit, money.

use cascade_method::Text;

use super::row::RowReader;
use super::sheet::Raw;
use super::values::{self, half_width, tidy};
use crate::issue;

impl RowReader<'_> {
    /// A plain number.
    pub(crate) fn number(&mut self, field: &'static str) -> Option<f64> {
        let found = match self.raw(field)? {
            Raw::Number { value, .. } => Some(*value),
            Raw::Text(text) => values::number_and_unit(text).and_then(|(value, unit)| {
                matches!(
                    unit.as_str(),
                    "" | "h" | "hours" | "小时" | "时" | "人时" | "天" | "元"
                )
                .then_some(value)
            }),
            _ => None,
        };
        self.or_no_number(field, found)
    }

    fn or_no_number(&mut self, field: &'static str, found: Option<f64>) -> Option<f64> {
        let found = found.filter(|value| value.is_finite());
        if found.is_none() {
            let value = self.raw(field).map(Raw::shown).unwrap_or_default();
            let (zh, en) = self.header(field);
            let message = Text::new(
                format!("{zh}“{value}”不是数字"),
                format!("{en} “{value}” is not a number"),
            );
            let advice = Text::new(
                "只写数字，单位写在单位列",
                "Write the number alone and its unit in the unit column",
            );
            self.complain(&issue::NUMBER, field, value, message, advice);
        }
        found
    }

    /// A percentage in points: `30%` as text, a cell formatted as one, or a bare 30. A bare number up to 1 is taken for
    /// a share (0.4 is 40 %).
    pub(crate) fn percent(&mut self, field: &'static str) -> Option<f64> {
        let found = match self.raw(field)? {
            Raw::Number {
                value,
                percent: true,
            } => Some(tidy(value * 100.0)),
            Raw::Number {
                value,
                percent: false,
            } if value.abs() <= 1.0 => Some(tidy(value * 100.0)),
            Raw::Number { value, .. } => Some(*value),
            Raw::Text(text) => values::number_and_unit(text.trim_start_matches(percent_words))
                .and_then(|(value, unit)| match unit.as_str() {
                    "%" | "个百分点" => Some(value),
                    "" if value.abs() <= 1.0 => Some(tidy(value * 100.0)),
                    "" => Some(value),
                    _ => None,
                }),
            _ => None,
        };
        self.or_no_number(field, found)
    }

    /// `1:3`, or the 3 of it.
    pub(crate) fn ratio(&mut self, field: &'static str) -> Option<f64> {
        let found = match self.raw(field)? {
            Raw::Number { value, .. } => Some(*value),
            Raw::Text(text) => values::ratio(text),
            _ => None,
        };
        self.or_no_number(field, found)
    }

    /// A value in the row's unit. A unit written in the cell is taken over where the row names none, and converted where
    /// it differs by 万 or 亿 only.
    pub(crate) fn quantity(&mut self, field: &'static str, unit: &mut String) -> Option<f64> {
        let found = match self.raw(field)? {
            Raw::Number {
                value,
                percent: true,
            } => {
                if unit.is_empty() {
                    "%".clone_into(unit);
                }
                Some(if unit == "%" {
                    tidy(value * 100.0)
                } else {
                    *value
                })
            }
            Raw::Number { value, .. } => Some(*value),
            Raw::Text(text) => values::number_and_unit(text).and_then(|(value, written)| {
                if unit.is_empty() {
                    *unit = written;
                    return Some(value);
                }
                in_unit(value, &written, unit)
            }),
            _ => None,
        };
        self.or_no_number(field, found)
    }

    /// Money in minor units; the cell holds whole units (`20000`, `2万元`).
    pub(crate) fn money(&mut self, field: &'static str) -> Option<i64> {
        let found = match self.raw(field)? {
            Raw::Number { value, .. } => Some(*value),
            Raw::Text(text) => values::number_and_unit(text).and_then(|(value, unit)| {
                let (worth, rest) = values::multiplier(&unit);
                matches!(
                    rest.to_lowercase().as_str(),
                    "" | "元" | "人民币" | "rmb" | "cny" | "yuan"
                )
                .then_some(value * worth)
            }),
            _ => None,
        };
        // 2^53 fen: beyond it a double no longer tells one fen from the next.
        let found = found.filter(|value| value.abs() * 100.0 <= 9_007_199_254_740_992.0);
        self.or_no_number(field, found)
            .map(|value| (value * 100.0).round() as i64)
    }
}

/// Words before a percentage that say its direction, which the target kind says too.
fn percent_words(c: char) -> bool {
    matches!(
        c,
        '提' | '升'
            | '增'
            | '长'
            | '下'
            | '降'
            | '低'
            | '减'
            | '少'
            | '至'
            | '到'
            | '达'
            | '约'
            | '上'
    )
}

/// `value` of unit `written`, expressed in `unit`; `None` when the two measure different things.
fn in_unit(value: f64, written: &str, unit: &str) -> Option<f64> {
    let unit = half_width(unit);
    if written.is_empty() || written.eq_ignore_ascii_case(&unit) {
        return Some(value);
    }
    let (from, from_rest) = values::multiplier(written);
    let (to, to_rest) = values::multiplier(&unit);
    (from_rest == to_rest).then(|| tidy(value * from / to))
}
