//! What the directory says of days of work, and what the rules warn of by them.

use std::collections::{HashMap, HashSet};

use cascade_proto::resources::v1::{CalendarScope, Department, Person, WorkCalendar};
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;

use crate::{
    domain::{
        task::Task,
        working_time::{Calendars, Directory},
    },
    ids::TaskId,
    store::{self, directory},
    use_cases::UseCases,
};

/// Tasks that are looked at again at a time; all of an organisation would be too many to hold.
const AT_A_TIME: usize = 2_000;

/// Something that the directory says.
pub enum Said {
    /// Which department is above one.
    Department(Department),
    /// Where somebody belongs.
    Person(Person),
    /// When a department or a person works; it can be read.
    Calendar(WorkCalendar),
}

impl UseCases {
    /// Notes what the directory says, and looks at the tasks again whose owners work on other days now. Planning is held meanwhile: the
    /// calendar of the whole organisation, which seldom changes, takes as long as its unfinished tasks.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_directory(
        &self,
        conn: &mut DbConn,
        all: Vec<Said>,
    ) -> Result<(), ServiceError> {
        let (mut owners, mut departments) = (HashSet::new(), HashSet::new());
        for said in all {
            match said {
                Said::Department(said) => {
                    let code = said.code.clone();
                    if directory::note_department(conn, said).await? {
                        departments.insert(code);
                    }
                }
                Said::Person(said) => {
                    let code = said.code.clone();
                    if directory::note_person(conn, said).await? {
                        owners.insert(code);
                    }
                }
                Said::Calendar(said) => {
                    let (scope, code) = (said.scope(), said.code.clone());
                    if directory::note_calendar(conn, said).await? {
                        match scope {
                            CalendarScope::Person => owners.insert(code),
                            _ => departments.insert(code),
                        };
                    }
                }
            }
        }
        let is_same = owners.is_empty() && departments.is_empty();
        // Who belongs where matters to nobody as long as all work as the organisation does.
        if is_same || !directory::has_calendars(conn).await? {
            return Ok(());
        }
        if !departments.is_empty() {
            let tree = Directory {
                parents: directory::parents(conn).await?,
                ..Directory::default()
            };
            departments = tree.below(&departments);
        }
        let theirs = directory::unfinished_of(conn, owners, &departments).await?;
        let theirs: Vec<TaskId> = theirs.into_iter().collect();
        for some in theirs.chunks(AT_A_TIME) {
            // Those that wait for them may start on another day as well.
            let mut affected = store::links::successors(conn, some).await?;
            affected.extend(some);
            self.refresh_findings(conn, &affected).await?;
        }
        Ok(())
    }

    /// The calendars of the owners of these tasks, and of those they wait for.
    pub(super) async fn calendars(
        &self,
        conn: &mut DbConn,
        tasks: &[Task],
        predecessors: &HashMap<TaskId, Task>,
    ) -> Result<Calendars, ServiceError> {
        let all = tasks.iter().chain(predecessors.values());
        let owners = all.map(|task| task.plan.owner.as_str()).collect();
        let known = directory::of_owners(conn, owners).await?;
        Ok(Calendars::new(self.calendar.clone(), known))
    }
}
