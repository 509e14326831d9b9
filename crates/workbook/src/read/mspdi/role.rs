//! What each row of the outline is: by its custom field in a file of ours, by its level in any other.

use std::collections::{HashMap, HashSet};

use super::file::{File, FileTask};
use crate::mspdi::fields;
use cascade_method::Table;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plan,
    Goal,
    KeyResult,
    Task,
    Milestone,
    /// A summary that only groups tasks, or a row that is not worked on.
    Passed,
}

/// A row in its place.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub role: Role,
    pub code: String,
    /// Code of the goal above a key result, of the key result above a task; empty where the outline has none.
    pub above: String,
    /// The row says itself what it is.
    pub stated: bool,
}

/// A goal or key result that the outline needs and does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Implied {
    pub role: Role,
    pub code: String,
    pub above: String,
    /// Position of the row that it stands for; none where it is the project.
    pub of: Option<usize>,
}

pub(super) struct Places {
    pub rows: Vec<Place>,
    pub implied: Vec<Implied>,
    /// The file is one of ours.
    pub ours: bool,
}

/// The goal that the project itself is taken for.
const PROJECT_GOAL: &str = "G0";

impl Places {
    pub(super) fn of(file: &File) -> Self {
        let ours = file.tasks.iter().any(|task| stated(task).is_some());
        let mut places = Self {
            rows: Vec::with_capacity(file.tasks.len()),
            implied: Vec::new(),
            ours,
        };
        let is_summary = |at: usize| {
            file.tasks
                .get(at + 1)
                .is_some_and(|next| next.level > file.tasks[at].level)
        };
        let deepest = (0..file.tasks.len())
            .filter(|at| is_summary(*at))
            .map(|at| file.tasks[at].level)
            .max()
            .unwrap_or_default();
        let mut codes = Codes::of(file);
        // Positions of the rows above.
        let mut above: Vec<usize> = Vec::new();
        for (at, task) in file.tasks.iter().enumerate() {
            above.retain(|upper| file.tasks[*upper].level < task.level);
            let place = match stated(task) {
                Some((role, code)) => {
                    let upper = match role {
                        Role::KeyResult => places.nearest(&above, Role::Goal),
                        Role::Task => places.nearest(&above, Role::KeyResult),
                        _ => None,
                    };
                    Place {
                        role,
                        code,
                        above: places.code_of(upper),
                        stated: true,
                    }
                }
                None => places.guess(task, &above, is_summary(at), deepest, &mut codes),
            };
            places.rows.push(place);
            above.push(at);
        }
        places
    }

    fn guess(
        &mut self,
        task: &FileTask,
        above: &[usize],
        is_summary: bool,
        deepest: u32,
        codes: &mut Codes,
    ) -> Place {
        let place = |role, code: String, above: String| Place {
            role,
            code,
            above,
            stated: false,
        };
        if task.level == 0 {
            return place(Role::Plan, String::new(), String::new());
        }
        if task.inactive {
            return place(Role::Passed, String::new(), String::new());
        }
        let goal = self.nearest(above, Role::Goal);
        let key_result = self.nearest(above, Role::KeyResult);
        // With one level of summaries only, the project is the goal and they are its key results.
        let goal_level = u32::from(deepest != 1);
        let (may_be_goal, may_be_key_result) = if self.ours {
            (
                goal.is_none() && key_result.is_none(),
                goal.is_some() && key_result.is_none(),
            )
        } else {
            (
                is_summary && task.level == goal_level,
                is_summary && task.level == goal_level + 1,
            )
        };
        if may_be_goal {
            return place(Role::Goal, codes.new_code("G", task.uid), String::new());
        }
        if may_be_key_result {
            let goal = match goal {
                Some(goal) => self.rows[goal].code.clone(),
                None => self.project_goal(codes),
            };
            return place(Role::KeyResult, codes.new_code("KR", task.uid), goal);
        }
        if is_summary {
            return place(Role::Passed, String::new(), String::new());
        }
        let key_result = match key_result {
            Some(key_result) => self.rows[key_result].code.clone(),
            None => self.implied_key_result(goal, codes),
        };
        place(Role::Task, codes.new_code("T", task.uid), key_result)
    }

    fn project_goal(&mut self, codes: &mut Codes) -> String {
        let known = self.implied.iter().find(|row| row.role == Role::Goal);
        if let Some(known) = known {
            return known.code.clone();
        }
        let code = codes.free(PROJECT_GOAL.to_owned());
        self.implied.push(Implied {
            role: Role::Goal,
            code: code.clone(),
            above: String::new(),
            of: None,
        });
        code
    }

    /// Tasks straight below a goal, or below nothing, need a key result.
    fn implied_key_result(&mut self, goal: Option<usize>, codes: &mut Codes) -> String {
        let known = self
            .implied
            .iter()
            .find(|row| row.role == Role::KeyResult && row.of == goal);
        if let Some(known) = known {
            return known.code.clone();
        }
        let above = match goal {
            Some(goal) => self.rows[goal].code.clone(),
            None => self.project_goal(codes),
        };
        let code = codes.free(format!("KR-{above}"));
        self.implied.push(Implied {
            role: Role::KeyResult,
            code: code.clone(),
            above,
            of: goal,
        });
        code
    }

    fn nearest(&self, above: &[usize], role: Role) -> Option<usize> {
        above
            .iter()
            .rev()
            .copied()
            .find(|upper| self.rows[*upper].role == role)
    }

    fn code_of(&self, at: Option<usize>) -> String {
        at.map(|at| self.rows[at].code.clone()).unwrap_or_default()
    }

    /// Position of the tasks by the numbers that links name.
    pub(super) fn tasks_by_uid(&self, file: &File) -> HashMap<i64, usize> {
        (0..file.tasks.len())
            .filter(|at| self.rows[*at].role == Role::Task)
            .map(|at| (file.tasks[at].uid, at))
            .collect()
    }
}

/// What a row of ours says it is.
fn stated(task: &FileTask) -> Option<(Role, String)> {
    let (table, code) = task.field(fields::ROW).split_once('/')?;
    let roles = [
        (Table::Plan, Role::Plan),
        (Table::Goals, Role::Goal),
        (Table::KeyResults, Role::KeyResult),
        (Table::Tasks, Role::Task),
        (Table::Milestones, Role::Milestone),
    ];
    roles
        .into_iter()
        .find(|(named, _)| named.name() == table)
        .map(|(_, role)| (role, code.to_owned()))
}

/// Codes that are taken. A row without one gets its code from its UID, which stays when rows are moved.
struct Codes(HashSet<String>);

impl Codes {
    fn of(file: &File) -> Self {
        let stated = file.tasks.iter().filter_map(stated);
        Self(stated.map(|(_, code)| code).collect())
    }

    fn new_code(&mut self, prefix: &str, uid: i64) -> String {
        self.free(format!("{prefix}{uid}"))
    }

    fn free(&mut self, wanted: String) -> String {
        let mut code = wanted.clone();
        let mut next = 2;
        while !self.0.insert(code.clone()) {
            code = format!("{wanted}-{next}");
            next += 1;
        }
        code
    }
}
