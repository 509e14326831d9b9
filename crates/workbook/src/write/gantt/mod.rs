//! The plan as a Gantt chart in cells, painted by conditional formats over dates that follow the tasks table: who moves
//! a date there sees the bar move. Beside it the progress of the key results with a chart of Excel's own.

mod calendar;
mod paint;
mod progress;
mod rows;
mod timeline;

pub use rows::{Progress, TaskProgress};

use cascade_schedule::Calendar;
use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::sheet::{GRID, HEADER_FILL, HEADER_TEXT};
use crate::document::PlanDocument;
use crate::lang::Pick as _;
use crate::tables::{Milestone, Record as _, Table, Task};
use calendar::{WorkingDays, serial};
use cascade_method::Lang;
use rows::{Group, Row};
use timeline::Timeline;

/// Names of the two sheets, Chinese and English. Reading passes them over in a workbook of ours.
pub(crate) const SHEETS: [(&str, &str); 2] = [("甘特图", "Gantt"), ("进度", "Progress")];

/// A longer chart helps nobody and formulas that look each date up would be slow.
const MOST_TASKS: usize = 3_000;
/// Cells that look for milestones; in a larger chart milestones are written where they are today.
const MOST_MILESTONE_FORMULAS: usize = 20_000;

/// An empty result is kept as 0 in the file; until it is calculated nobody shall see it.
const TEXT_ONLY: &str = ";;;@";

const MONTHS: u32 = 2;
const DATES: u32 = 3;
/// Hidden: 1 over days off.
const DAYS_OFF: u32 = 4;
const FIRST: u32 = 5;
/// Characters that a year and month need.
const MONTH_WIDTH: f64 = 8.0;
/// First column of the timeline.
const LEFT: u16 = 11;

/// Adds both sheets, unless no task has dates.
pub(super) fn add(
    workbook: &mut Workbook,
    document: &PlanDocument,
    progress: &Progress,
    today: NaiveDate,
    lang: Lang,
) -> Result<(), XlsxError> {
    let calendar = Calendar::china();
    let mut groups = rows::groups(document, progress, &calendar, today);
    let left_out = shorten(&mut groups);
    let tasks = || groups.iter().flat_map(|group| &group.tasks);
    let actual = |task: &Row| [task.progress.actual_start, task.progress.actual_finish];
    let first = tasks()
        .flat_map(|task| [task.start, actual(task)[0]])
        .flatten()
        .min();
    let last = tasks()
        .flat_map(|task| [task.end, task.start, actual(task)[1]])
        .flatten()
        .max();
    let Some((first, last)) = first.zip(last).filter(|(first, last)| first <= last) else {
        return Ok(());
    };
    let timeline = Timeline::new(first, last);
    // Dates that are moved stay within the days off that are known.
    let reach = |day: NaiveDate, by: i64| {
        let moved = if by < 0 {
            day.checked_sub_days(Days::new(by.unsigned_abs()))
        } else {
            day.checked_add_days(Days::new(by.unsigned_abs()))
        };
        moved.unwrap_or(day)
    };
    let longest = reach(first, 20 * 366);
    let days = WorkingDays::add(
        workbook,
        &calendar,
        reach(first, -366),
        reach(last, 366).min(longest),
    )?;
    let chart = Chart {
        document,
        groups: &groups,
        timeline: &timeline,
        calendar: &calendar,
        days: &days,
        lang,
        left_out,
    };
    chart.add(workbook)?;
    progress::add(workbook, &chart)
}

/// Leaves out what is too much; answers how many tasks that were.
fn shorten(groups: &mut Vec<Group>) -> usize {
    let (mut room, mut left_out) = (MOST_TASKS, 0);
    for group in groups.iter_mut() {
        left_out += group.tasks.len().saturating_sub(room);
        group.tasks.truncate(room);
        room -= group.tasks.len();
    }
    groups.retain(|group| !group.tasks.is_empty());
    left_out
}

/// All that the sheets are drawn from.
struct Chart<'a> {
    document: &'a PlanDocument,
    groups: &'a [Group],
    timeline: &'a Timeline,
    calendar: &'a Calendar,
    days: &'a WorkingDays,
    lang: Lang,
    left_out: usize,
}

/// `'Key results'`, as formulas name a sheet.
fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// A range of one column of a table's sheet, reaching over rows that may be added.
fn column(table: &Table, field: &str, rows: usize, lang: Lang) -> String {
    let at = table.columns.iter().position(|one| one.field == field);
    let letter = char::from(b'A' + at.unwrap_or(0) as u8);
    let last = rows + 1 + super::sheet::PREPARED_ROWS as usize;
    format!("{}!${letter}$2:${letter}${last}", quoted(table.title(lang)))
}

/// `M4` with dollars where they are wanted.
fn letters(col: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(col)
}

impl Chart<'_> {
    fn name(&self) -> &'static str {
        let (zh, en) = SHEETS[0];
        self.lang.pick(zh, en)
    }

    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(zh, en)
    }

    /// Zero-based rows of each group's head and of its last task.
    fn places(&self) -> Vec<(u32, u32)> {
        let mut next = FIRST;
        self.groups
            .iter()
            .map(|group| {
                let head = next;
                next += 1 + group.tasks.len() as u32;
                (head, next - 1)
            })
            .collect()
    }

    fn add(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.name())?;
        let last_column = LEFT + self.timeline.days.len() as u16 - 1;
        sheet
            .set_freeze_panes(FIRST, 2)?
            .set_landscape()
            .set_paper_size(8)
            .set_print_fit_to_pages(1, 0)
            .set_repeat_rows(MONTHS, DATES)?
            .set_screen_gridlines(false)
            .set_tab_color(HEADER_FILL);
        for (col, width) in (0..).zip([9.0, 46.0, 11.0, 11.0, 11.0, 7.0, 8.0, 8.0, 11.0, 11.0, 6.0])
        {
            sheet.set_column_width(col, width)?;
        }
        sheet.set_column_range_width(LEFT, last_column, self.column_width())?;
        self.heads(sheet)?;
        let looks = RowLooks::new();
        for ((head, last), group) in self.places().into_iter().zip(self.groups) {
            self.head_row(sheet, head, last, &group.head, &looks)?;
            for (row, task) in (head + 1..).zip(&group.tasks) {
                self.task_row(sheet, row, task, &looks)?;
            }
            sheet.group_rows(head + 1, last)?;
        }
        paint::add(sheet, self, last_column)
    }

    fn column_width(&self) -> f64 {
        if self.timeline.is_daily() { 2.7 } else { 5.2 }
    }

    fn heads(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let title = Format::new().set_bold().set_font_size(14);
        let mut words = format!("{} · {}", self.document.plan.title, self.name());
        if self.left_out > 0 {
            words.push_str(&match self.lang {
                Lang::Zh => format!("（另有 {} 项任务未显示）", self.left_out),
                Lang::En => format!(" ({} more tasks not shown)", self.left_out),
            });
        }
        sheet.write_string_with_format(0, 0, &words, &title)?;
        let head = Format::new()
            .set_bold()
            .set_font_color(HEADER_TEXT)
            .set_background_color(HEADER_FILL)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_border_color(GRID);
        let titles = [
            self.pick("编号", "Code"),
            self.pick("关键结果 / 任务", "Key result / task"),
            self.pick("负责人", "Owner"),
            self.pick("计划开始", "Planned start"),
            self.pick("计划结束", "Planned end"),
            self.pick("工期(天)", "Days"),
            self.pick("计划进度", "Planned"),
            self.pick("实际进度", "Actual"),
            self.pick("实际开始", "Actual start"),
            self.pick("实际结束", "Actual finish"),
            self.pick("关键", "Critical"),
        ];
        for (col, title) in (0..).zip(titles) {
            sheet.merge_range(MONTHS, col, DATES, col, title, &head)?;
        }
        for (first, last, day) in self.timeline.months() {
            let format = head.clone().set_num_format("yyyy-mm");
            let (first, last) = (LEFT + first, LEFT + last);
            if first < last {
                sheet.merge_range(MONTHS, first, MONTHS, last, "", &format)?;
            }
            let wide = f64::from(last - first + 1) * self.column_width() >= MONTH_WIDTH;
            if wide {
                sheet.write_number_with_format(MONTHS, first, serial(day), &format)?;
            } else {
                sheet.write_blank(MONTHS, first, &format)?;
            }
        }
        let dates = head
            .set_font_size(8)
            .set_num_format(if self.timeline.is_daily() { "d" } else { "m/d" });
        for (col, day) in (LEFT..).zip(&self.timeline.days) {
            sheet.write_number_with_format(DATES, col, serial(*day), &dates)?;
            let off = self.timeline.is_daily() && !self.calendar.is_working(*day);
            sheet.write_number(DAYS_OFF, col, u8::from(off))?;
        }
        sheet.set_row_hidden(DAYS_OFF)?;
        Ok(())
    }

    fn head_row(
        &self,
        sheet: &mut Worksheet,
        at: u32,
        last: u32,
        row: &Row,
        looks: &RowLooks,
    ) -> Result<(), XlsxError> {
        let looks = looks.bold();
        let name = if row.code.is_empty() {
            self.pick("未归入关键结果", "Without a key result")
        } else {
            &row.name
        };
        let (from, to) = (at + 2, last + 1);
        let range = |letter: &str| format!("{letter}{from}:{letter}{to}");
        let days = range("F");
        let mean = |letter: &str| {
            format!(
                "=IF(SUM({days})=0,0,SUMPRODUCT({days},{})/SUM({days}))",
                range(letter)
            )
        };
        let some =
            |of: &str, letter: &str| format!("=IF(COUNT({0})=0,\"\",{of}({0}))", range(letter));
        let percent = row.progress.percent.unwrap_or(0.0);
        sheet
            .write_string_with_format(at, 0, &row.code, &looks.text)?
            .write_string_with_format(at, 1, name, &looks.text)?
            .write_string_with_format(at, 2, &row.owner, &looks.text)?
            .write_formula_with_format(at, 3, dated(&some("MIN", "D"), row.start), &looks.date)?
            .write_formula_with_format(at, 4, dated(&some("MAX", "E"), row.end), &looks.date)?
            .write_formula_with_format(
                at,
                5,
                Formula::new(format!("=SUM({days})")).set_result(row.days.to_string()),
                &looks.number,
            )?
            .write_formula_with_format(at, 6, shared(&mean("G"), row.planned), &looks.percent)?
            .write_formula_with_format(at, 7, shared(&mean("H"), percent), &looks.percent)?;
        for col in 8..LEFT {
            sheet.write_blank(at, col, &looks.text)?;
        }
        Ok(())
    }

    fn task_row(
        &self,
        sheet: &mut Worksheet,
        at: u32,
        row: &Row,
        looks: &RowLooks,
    ) -> Result<(), XlsxError> {
        let n = at + 1;
        let (tasks, lang) = (&self.document.tasks, self.lang);
        let of = |field: &str| column(Task::TABLE, field, tasks.len(), lang);
        let date_of = |field: &str| {
            let found = format!("INDEX({},MATCH($A{n},{},0))", of(field), of("code"));
            format!("=IFERROR(IF({found}=0,\"\",{found}),\"\")")
        };
        let (start, end) = (format!("$D{n}"), format!("$E{n}"));
        let whole = self.days.between(&start, &end);
        let days = format!("=IF(COUNT({start},{end})<2,0,MAX(0,{whole}))");
        let so_far = self.days.between(&start, &format!("MIN({end},TODAY()-1)"));
        let planned = format!("=IF($F{n}=0,0,MAX(0,MIN(1,{so_far}/$F{n})))");
        // Never blank: a blank tells a key result's row.
        let critical = if row.critical { "●" } else { "–" };
        sheet
            .write_string_with_format(at, 0, &row.code, &looks.text)?
            .write_string_with_format(at, 1, &row.name, &looks.text.clone().set_indent(1))?
            .write_string_with_format(at, 2, &row.owner, &looks.text)?
            .write_formula_with_format(
                at,
                3,
                dated(&date_of("planned_start"), row.start),
                &looks.date,
            )?
            .write_formula_with_format(at, 4, dated(&date_of("planned_end"), row.end), &looks.date)?
            .write_formula_with_format(
                at,
                5,
                Formula::new(days).set_result(row.days.to_string()),
                &looks.number,
            )?
            .write_formula_with_format(at, 6, shared(&planned, row.planned), &looks.percent)?
            .write_string_with_format(at, 10, critical, &looks.centre)?;
        match row.progress.percent {
            Some(percent) => {
                sheet.write_number_with_format(at, 7, percent / 100.0, &looks.percent)?
            }
            None => sheet.write_blank(at, 7, &looks.percent)?,
        };
        let actual = [row.progress.actual_start, row.progress.actual_finish];
        for (col, day) in (8..).zip(actual) {
            match day {
                Some(day) => sheet.write_number_with_format(at, col, serial(day), &looks.date)?,
                None => sheet.write_blank(at, col, &looks.date)?,
            };
        }
        self.milestones(sheet, at, row)
    }

    /// ◆ where a milestone is due, following the milestones table.
    fn milestones(&self, sheet: &mut Worksheet, at: u32, row: &Row) -> Result<(), XlsxError> {
        if row.milestones.is_empty() {
            return Ok(());
        }
        let mark = Format::new()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_num_format(TEXT_ONLY)
            .set_font_size(9);
        let with_milestones = self
            .groups
            .iter()
            .flat_map(|group| &group.tasks)
            .filter(|task| !task.milestones.is_empty())
            .count();
        let live = with_milestones * self.timeline.days.len() <= MOST_MILESTONE_FORMULAS;
        let rows = self.document.milestones.len();
        let of = |field: &str| column(Milestone::TABLE, field, rows, self.lang);
        let (codes, due) = (of("task"), of("due"));
        for (col, first) in (LEFT..).zip(&self.timeline.days) {
            let here = row
                .milestones
                .iter()
                .any(|day| self.timeline.holds(*first, *day));
            if live {
                let head = format!("{}${}", letters(col), DATES + 1);
                let formula = Formula::new(format!(
                    "=IF(COUNTIFS({codes},$A{0},{due},\">=\"&{head},{due},\"<\"&{head}+{1})>0,\"◆\",\"\")",
                    at + 1,
                    self.timeline.step
                ));
                let formula = formula.set_result(if here { "◆" } else { "" });
                sheet.write_formula_with_format(at, col, formula, &mark)?;
            } else if here {
                sheet.write_string_with_format(at, col, "◆", &mark)?;
            }
        }
        Ok(())
    }
}

fn dated(formula: &str, result: Option<NaiveDate>) -> Formula {
    let result = result.map(|day| serial(day).to_string());
    Formula::new(formula).set_result(result.unwrap_or_default())
}

/// A share of one, from a percentage.
fn shared(formula: &str, percent: f64) -> Formula {
    Formula::new(formula).set_result((percent / 100.0).to_string())
}

/// Formats of a row's cells.
struct RowLooks {
    text: Format,
    centre: Format,
    date: Format,
    number: Format,
    percent: Format,
}

impl RowLooks {
    fn new() -> Self {
        let base = Format::new()
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin)
            .set_border_color(GRID);
        Self {
            centre: base.clone().set_align(FormatAlign::Center),
            date: base
                .clone()
                .set_num_format("yyyy-mm-dd;;;@")
                .set_align(FormatAlign::Center),
            number: base.clone().set_num_format("0"),
            percent: base.clone().set_num_format("0%"),
            text: base,
        }
    }

    fn bold(&self) -> Self {
        let one = |format: &Format| {
            format
                .clone()
                .set_bold()
                .set_background_color(rust_xlsxwriter::Color::RGB(0xDD_EB_F7))
        };
        Self {
            text: one(&self.text),
            centre: one(&self.centre),
            date: one(&self.date),
            number: one(&self.number),
            percent: one(&self.percent),
        }
    }
}
