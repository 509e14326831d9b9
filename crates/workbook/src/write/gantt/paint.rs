//! The conditional formats that draw the bars, and the legend that explains them.

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use super::{Chart, DATES, DAYS_OFF, FIRST, LEFT, letters};

const PLANNED: Color = Color::RGB(0x9D_C3_E6);
const CRITICAL: Color = Color::RGB(0xF4_8C_7E);
const DONE: Color = Color::RGB(0x54_82_35);
const LATE: Color = Color::RGB(0xC5_5A_11);
const KEY_RESULT: Color = Color::RGB(0x40_40_40);
const DAY_OFF: Color = Color::RGB(0xED_ED_ED);
const TODAY: Color = Color::RGB(0xFF_00_00);

/// Adds formats over the timeline, first those that win.
pub(super) fn add(
    sheet: &mut Worksheet,
    chart: &Chart<'_>,
    last_column: u16,
) -> Result<(), XlsxError> {
    let (left, row) = (letters(LEFT), FIRST + 1);
    let day = format!("{left}${}", DATES + 1);
    let until = format!("{day}+{}", chart.timeline.step - 1);
    let today = format!("AND(TODAY()>={day},TODAY()<={until})");
    let planned =
        format!("AND(ISNUMBER($D{row}),ISNUMBER($E{row}),{until}>=$D{row},{day}<=$E{row})");
    let actual = format!(
        "AND(ISNUMBER($I{row}),{until}>=$I{row},{day}<=IF(ISNUMBER($J{row}),$J{row},TODAY()))"
    );
    let fill = |color: Color| Format::new().set_background_color(color);
    let line = Format::new()
        .set_border_left(FormatBorder::Thin)
        .set_border_left_color(TODAY)
        .set_border_right(FormatBorder::Thin)
        .set_border_right_color(TODAY);
    let last_row = chart.places().last().map_or(FIRST, |(_, last)| *last);
    // A key result has no days of its own: its bar spans its tasks and is told by its blank column K.
    let head = format!("ISBLANK($K{row})");
    let rules = [
        (today.clone(), line),
        (format!("AND({head},{planned})"), fill(KEY_RESULT)),
        (
            format!("AND({actual},ISNUMBER($E{row}),{day}>$E{row})"),
            fill(LATE),
        ),
        (actual, fill(DONE)),
        (format!("AND($K{row}=\"●\",{planned})"), fill(CRITICAL)),
        (planned, fill(PLANNED)),
        (format!("{left}${}=1", DAYS_OFF + 1), fill(DAY_OFF)),
    ];
    for (rule, format) in rules {
        let rule = ConditionalFormatFormula::new()
            .set_rule(format!("={rule}").as_str())
            .set_format(format);
        sheet.add_conditional_format(FIRST, LEFT, last_row, last_column, &rule)?;
    }
    let mark = ConditionalFormatFormula::new()
        .set_rule(format!("={today}").as_str())
        .set_format(fill(TODAY).set_font_color(Color::White));
    sheet.add_conditional_format(DATES, LEFT, DATES, last_column, &mark)?;
    legend(sheet, chart)
}

fn legend(sheet: &mut Worksheet, chart: &Chart<'_>) -> Result<(), XlsxError> {
    let base = Format::new()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_font_size(9);
    let filled = |color: Color| base.clone().set_background_color(color);
    let light = |color: Color| filled(color).set_font_color(Color::White);
    let entries = [
        (chart.pick("计划", "Planned"), filled(PLANNED)),
        (chart.pick("关键路径", "Critical"), filled(CRITICAL)),
        (chart.pick("实际", "Actual"), light(DONE)),
        (chart.pick("超期", "Late"), light(LATE)),
        (chart.pick("KR 跨度", "KR span"), light(KEY_RESULT)),
        (chart.pick("◆ 里程碑", "◆ Milestone"), base.clone()),
        (chart.pick("休息日", "Day off"), filled(DAY_OFF)),
        (
            chart.pick("今天", "Today"),
            base.clone()
                .set_border(FormatBorder::Thin)
                .set_border_color(TODAY),
        ),
    ];
    sheet.set_row_height(1, 18)?;
    for (col, (words, format)) in (2..).zip(entries) {
        sheet.write_string_with_format(1, col, words, &format)?;
    }
    Ok(())
}
