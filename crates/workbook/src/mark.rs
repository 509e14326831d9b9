//! The workbook that somebody sent, given back with its faulty cells marked: coloured, with a note that says what is wrong
//! and what to do, and a sheet that lists it all. Everything else stays as they wrote it.

use std::{
    collections::BTreeMap,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use cascade_method::{Lang, Policy, Severity, Text};
use chrono::{DateTime, NaiveDate, Utc};
use umya_spreadsheet::{Comment, Workbook, Worksheet, reader, writer};

use crate::{
    check::{PlacedFinding, check, sorted},
    error::WorkbookError,
    lang::Pick as _,
    origin::CellRef,
    read::{Limits, archive, read},
    write::write,
};

/// Who writes the notes; by this name the notes of an earlier round are known.
const AUTHOR: &str = "Cascade";
/// Fill of a cell with an error, and of one with a warning only.
const ERROR_FILL: &str = "FFFFC7CE";
const WARNING_FILL: &str = "FFFFEB9C";
/// Most cells that are marked, and most lines of the list: a file with more is read from the top.
const MOST: usize = 5_000;

/// A plan's file as a workbook with everything in it marked that is wrong. An `.xlsx` stays as it was written; of a folder of
/// CSV files or MS Project XML the plan is written as a new workbook in `lang`, and what could not be read is listed.
///
/// # Errors
/// A file that cannot be read, or not be written again.
pub fn marked_workbook(
    bytes: &[u8],
    today: NaiveDate,
    policy: &Policy,
    lang: Lang,
    created: DateTime<Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    let outcome = read(bytes)?;
    let reading = outcome.issues.iter().map(PlacedFinding::from);
    if archive::guard(bytes, &Limits::default())? == archive::Kind::Xlsx {
        let rules = check(&outcome.document, today, policy);
        return mark(bytes, &sorted(reading.chain(rules)), lang);
    }
    let workbook = write(&outcome.document, lang, created)?;
    let rules = check(&read(&workbook)?.document, today, policy);
    // Their cells are not those of the new workbook.
    let listed = reading.map(|placed| PlacedFinding {
        cell: None,
        ..placed
    });
    mark(&workbook, &sorted(listed.chain(rules)), lang)
}

/// The same workbook with the findings marked, within the usual [`Limits`].
///
/// # Errors
/// As [`mark_within`].
pub fn mark(
    bytes: &[u8],
    findings: &[PlacedFinding],
    lang: Lang,
) -> Result<Vec<u8>, WorkbookError> {
    mark_within(bytes, findings, lang, &Limits::default())
}

/// The same workbook with the findings marked in their cells. Marks of an earlier round are taken away first, so that a
/// mended file does not carry them on.
///
/// # Errors
/// A file over the limits, no workbook, or one with parts that cannot be rewritten.
pub fn mark_within(
    bytes: &[u8],
    findings: &[PlacedFinding],
    lang: Lang,
    limits: &Limits,
) -> Result<Vec<u8>, WorkbookError> {
    if archive::guard(bytes, limits)? != archive::Kind::Xlsx {
        return Err(unmarkable("only an .xlsx has cells to mark"));
    }
    // The library that edits workbooks takes some damage for impossible; the file is then at fault, not the process.
    catch_unwind(AssertUnwindSafe(|| marked(bytes, findings, lang)))
        .unwrap_or_else(|_| Err(unmarkable("one of its parts is damaged")))
}

fn unmarkable(problem: impl ToString) -> WorkbookError {
    WorkbookError::Unmarkable(problem.to_string())
}

fn marked(bytes: &[u8], findings: &[PlacedFinding], lang: Lang) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = reader::xlsx::read_reader(Cursor::new(bytes), true)
        .map_err(|error| WorkbookError::NotAWorkbook(error.to_string()))?;
    clear(&mut workbook);
    let mut by_cell: BTreeMap<&CellRef, Vec<&PlacedFinding>> = BTreeMap::new();
    for placed in findings {
        if let Some(cell) = &placed.cell {
            by_cell.entry(cell).or_default().push(placed);
        }
    }
    for (cell, found) in by_cell.into_iter().take(MOST) {
        // A sheet that is gone since has nothing to mark.
        if let Ok(sheet) = workbook.sheet_by_name_mut(&cell.sheet) {
            mark_cell(sheet, cell, &found, lang);
        }
    }
    list(&mut workbook, findings, lang)?;
    let mut out = Vec::with_capacity(bytes.len());
    writer::xlsx::write_writer(&workbook, &mut out).map_err(unmarkable)?;
    Ok(out)
}

/// Takes the marks of an earlier round away.
fn clear(workbook: &mut Workbook) {
    for title in ["问题", "Issues"] {
        let ours = workbook
            .sheet_by_name(title)
            .is_ok_and(|sheet| sheet.value("A1").starts_with(AUTHOR));
        if ours {
            let _ = workbook.remove_sheet_by_name(title);
        }
    }
    for sheet in workbook.sheet_collection_mut() {
        let ours: Vec<String> = sheet
            .comments()
            .iter()
            .filter(|comment| comment.author() == AUTHOR)
            .map(|comment| comment.coordinate().to_string())
            .collect();
        sheet
            .comments_mut()
            .retain(|comment| comment.author() != AUTHOR);
        for cell in ours {
            let style = sheet.style_mut(cell.as_str());
            let fill = style.background_color().map(|color| color.argb_str());
            if fill.is_some_and(|fill| fill == ERROR_FILL || fill == WARNING_FILL) {
                style.remove_fill();
            }
        }
    }
}

fn mark_cell(sheet: &mut Worksheet, cell: &CellRef, found: &[&PlacedFinding], lang: Lang) {
    let address = cell.address();
    let error = found
        .iter()
        .any(|placed| placed.finding.severity() == Severity::Error);
    let fill = if error { ERROR_FILL } else { WARNING_FILL };
    sheet
        .style_mut(address.as_str())
        .set_background_color_solid(fill);
    let mut lines: Vec<String> = found.iter().map(|placed| note(placed, lang)).collect();
    // Somebody's own note stays, above ours.
    let own = sheet
        .comments()
        .iter()
        .position(|comment| comment.coordinate().to_string() == address);
    if let Some(at) = own {
        let comment = sheet.comments_mut().remove(at);
        let own = comment.text();
        let plain = own.text().map(|text| text.value().to_owned());
        let rich = || own.rich_text().map(|text| text.text().into_owned());
        if let Some(text) = plain.or_else(rich) {
            lines.insert(0, text);
        }
    }
    let mut comment = Comment::default();
    comment
        .new_comment(address.as_str())
        .set_author(AUTHOR)
        .set_text_string(lines.join("\n\n"));
    sheet.add_comments(comment);
}

/// `✕ WB-DATE 日期无法识别。→ 写成 2026-09-30`: never by colour alone.
fn note(placed: &PlacedFinding, lang: Lang) -> String {
    let finding = &placed.finding;
    format!(
        "{} {} {}\n→ {}",
        sign(finding.severity()),
        finding.rule.id,
        pick(&finding.message, lang),
        pick(&finding.advice, lang)
    )
}

fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "✕",
        Severity::Warning | Severity::Computed => "!",
    }
}

fn pick(text: &Text, lang: Lang) -> &str {
    lang.pick(&text.zh, &text.en)
}

/// A sheet with all findings, each with a link to its cell; the one that is seen first.
fn list(
    workbook: &mut Workbook,
    findings: &[PlacedFinding],
    lang: Lang,
) -> Result<(), WorkbookError> {
    let title = lang.pick("问题", "Issues");
    let sheet = workbook.new_sheet(title).map_err(unmarkable)?;
    let errors = findings
        .iter()
        .filter(|placed| placed.finding.is_error())
        .count();
    let warnings = findings.len() - errors;
    let summary = match lang {
        Lang::Zh => format!("{AUTHOR}：{errors} 处错误，{warnings} 处警告；已在单元格中标注"),
        Lang::En => {
            format!("{AUTHOR}: {errors} errors, {warnings} warnings; marked in their cells")
        }
    };
    sheet.cell_mut("A1").set_value_string(summary);
    sheet.style_mut("A1").font_mut().set_bold(true);
    let heads = match lang {
        Lang::Zh => ["级别", "位置", "规则", "内容", "问题", "怎么办"],
        Lang::En => [
            "Level",
            "Where",
            "Rule",
            "Value",
            "What is wrong",
            "What to do",
        ],
    };
    for (col, head) in (1..).zip(heads) {
        sheet.cell_mut((col, 3)).set_value_string(head);
        sheet.style_mut((col, 3)).font_mut().set_bold(true);
    }
    for (col, width) in (1..).zip([9.0, 18.0, 12.0, 24.0, 56.0, 56.0]) {
        sheet.column_dimension_by_number_mut(col).set_width(width);
    }
    for (row, placed) in (4..).zip(findings.iter().take(MOST)) {
        let finding = &placed.finding;
        let level = match finding.severity() {
            Severity::Error => lang.pick("✕ 错误", "✕ error"),
            Severity::Warning | Severity::Computed => lang.pick("! 警告", "! warning"),
        };
        sheet.cell_mut((1, row)).set_value_string(level);
        let place = placed.cell.as_ref();
        let at = place.map_or_else(
            || finding.row.clone(),
            |cell| format!("{}!{}", cell.sheet, cell.address()),
        );
        sheet.cell_mut((2, row)).set_value_string(at);
        if let Some(cell) = place {
            let target = format!("'{}'!{}", cell.sheet.replace('\'', "''"), cell.address());
            sheet
                .cell_mut((2, row))
                .hyperlink_mut()
                .set_url(target)
                .set_location(true);
        }
        let texts = [
            finding.rule.id,
            finding.value.as_str(),
            pick(&finding.message, lang),
            pick(&finding.advice, lang),
        ];
        for (col, text) in (3..).zip(texts) {
            // Always a string: what begins with `=` is shown, never run.
            sheet.cell_mut((col, row)).set_value_string(text);
        }
    }
    let last = u32::try_from(workbook.sheet_count().saturating_sub(1)).unwrap_or(0);
    workbook.set_active_sheet(last);
    Ok(())
}
