//! Calendars, absences, tools, data sets: what the rules say of them.

use std::collections::HashSet;

use cascade_method::{Finding, Table, rules};
use cascade_proto::resources::v1 as pb;

use super::directory::{duplicates, finding, unknown};
use crate::messages::day;

/// Largest quantity of a tool.
const MOST: f64 = 1e9;

/// What is known beside what is written.
#[derive(Debug, Default)]
pub struct Known {
    /// Departments.
    pub departments: HashSet<String>,
    /// People, of those who are named.
    pub people: HashSet<String>,
}

/// What the rules say of a catalogue that is to be written, each with the path of its message.
#[must_use]
pub fn check(wanted: &pb::ApplyCatalogRequest, known: &Known) -> Vec<(String, Finding)> {
    let mut findings = Vec::new();
    let keys: Vec<String> = wanted
        .calendars
        .iter()
        .map(|row| {
            if row.code.is_empty() {
                String::new()
            } else {
                format!("{} {}", row.scope().as_str_name(), row.code)
            }
        })
        .collect();
    let calendars = keys.iter().map(String::as_str);
    duplicates(Table::Calendars, "calendars", calendars, &mut findings);
    let absences = wanted.absences.iter().map(|row| row.code.as_str());
    duplicates(Table::Absences, "absences", absences, &mut findings);
    let tools = wanted.tools.iter().map(|row| row.code.as_str());
    duplicates(Table::Tools, "tools", tools, &mut findings);
    let data_sets = wanted.data_sets.iter().map(|row| row.code.as_str());
    duplicates(Table::DataSets, "data_sets", data_sets, &mut findings);
    for (at, row) in wanted.calendars.iter().enumerate() {
        let found = calendar(row, known);
        findings.extend(found.map(|one| (format!("calendars[{at}]."), one)));
    }
    for (at, row) in wanted.absences.iter().enumerate() {
        let found = absence(row, known);
        findings.extend(
            found
                .into_iter()
                .map(|one| (format!("absences[{at}]."), one)),
        );
    }
    for (at, row) in wanted.tools.iter().enumerate() {
        let path = || format!("tools[{at}].");
        if !known.departments.contains(&row.department) {
            let one = unknown(Table::Tools, &row.code, "department", &row.department);
            findings.push((path(), one));
        }
        if !(row.quantity > 0.0 && row.quantity <= MOST) {
            let said = (
                "数量须大于 0 且在合理范围内",
                "A quantity is above 0, and within reason",
            );
            let (rule, value) = (&rules::RES_AMOUNT_INVALID, row.quantity.to_string());
            let one = finding(rule, Table::Tools, &row.code, "quantity", &value, said);
            findings.push((path(), one));
        }
    }
    for (at, row) in wanted.data_sets.iter().enumerate() {
        let path = || format!("data_sets[{at}].");
        if !known.departments.contains(&row.department) {
            let one = unknown(Table::DataSets, &row.code, "department", &row.department);
            findings.push((path(), one));
        }
        if !row.owner.is_empty() && !known.people.contains(&row.owner) {
            findings.push((
                path(),
                unknown(Table::DataSets, &row.code, "owner", &row.owner),
            ));
        }
    }
    findings
}

fn calendar<'a>(
    row: &'a pb::WorkCalendar,
    known: &Known,
) -> impl Iterator<Item = Finding> + use<'a> {
    let broken = move |field, value: &str, said| {
        let (rule, table) = (&rules::DIR_CALENDAR_INVALID, Table::Calendars);
        finding(rule, table, &row.code, field, value, said)
    };
    let owner = match row.scope() {
        pb::CalendarScope::Department if known.departments.contains(&row.code) => None,
        pb::CalendarScope::Person if known.people.contains(&row.code) => None,
        pb::CalendarScope::Unspecified => {
            let said = (
                "日历须属于部门或人员",
                "A calendar is a department's or a person's",
            );
            Some(broken("scope", "", said))
        }
        _ => Some(unknown(Table::Calendars, &row.code, "code", &row.code)),
    };
    let mut seen = HashSet::new();
    let weekdays = row
        .weekdays
        .iter()
        .filter(move |day| !(1..=7).contains(*day) || !seen.insert(**day))
        .map(move |day| {
            let said = (
                "工作日为 1（周一）至 7（周日），每日至多一次",
                "A working weekday is 1 (Monday) to 7 (Sunday), each once",
            );
            broken("weekdays", &day.to_string(), said)
        });
    let mut dates = HashSet::new();
    let exceptions = row
        .exceptions
        .iter()
        .filter(move |one| day(&one.date).is_none() || !dates.insert(one.date.clone()))
        .map(move |one| {
            let said = (
                "例外日期须按 2026-07-01 的格式填写，且不得重复",
                "An exception's date is written like 2026-07-01, and stands once",
            );
            broken("exceptions", &one.date, said)
        });
    let halves = row
        .half_weekdays
        .iter()
        .filter(|day| !row.weekdays.contains(*day))
        .map(move |day| {
            let said = (
                "只上半天的工作日须是工作日之一",
                "A weekday of which half is worked is one of the working weekdays",
            );
            broken("half_weekdays", &day.to_string(), said)
        });
    let parts = row
        .exceptions
        .iter()
        .filter(|one| !one.working && one.part() != pb::DayPart::Unspecified)
        .map(move |one| {
            let said = (
                "不上班的日期没有上半天或下半天之分",
                "A day that is not worked has no part that is",
            );
            broken("exceptions", &one.date, said)
        });
    let confirmed = Some(row.confirmed_through.as_str())
        .filter(|text| !text.is_empty() && day(text).is_none())
        .map(|text| {
            let said = (
                "确认至的日期须按 2026-07-01 的格式填写",
                "The day up to which it is confirmed is written like 2026-07-01",
            );
            broken("confirmed_through", text, said)
        });
    let week = owner.into_iter().chain(weekdays).chain(halves);
    week.chain(exceptions).chain(parts).chain(confirmed)
}

fn absence(row: &pb::Absence, known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    if !known.people.contains(&row.person) {
        found.push(unknown(Table::Absences, &row.code, "person", &row.person));
    }
    let mut broken = |field, value: &str, said| {
        let (rule, table) = (&rules::DIR_ABSENCE_INVALID, Table::Absences);
        found.push(finding(rule, table, &row.code, field, value, said));
    };
    let unreadable = (
        "日期须按 2026-07-01 的格式填写",
        "A day is written like 2026-07-01",
    );
    match (day(&row.from), day(&row.to)) {
        (Some(from), Some(to)) if to < from => {
            let said = (
                "缺勤结束不得早于开始",
                "An absence does not end before it begins",
            );
            broken("to", &row.to, said);
        }
        (Some(_), Some(_)) => {}
        (from, to) => {
            if from.is_none() {
                broken("from", &row.from, unreadable);
            }
            if to.is_none() {
                broken("to", &row.to, unreadable);
            }
        }
    }
    found
}
