//! What was guessed and what could not be kept, told once each.

use std::sync::Arc;

use cascade_schedule::{Calendar, DayPart};
use chrono::NaiveDate;

use super::file::{File, FileTask};
use super::links::Links;
use super::role::{Places, Role};
use super::rows::{layout, table_of};
use crate::issue::{self, CellIssue};
use crate::origin::Origin;
use crate::read::sheet::{Raw, Sheet};
use crate::tables::Table;
use cascade_method::{Lang, Rule, Text};

/// Dates that a message lists before it only counts them.
const LISTED: usize = 5;

fn remark(
    rule: &'static Rule,
    (table, lang): (&'static Table, Lang),
    row: u32,
    field: &'static str,
    value: String,
    (message, advice): (Text, Text),
) -> Option<CellIssue> {
    let origin = Origin::new(Arc::new(layout(table, lang)), row.saturating_sub(1));
    Some(CellIssue {
        rule,
        cell: origin.cell(field)?,
        table: table.id,
        field,
        value,
        message,
        advice,
    })
}

/// About the links of one task.
pub(super) fn of_links(found: &Links, task: &FileTask, lang: Lang) -> Vec<CellIssue> {
    let at = |message, advice| {
        let table = (table_of(Role::Task), lang);
        let said = (message, advice);
        remark(
            &issue::LAG,
            table,
            task.id,
            "predecessors",
            found.text.clone(),
            said,
        )
    };
    let lost = (found.lost > 0).then(|| {
        at(
            Text::new(
                format!(
                    "{} 条关联未保留：它们指向汇总任务、其他项目或不存在的任务",
                    found.lost
                ),
                format!(
                    "{} links were not kept: they lead to summary tasks, other projects or nowhere",
                    found.lost
                ),
            ),
            Text::new(
                "请改为关联到具体任务；其他计划的任务写作 计划编号/任务编号",
                "Link to tasks themselves; a task of another plan is written PLAN/CODE",
            ),
        )
    });
    let rounded = (found.rounded > 0).then(|| {
        at(
            Text::new(
                format!("{} 条关联的间隔已换算为整工作日", found.rounded),
                format!(
                    "The lag of {} links was rounded to whole working days",
                    found.rounded
                ),
            ),
            Text::new("请核对换算后的间隔", "Check the lags as they are now"),
        )
    });
    [lost, rounded].into_iter().flatten().flatten().collect()
}

/// About the file as a whole.
pub(super) fn remarks(file: &File, places: &Places, sheets: &[Sheet]) -> Vec<CellIssue> {
    let lang = sheets.first().map_or(Lang::Zh, |sheet| sheet.lang);
    [
        outline(file, places, lang),
        passed(file, places, lang),
        constraints(file, places, lang),
        calendar(file, lang),
        progress(file, places, lang),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn outline(file: &File, places: &Places, lang: Lang) -> Option<CellIssue> {
    let at = places.rows.iter().position(|row| {
        !row.stated && matches!(row.role, Role::Goal | Role::KeyResult | Role::Task)
    })?;
    let (role, row) = (places.rows[at].role, file.tasks[at].id);
    let count = |role: Role| {
        let rows = places
            .rows
            .iter()
            .filter(|row| row.role == role && !row.stated);
        rows.count() + places.implied.iter().filter(|row| row.role == role).count()
    };
    let (goals, key_results, tasks) =
        (count(Role::Goal), count(Role::KeyResult), count(Role::Task));
    let message = Text::new(
        format!(
            "文件未说明哪些行是目标与关键结果，按大纲级别识别出 {goals} 个目标、{key_results} 个关键结果、{tasks} 个任务"
        ),
        format!(
            "The file does not say which rows are goals and key results; by their outline levels {goals} goals, \
             {key_results} key results and {tasks} tasks were found"
        ),
    );
    let advice = Text::new(
        "核对后补充目标来源、KR 的目标值与权重、任务的交付物等文件中没有的内容",
        "Check them, then add what the file cannot know: sources, targets and weights, deliverables",
    );
    let value = file.tasks[at].name.clone();
    remark(
        &issue::OUTLINE,
        (table_of(role), lang),
        row,
        "code",
        value,
        (message, advice),
    )
}

fn passed(file: &File, places: &Places, lang: Lang) -> Option<CellIssue> {
    let rows = file.tasks.iter().zip(&places.rows);
    let mut rows = rows.filter(|(_, place)| place.role == Role::Passed);
    let first = rows.next()?.0;
    let count = rows.count() + 1;
    let message = Text::new(
        format!("{count} 行未导入：更深一级的汇总任务或已停用的任务"),
        format!("{count} rows were passed over: deeper summary tasks, or tasks that are inactive"),
    );
    let advice = Text::new(
        "其下的任务归入上方的关键结果",
        "The tasks below them belong to the key result above",
    );
    let table = (table_of(Role::Task), lang);
    remark(
        &issue::OUTLINE,
        table,
        first.id,
        "name",
        first.name.clone(),
        (message, advice),
    )
}

/// 0: as soon as possible, 4: start no earlier than, which is how every task is planned here.
fn constraints(file: &File, places: &Places, lang: Lang) -> Option<CellIssue> {
    let rows = file.tasks.iter().zip(&places.rows);
    let mut bound =
        rows.filter(|(task, place)| place.role == Role::Task && !matches!(task.constraint, 0 | 4));
    let first = bound.next()?.0;
    let count = bound.count() + 1;
    let message = Text::new(
        format!("{count} 个任务的限制条件（如“必须完成于”）未保留，只保留日期"),
        format!(
            "The constraints of {count} tasks, such as “must finish on”, were not kept; their dates were"
        ),
    );
    let advice = Text::new(
        "请确认这些任务的计划日期",
        "Make sure that the planned dates of these tasks are meant",
    );
    let table = (table_of(Role::Task), lang);
    let value = first.name.clone();
    remark(
        &issue::CONSTRAINT,
        table,
        first.id,
        "planned_start",
        value,
        (message, advice),
    )
}

fn calendar(file: &File, lang: Lang) -> Option<CellIssue> {
    let theirs = file.calendar.as_ref()?;
    let (first, last) = span(file)?;
    let (mine, their) = (Calendar::china(), theirs.calendar());
    let differing: Vec<NaiveDate> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .filter(|day| mine.part(*day) != their.part(*day))
        .collect();
    if differing.is_empty() && theirs.recurring == 0 {
        return None;
    }
    let days = |zh: bool| {
        let named = differing.iter().take(LISTED).map(|day| {
            let off = their.part(*day) == DayPart::Off;
            match (zh, off) {
                (true, true) => format!("{day} 休"),
                (true, false) => format!("{day} 班"),
                (false, true) => format!("{day} off"),
                (false, false) => format!("{day} worked"),
            }
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let (count, recurring) = (differing.len(), theirs.recurring);
    let message = Text::new(
        format!(
            "文件的日历与本系统的工作日历有 {count} 天不同（{}），另有 {recurring} 条重复例外未读取",
            days(true)
        ),
        format!(
            "The file's calendar differs from the working calendar here on {count} days ({}); {recurring} recurring \
             exceptions were not read",
            days(false)
        ),
    );
    let advice = Text::new(
        "如确有不同，请在组织目录中维护部门或个人的日历",
        "If they are meant, keep them as calendars of departments or people in the directory",
    );
    let table = (table_of(Role::Plan), lang);
    remark(
        &issue::CALENDAR,
        table,
        0,
        "period_start",
        String::new(),
        (message, advice),
    )
}

/// At most ten years: a date far off is a slip of the pen.
fn span(file: &File) -> Option<(NaiveDate, NaiveDate)> {
    let days = || {
        let cells = file
            .tasks
            .iter()
            .flat_map(|task| [&task.start, &task.finish]);
        cells.filter_map(|cell| match cell {
            Some(Raw::Date(day)) => Some(*day),
            _ => None,
        })
    };
    let first = days().min()?;
    let furthest = first.checked_add_days(chrono::Days::new(3_660))?;
    Some((first, days().max()?.min(furthest)))
}

fn progress(file: &File, places: &Places, lang: Lang) -> Option<CellIssue> {
    let rows = file.tasks.iter().zip(&places.rows);
    let mut begun = rows.filter(|(task, place)| {
        place.role == Role::Task && (task.percent > 0.0 || task.actual_start.is_some())
    });
    let first = begun.next()?.0;
    let count = begun.count() + 1;
    let message = Text::new(
        format!("{count} 个任务带有完成百分比或实际日期：进度由负责人填报，导入不会改动"),
        format!(
            "{count} tasks carry per cent complete or actual dates: progress is reported by owners, importing leaves it alone"
        ),
    );
    let advice = Text::new(
        "计划启用后用“cascade progress report”填报",
        "Report it with “cascade progress report” once the plan is active",
    );
    let table = (table_of(Role::Task), lang);
    let value = format!("{} %", first.percent);
    remark(
        &issue::PROGRESS,
        table,
        first.id,
        "name",
        value,
        (message, advice),
    )
}
