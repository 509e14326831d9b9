//! Findings for people and for programs.

use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use serde::Serialize;

use crate::check::PlacedFinding;
use crate::lang::Pick as _;
use crate::tables;
use cascade_method::{Lang, Severity, Table as TableId};

/// The findings as a table `width` columns wide, with a line that counts them.
#[must_use]
pub fn findings_table(findings: &[PlacedFinding], lang: Lang, width: u16) -> String {
    if findings.is_empty() {
        return lang.pick("没有发现问题。\n", "No findings.\n").to_owned();
    }
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header([
            lang.pick("级别", "Severity"),
            lang.pick("规则", "Rule"),
            lang.pick("位置", "Where"),
            lang.pick("值", "Value"),
            lang.pick("问题", "Finding"),
            lang.pick("建议", "Advice"),
        ]);
    for placed in findings {
        let finding = &placed.finding;
        table.add_row([
            severity_word(finding.severity(), lang).to_owned(),
            finding.rule.id.to_owned(),
            place(placed, lang),
            finding.value.clone(),
            finding.message.get(lang).to_owned(),
            finding.advice.get(lang).to_owned(),
        ]);
    }
    let errors = findings
        .iter()
        .filter(|placed| placed.finding.is_error())
        .count();
    let warnings = findings.len() - errors;
    let count = match lang {
        Lang::Zh => format!("{errors} 个错误，{warnings} 个警告"),
        Lang::En => format!(
            "{}, {}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
    };
    format!("{}\n{count}\n", table.trim_fmt())
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Computed => lang.pick("计算", "computed"),
    }
}

/// Sheet, cell and code: `任务拆解清单 K3 (T2)`.
fn place(placed: &PlacedFinding, lang: Lang) -> String {
    let sheet = match &placed.cell {
        Some(cell) => format!("{} {cell}", cell.sheet),
        None => table_title(placed.finding.table, lang).to_owned(),
    };
    let row = &placed.finding.row;
    if row.is_empty() {
        sheet
    } else {
        format!("{sheet} ({row})")
    }
}

fn table_title(id: TableId, lang: Lang) -> &'static str {
    tables::ALL
        .iter()
        .find(|table| table.id == id)
        .map_or(id.name(), |table| table.title(lang))
}

/// One finding in one language, for programs.
#[derive(Serialize)]
struct Line<'a> {
    severity: &'static str,
    rule: &'a str,
    table: &'a str,
    row: &'a str,
    field: &'a str,
    sheet: Option<&'a str>,
    cell: Option<String>,
    value: &'a str,
    message: &'a str,
    advice: &'a str,
}

/// The findings as a JSON array: severity, rule, table, row, field, sheet, cell (`D7`), value, message and advice.
///
/// # Errors
/// Never in practice: every field has a JSON form.
pub fn findings_json(findings: &[PlacedFinding], lang: Lang) -> Result<String, serde_json::Error> {
    let lines: Vec<Line<'_>> = findings
        .iter()
        .map(|PlacedFinding { finding, cell }| Line {
            severity: severity_word(finding.severity(), Lang::En),
            rule: finding.rule.id,
            table: finding.table.name(),
            row: &finding.row,
            field: finding.field,
            sheet: cell.as_ref().map(|cell| cell.sheet.as_str()),
            cell: cell.as_ref().map(ToString::to_string),
            value: &finding.value,
            message: finding.message.get(lang),
            advice: finding.advice.get(lang),
        })
        .collect();
    serde_json::to_string_pretty(&lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::CellRef;
    use cascade_method::{Finding, Text, rules};
    use unicode_width::UnicodeWidthStr;

    fn findings() -> Vec<PlacedFinding> {
        let finding = |rule| {
            Finding::new(
                rule,
                TableId::Tasks,
                "T2",
                "planned_end",
                Text::new(
                    "工期25个工作日，超过5–10个工作日",
                    "25 working days, over 5–10",
                ),
            )
            .value(25)
            .advice(Text::new(
                "按周拆分，或设置里程碑",
                "Split it by week or give it milestones",
            ))
        };
        let cell = CellRef {
            sheet: "任务拆解清单".into(),
            row: 2,
            col: 10,
        };
        vec![
            PlacedFinding {
                finding: finding(&rules::TASK_OWNER_MISSING),
                cell: None,
            },
            PlacedFinding {
                finding: finding(&rules::TASK_GRANULARITY),
                cell: Some(cell),
            },
        ]
    }

    #[test]
    fn a_table_says_where_and_how_many() {
        let drawn = findings_table(&findings(), Lang::Zh, 100);
        assert!(drawn.contains("任务拆解清单 K3"), "{drawn}");
        assert!(drawn.ends_with("1 个错误，1 个警告\n"), "{drawn}");
        for line in drawn.lines() {
            assert!(line.width() <= 100, "{line}");
        }
        assert!(findings_table(&findings(), Lang::En, 100).ends_with("1 error, 1 warning\n"));
        assert_eq!(findings_table(&[], Lang::En, 100), "No findings.\n");
    }

    #[test]
    fn json_has_stable_fields_in_the_language_asked_for() {
        let json: serde_json::Value =
            serde_json::from_str(&findings_json(&findings(), Lang::En).unwrap()).unwrap();
        assert_eq!(
            json[1],
            serde_json::json!({
                "severity": "warning", "rule": "TASK-009", "table": "tasks", "row": "T2",
                "field": "planned_end", "sheet": "任务拆解清单", "cell": "K3", "value": "25",
                "message": "25 working days, over 5–10", "advice": "Split it by week or give it milestones",
            })
        );
        assert_eq!(json[0]["severity"], "error");
        assert_eq!(json[0]["cell"], serde_json::Value::Null);
    }
}
