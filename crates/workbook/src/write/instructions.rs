//! The sheet that says how to fill in the others.

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};

use crate::lang::Pick as _;
use crate::tables::{self, ColumnKind};
use cascade_method::Lang;

/// General rules, in both languages.
const RULES: &[(&str, &str)] = &[
    (
        "每张表一行一条记录；列的顺序可以调整，空行会被忽略。",
        "One record a row. Columns may stand in any order; blank rows are passed over.",
    ),
    (
        "负责人、协同人、部门可填编号或姓名/名称；重名时请填编号。",
        "People and departments may be given by code or by name; use the code where two share a name.",
    ),
    (
        "日期可写 2026-09-30、2026/9/30 或 9月30日。",
        "Dates may be written 2026-09-30, 2026/9/30 or Sep 30.",
    ),
    (
        "前置任务写任务编号，分号分隔；可加关系 FS/SS/FF/SF 与间隔（工作日），如 T1；T3FS+2d。",
        "Predecessors are task codes separated by semicolons, with a link FS/SS/FF/SF and a lag in working days where needed: T1; T3FS+2d.",
    ),
    (
        "一个目标下 KR 权重合计 100%，建议 3–5 个 KR；单个任务建议 5–10 个工作日。",
        "Weights under one goal add up to 100 %, with 3–5 key results; a task best takes 5–10 working days.",
    ),
];

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, lang: Lang) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xDD_EB_F7));
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let sheet = workbook.add_worksheet();
    sheet.set_name(lang.pick("填写说明", "Instructions"))?;
    sheet
        .set_column_width(0, 22)?
        .set_column_width(1, 20)?
        .set_column_width(2, 90)?;
    sheet.write_string_with_format(
        0,
        0,
        lang.pick("填写说明", "How to fill in this workbook"),
        &bold,
    )?;
    let mut row = 1;
    for (zh, en) in RULES {
        sheet.merge_range(row, 0, row, 2, lang.pick(zh, en), &wrap)?;
        row += 1;
    }
    row += 1;
    for (col, title) in (0..).zip([
        lang.pick("表", "Table"),
        lang.pick("列", "Column"),
        lang.pick("填写内容", "What to write"),
    ]) {
        sheet.write_string_with_format(row, col, title, &head)?;
    }
    for table in tables::ALL {
        for column in table.columns {
            let what = describe(column, lang);
            if what.is_empty() {
                continue;
            }
            row += 1;
            sheet.write_string(row, 0, table.title(lang))?;
            sheet.write_string(row, 1, lang.pick(column.zh, column.en))?;
            sheet.write_string_with_format(row, 2, what, &wrap)?;
        }
    }
    Ok(())
}

fn describe(column: &tables::Column, lang: Lang) -> String {
    let hint = lang.pick(column.hint.0, column.hint.1);
    match column.kind {
        ColumnKind::Choice(labels) => labels(lang).join(lang.pick("、", ", ")),
        _ => hint.to_owned(),
    }
}
