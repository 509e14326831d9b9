//! Who works on what.

use std::collections::{HashMap, HashSet};

use super::file::{File, FilePerson, FileTask};
use crate::mspdi::{ELSEWHERE, fields};

pub(super) struct People {
    codes: HashMap<i64, String>,
    /// Codes of those assigned, by the task's UID, in the order of the file.
    assigned: HashMap<i64, Vec<String>>,
    /// Who is in the people table: position in the file and code.
    pub listed: Vec<(usize, String)>,
}

impl People {
    pub(super) fn of(file: &File) -> Self {
        let mut people = Self {
            codes: HashMap::new(),
            assigned: HashMap::new(),
            listed: Vec::new(),
        };
        let mut taken = HashSet::new();
        for (at, person) in file.people.iter().enumerate() {
            let elsewhere = person.field(fields::ROW).strip_prefix(ELSEWHERE);
            if let Some(code) = elsewhere {
                people.codes.insert(person.uid, code.to_owned());
                continue;
            }
            let code = code(person, &mut taken);
            people.codes.insert(person.uid, code.clone());
            people.listed.push((at, code));
        }
        for (task, person) in &file.assignments {
            if let Some(code) = people.codes.get(person) {
                let assigned = people.assigned.entry(*task).or_default();
                if !assigned.contains(code) {
                    assigned.push(code.clone());
                }
            }
        }
        people
    }

    /// The owner and who helps. Whom a file of ours names stays the owner while assigned, or while nobody is.
    pub(super) fn of_task(&self, task: &FileTask, named: &str) -> (String, Vec<String>) {
        let assigned = self.assigned.get(&task.uid).map_or(&[][..], Vec::as_slice);
        let owner = match assigned.first() {
            Some(first) if !assigned.iter().any(|code| code == named) => first.as_str(),
            _ => named,
        };
        let others = assigned.iter().filter(|code| *code != owner);
        (owner.to_owned(), others.cloned().collect())
    }
}

/// The code of the field for it; where a file has none, the name is who somebody is.
fn code(person: &FilePerson, taken: &mut HashSet<String>) -> String {
    let wanted = if person.code.is_empty() {
        &person.name
    } else {
        &person.code
    };
    let mut code = wanted.clone();
    if !taken.insert(code.clone()) {
        code = format!("{wanted}-{}", person.uid);
        taken.insert(code.clone());
    }
    code
}
