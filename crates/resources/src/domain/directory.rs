//! The directory: departments in a tree, people with skills, budgets.

use std::collections::{HashMap, HashSet};

use cascade_method::rules;
use cascade_runtime::error::Violation;
use serde::{Deserialize, Serialize};

use crate::domain::{finding::broken, tree};

/// A department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Identity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Code of the one above; empty at the top.
    pub parent: String,
    /// Code of the person who leads it; may be empty.
    pub head: String,
    /// Rises by one with every change.
    pub version: i64,
}

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Identity.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Code of the department.
    pub department: String,
    /// What they can do.
    pub skills: Vec<Skill>,
    /// Working hours of a day.
    pub hours_per_day: f64,
    /// Address.
    pub email: String,
    /// Rises by one with every change.
    pub version: i64,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// Its name.
    pub name: String,
    /// 1–5.
    pub level: i32,
}

/// A budget, in minor units of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Identity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Code of the department.
    pub department: String,
    /// All of it.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Held for approved requests.
    pub reserved_minor: i64,
    /// Gone.
    pub spent_minor: i64,
    /// Rises by one with every change.
    pub version: i64,
}

impl Budget {
    /// What can still be reserved.
    #[must_use]
    pub fn free(&self) -> i64 {
        self.amount_minor - self.reserved_minor - self.spent_minor
    }
}

/// A part of the directory: what is wanted of it, or what is known of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Directory {
    /// Departments.
    pub departments: Vec<Department>,
    /// People.
    pub people: Vec<Person>,
    /// Budgets.
    pub budgets: Vec<Budget>,
}

/// The rows that become, with their new versions, and how many stay.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Rows that were not there.
    pub new: Directory,
    /// Rows that differ from what was.
    pub changed: Directory,
    /// Rows that are so already.
    pub unchanged: u32,
}

/// Most that a budget or a request may be about, in minor units: sums of thousands of them stay far from overflowing.
pub const MOST_MINOR: i64 = 1_000_000_000_000_000;

/// Compares what is wanted with what is known: every department, and the people and budgets that are named.
///
/// # Errors
/// Every rule that is broken.
pub fn apply(known: &Directory, wanted: Directory) -> Result<Change, Vec<Violation>> {
    let violations = check(known, &wanted);
    if !violations.is_empty() {
        return Err(violations);
    }
    let mut change = Change::default();
    let departments = index(&known.departments, |row| &row.code);
    for mut row in wanted.departments {
        let before = departments.get(row.code.as_str()).copied();
        row.version = before.map_or(0, |before| before.version);
        if place(before, &row, &mut change.unchanged) {
            row.version += 1;
            let side = if before.is_some() {
                &mut change.changed
            } else {
                &mut change.new
            };
            side.departments.push(row);
        }
    }
    let people = index(&known.people, |row| &row.code);
    for mut row in wanted.people {
        let before = people.get(row.code.as_str()).copied();
        row.version = before.map_or(0, |before| before.version);
        if place(before, &row, &mut change.unchanged) {
            row.version += 1;
            let side = if before.is_some() {
                &mut change.changed
            } else {
                &mut change.new
            };
            side.people.push(row);
        }
    }
    let budgets = index(&known.budgets, |row| &row.code);
    for mut row in wanted.budgets {
        let before = budgets.get(row.code.as_str()).copied();
        row.version = before.map_or(0, |before| before.version);
        // The ledger is this service's own.
        row.reserved_minor = before.map_or(0, |before| before.reserved_minor);
        row.spent_minor = before.map_or(0, |before| before.spent_minor);
        if place(before, &row, &mut change.unchanged) {
            row.version += 1;
            let side = if before.is_some() {
                &mut change.changed
            } else {
                &mut change.new
            };
            side.budgets.push(row);
        }
    }
    Ok(change)
}

/// Whether the row differs from what was; counts it where it does not.
fn place<T: PartialEq>(before: Option<&T>, row: &T, unchanged: &mut u32) -> bool {
    let differs = before != Some(row);
    if !differs {
        *unchanged += 1;
    }
    differs
}

fn check(known: &Directory, wanted: &Directory) -> Vec<Violation> {
    let mut violations = Vec::new();
    let departments: HashSet<&str> = known
        .departments
        .iter()
        .chain(&wanted.departments)
        .map(|row| row.code.as_str())
        .collect();
    let people: HashSet<&str> = known
        .people
        .iter()
        .chain(&wanted.people)
        .map(|row| row.code.as_str())
        .collect();
    let mut refer = |field: String, code: &str, there: &HashSet<&str>, may_be_empty: bool| {
        if (code.is_empty() && may_be_empty) || there.contains(code) {
            return;
        }
        violations.push(broken(
            &rules::DIR_REFERENCE_UNKNOWN,
            field,
            code,
            (
                &format!("找不到部门或人员 {code}"),
                &format!("There is no department or person {code}"),
                "请先录入，或核对编号",
                "Write it first, or check the code",
            ),
        ));
    };
    for (i, row) in wanted.departments.iter().enumerate() {
        refer(
            format!("departments[{i}].parent"),
            &row.parent,
            &departments,
            true,
        );
        refer(format!("departments[{i}].head"), &row.head, &people, true);
    }
    for (i, row) in wanted.people.iter().enumerate() {
        refer(
            format!("people[{i}].department"),
            &row.department,
            &departments,
            false,
        );
    }
    for (i, row) in wanted.budgets.iter().enumerate() {
        refer(
            format!("budgets[{i}].department"),
            &row.department,
            &departments,
            false,
        );
    }
    violations.extend(twice(
        "departments",
        wanted.departments.iter().map(|row| row.code.as_str()),
    ));
    violations.extend(twice(
        "people",
        wanted.people.iter().map(|row| row.code.as_str()),
    ));
    violations.extend(twice(
        "budgets",
        wanted.budgets.iter().map(|row| row.code.as_str()),
    ));
    violations.extend(tree::cycles(&known.departments, &wanted.departments));
    violations.extend(overdrawn(known, wanted));
    violations
}

/// Budgets that would hold less than what is reserved and spent already.
fn overdrawn(known: &Directory, wanted: &Directory) -> Vec<Violation> {
    let budgets = index(&known.budgets, |row| &row.code);
    wanted
        .budgets
        .iter()
        .enumerate()
        .filter_map(|(i, row)| {
            let before = budgets.get(row.code.as_str())?;
            let used = before.reserved_minor + before.spent_minor;
            (row.amount_minor < used).then(|| {
                broken(
                    &rules::RES_BUDGET_EXCEEDED,
                    format!("budgets[{i}].amount_minor"),
                    &row.amount_minor.to_string(),
                    (
                        &format!("预算 {} 已占用 {used}，不能低于该金额", row.code),
                        &format!(
                            "{used} of the budget {} are reserved or spent already",
                            row.code
                        ),
                        "请先撤回部分申请，或提高预算",
                        "Withdraw some requests first, or set a higher amount",
                    ),
                )
            })
        })
        .collect()
}

fn twice<'a>(table: &str, codes: impl Iterator<Item = &'a str>) -> Vec<Violation> {
    let mut seen = HashSet::new();
    codes
        .enumerate()
        .filter(|(_, code)| !code.is_empty() && !seen.insert(*code))
        .map(|(i, code)| {
            broken(
                &rules::DIR_CODE_DUPLICATE,
                format!("{table}[{i}].code"),
                code,
                (
                    &format!("编号 {code} 重复"),
                    &format!("The code {code} stands twice"),
                    "请使用不同的编号",
                    "Give each row a code of its own",
                ),
            )
        })
        .collect()
}

fn index<T>(rows: &[T], code: impl Fn(&T) -> &String) -> HashMap<&str, &T> {
    rows.iter().map(|row| (code(row).as_str(), row)).collect()
}
