//! The sheet that sets the planned progress of each key result against the actual one, with a chart.

use rust_xlsxwriter::{
    Chart as NativeChart, ChartType, Color, Format, FormatAlign, FormatBorder, Formula, Workbook,
    XlsxError,
};

use super::{Chart, SHEETS, quoted, shared};
use crate::lang::Pick as _;
use crate::write::sheet::{GRID, HEADER_FILL, HEADER_TEXT};

const FIRST: u32 = 2;

/// Adds the sheet; its figures are those of the key results' rows in the Gantt sheet.
pub(super) fn add(workbook: &mut Workbook, chart: &Chart<'_>) -> Result<(), XlsxError> {
    let name = chart.lang.pick(SHEETS[1].0, SHEETS[1].1);
    let gantt = quoted(chart.name());
    let grid = Format::new()
        .set_border(FormatBorder::Thin)
        .set_border_color(GRID);
    let head = grid
        .clone()
        .set_bold()
        .set_font_color(HEADER_TEXT)
        .set_background_color(HEADER_FILL);
    let percent = grid.clone().set_num_format("0%");
    let points = grid.clone().set_num_format("+0%;-0%;0%");
    let text = grid.set_text_wrap().set_align(FormatAlign::Top);
    let sheet = workbook.add_worksheet();
    sheet
        .set_name(name)?
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_tab_color(HEADER_FILL);
    for (col, width) in (0..).zip([10.0, 44.0, 12.0, 12.0, 12.0]) {
        sheet.set_column_width(col, width)?;
    }
    let title = Format::new().set_bold().set_font_size(14);
    let words = format!("{} · {name}", chart.document.plan.title);
    sheet.write_string_with_format(0, 0, &words, &title)?;
    let heads = [
        chart.pick("KR编号", "KR code"),
        chart.pick("关键结果", "Key result"),
        chart.pick("计划进度", "Planned"),
        chart.pick("实际进度", "Actual"),
        chart.pick("偏差", "Deviation"),
    ];
    for (col, head_text) in (0..).zip(heads) {
        sheet.write_string_with_format(1, col, head_text, &head)?;
    }
    let mut last = FIRST;
    for (row, ((at, _), group)) in (FIRST..).zip(chart.places().into_iter().zip(chart.groups)) {
        let head = &group.head;
        let actual = head.progress.percent.unwrap_or(0.0);
        let from = |letter: char| format!("={gantt}!{letter}{}", at + 1);
        let words = |letter: char, result: &str| Formula::new(from(letter)).set_result(result);
        let (code, description) = if head.code.is_empty() {
            ("", chart.pick("未归入关键结果", "Without a key result"))
        } else {
            (head.code.as_str(), head.name.as_str())
        };
        let deviation = format!("=D{0}-C{0}", row + 1);
        sheet
            .write_formula_with_format(row, 0, words('A', code), &text)?
            .write_formula_with_format(row, 1, words('B', description), &text)?
            .write_formula_with_format(row, 2, shared(&from('G'), head.planned), &percent)?
            .write_formula_with_format(row, 3, shared(&from('H'), actual), &percent)?
            .write_formula_with_format(
                row,
                4,
                shared(&deviation, actual - head.planned),
                &points,
            )?;
        last = row;
    }
    let note = Format::new()
        .set_italic()
        .set_font_color(Color::Gray)
        .set_font_size(9);
    sheet.write_string_with_format(
        last + 1,
        0,
        chart.pick(
            "计划进度 = 截至昨天已过工作日 / 计划工作日（全国工作日历），按任务工期加权；随日期自动更新。",
            "Planned = working days gone by the end of yesterday / planned working days (national calendar), weighted by the tasks' days; it follows the date.",
        ),
        &note,
    )?;
    let mut native = NativeChart::new(ChartType::Bar);
    for (col, color) in [(2, Color::RGB(0x9D_C3_E6)), (3, Color::RGB(0x54_82_35))] {
        native
            .add_series()
            .set_name((name, 1, col))
            .set_categories((name, FIRST, 0, last, 0))
            .set_values((name, FIRST, col, last, col))
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(color)),
            );
    }
    native.title().set_name(chart.pick(
        "各关键结果：计划与实际进度",
        "Key results: planned and actual progress",
    ));
    // Excel draws bars from below; the tables begin above.
    native.y_axis().set_reverse();
    native.x_axis().set_min(0).set_max(1).set_num_format("0%");
    let bars = (last - FIRST + 1).min(40);
    native.set_width(640).set_height(160 + 48 * bars);
    sheet.insert_chart(1, 6, &native)?;
    Ok(())
}
