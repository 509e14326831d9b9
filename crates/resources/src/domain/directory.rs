//! The directory: who and what there is.

use std::collections::{HashMap, HashSet};

use cascade_method::{Finding, Rule, Table, Text, person, rules};
use cascade_proto::resources::v1 as pb;

use crate::domain::request::MOST_MINOR;

/// What is known beside what is written.
#[derive(Debug, Default)]
pub struct Known {
    /// Department to the one above it.
    pub parents: HashMap<String, String>,
    /// People.
    pub people: HashSet<String>,
    /// Reserved and spent of the budgets that are named.
    pub used: HashMap<String, i64>,
}

/// What the rules say of a directory that is to be written, each with the path of its message.
#[must_use]
pub fn check(wanted: &pb::ApplyDirectoryRequest, known: &Known) -> Vec<(String, Finding)> {
    let mut findings = Vec::new();
    let mut parents = known.parents.clone();
    for row in &wanted.departments {
        parents.insert(row.code.clone(), row.parent.clone());
    }
    let mut people: HashSet<&str> = known.people.iter().map(String::as_str).collect();
    people.extend(wanted.people.iter().map(|row| row.code.as_str()));
    duplicates(
        Table::Departments,
        "departments",
        wanted.departments.iter().map(|row| row.code.as_str()),
        &mut findings,
    );
    duplicates(
        Table::People,
        "people",
        wanted.people.iter().map(|row| row.code.as_str()),
        &mut findings,
    );
    duplicates(
        Table::Budgets,
        "budgets",
        wanted.budgets.iter().map(|row| row.code.as_str()),
        &mut findings,
    );
    for (at, row) in wanted.departments.iter().enumerate() {
        let mut say = |finding| findings.push((format!("departments[{at}]."), finding));
        if !row.parent.is_empty() && !parents.contains_key(&row.parent) {
            say(unknown(
                Table::Departments,
                &row.code,
                "parent",
                &row.parent,
            ));
        }
        if !row.head.is_empty() && !people.contains(row.head.as_str()) {
            say(unknown(Table::Departments, &row.code, "head", &row.head));
        }
        if let Some(way) = ring(&row.code, &parents) {
            let said = (
                format!("部门层级成环：{way}"),
                format!("The departments above it lead back to it: {way}"),
            );
            say(finding(
                &rules::DIR_DEPARTMENT_CYCLE,
                Table::Departments,
                &row.code,
                "parent",
                &way,
                (&said.0, &said.1),
            ));
        }
    }
    for (at, row) in wanted.people.iter().enumerate() {
        let mut say = |finding| findings.push((format!("people[{at}]."), finding));
        if !parents.contains_key(&row.department) {
            say(unknown(
                Table::People,
                &row.code,
                "department",
                &row.department,
            ));
        }
        if !(0.0..=24.0).contains(&row.hours_per_day) {
            let said = ("每日工时为 0–24 小时", "A day has 0 to 24 working hours");
            let hours = row.hours_per_day.to_string();
            let (rule, code) = (&rules::RES_AMOUNT_INVALID, &row.code);
            say(finding(
                rule,
                Table::People,
                code,
                "hours_per_day",
                &hours,
                said,
            ));
        }
        if let Some(share) = row.part_time_percent
            && !(share > 0.0 && share <= 100.0)
        {
            say(finding(
                &rules::DIR_PART_TIME,
                Table::People,
                &row.code,
                "part_time_percent",
                &share.to_string(),
                (
                    "在岗比例须大于 0 且不超过 100%",
                    "A part-time share is above 0 and at most 100 %",
                ),
            ));
        }
        if let Some(finding) = person::check_email(&row.code, &row.email) {
            say(finding);
        }
        for skill in row
            .skills
            .iter()
            .filter(|skill| !(1..=5).contains(&skill.level))
        {
            say(finding(
                &rules::DIR_SKILL_LEVEL,
                Table::People,
                &row.code,
                "skills",
                &format!("{}:{}", skill.name, skill.level),
                ("技能等级须为 1–5", "A skill's level is 1–5"),
            ));
        }
    }
    for (at, row) in wanted.budgets.iter().enumerate() {
        let mut say = |finding| findings.push((format!("budgets[{at}]."), finding));
        if !parents.contains_key(&row.department) {
            say(unknown(
                Table::Budgets,
                &row.code,
                "department",
                &row.department,
            ));
        }
        let used = known.used.get(&row.code).copied().unwrap_or(0);
        if row.amount_minor < used {
            let said = (
                format!("预算已占用 {used} 分，不能低于该金额"),
                format!("{used} of it are reserved or spent already (minor units)"),
            );
            say(finding(
                &rules::RES_BUDGET_EXCEEDED,
                Table::Budgets,
                &row.code,
                "amount_minor",
                &row.amount_minor.to_string(),
                (&said.0, &said.1),
            ));
        } else if !(1..=MOST_MINOR).contains(&row.amount_minor) {
            say(finding(
                &rules::RES_AMOUNT_INVALID,
                Table::Budgets,
                &row.code,
                "amount_minor",
                &row.amount_minor.to_string(),
                (
                    "预算金额须大于 0 且在合理范围内",
                    "A budget's amount is above 0, and within reason",
                ),
            ));
        }
    }
    findings
}

pub(super) fn duplicates<'a>(
    table: Table,
    list: &str,
    codes: impl Iterator<Item = &'a str>,
    findings: &mut Vec<(String, Finding)>,
) {
    let mut seen = HashSet::new();
    for (at, code) in codes.enumerate() {
        if code.is_empty() || !seen.insert(code) {
            let said = (
                "编号为空或重复",
                "The code is empty or stands more than once",
            );
            findings.push((
                format!("{list}[{at}]."),
                finding(&rules::DIR_CODE_DUPLICATE, table, code, "code", code, said),
            ));
        }
    }
}

pub(super) fn unknown(table: Table, row: &str, field: &'static str, value: &str) -> Finding {
    let said = (format!("{value} 不存在"), format!("There is no {value}"));
    finding(
        &rules::DIR_REFERENCE_UNKNOWN,
        table,
        row,
        field,
        value,
        (&said.0, &said.1),
    )
}

pub(super) fn finding(
    rule: &'static Rule,
    table: Table,
    row: &str,
    field: &'static str,
    value: &str,
    said: (&str, &str),
) -> Finding {
    Finding::new(rule, table, row, field, Text::new(said.0, said.1))
        .value(value)
        .advice(Text::new("请核对后重试", "Check it, then try again"))
}

/// A department and those above it, nearest first.
#[must_use]
pub fn chain(code: &str, parents: &HashMap<String, String>) -> Vec<String> {
    let mut way = vec![code.to_owned()];
    let mut at = code;
    while let Some(parent) = parents.get(at)
        && !parent.is_empty()
        && !way.contains(parent)
    {
        way.push(parent.clone());
        at = parent;
    }
    way
}

/// The way from a department back to itself.
fn ring(code: &str, parents: &HashMap<String, String>) -> Option<String> {
    let mut way = chain(code, parents);
    let last = way.last()?;
    // A ring that it only leads into is said of those on it.
    (parents.get(last)? == code).then(|| {
        way.push(code.to_owned());
        way.join(" → ")
    })
}
