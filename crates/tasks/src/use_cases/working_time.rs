//! What the directory says of days of work, and what the rules warn of by them.

use std::collections::{BTreeSet, HashMap, HashSet};

use cascade_directory::backfill;
use cascade_proto::resources::v1::{Absence, Department, DirectoryTold, Person, WorkCalendar};
use cascade_runtime::error::ServiceError;
use cascade_schedule::{Absence as Days, Calendar};
use cascade_storage::DbConn;
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{
        task::Task,
        working_time::{Calendars, Directory},
    },
    ids::TaskId,
    store::{
        self, directory,
        reviews::{self, Review},
    },
    use_cases::UseCases,
};

/// Tasks that are looked at again in one transaction. Planning is held meanwhile.
const AT_A_TIME: i64 = 500;
/// Codes that one review names.
const CODES: usize = 500;

/// What the directory says.
#[derive(Debug, Default)]
pub struct Said {
    /// Which department is above one.
    pub departments: Vec<Department>,
    /// Where people belong.
    pub people: Vec<Person>,
    /// When departments and people work; they can be read.
    pub calendars: Vec<WorkCalendar>,
    /// When people are away, with the days.
    pub absences: Vec<(Absence, Days)>,
    /// Pages of the whole directory, without what is in them.
    pub pages: Vec<DirectoryTold>,
}

impl UseCases {
    /// Notes what the directory says, and has the tasks looked at again whose owners work on other days now: the first of them at once,
    /// the others later ([`UseCases::review_some`]), for a calendar of the whole organisation is about all that are unfinished.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_directory(
        &self,
        conn: &mut DbConn,
        said: Said,
        now: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let mut departments = directory::note_departments(conn, said.departments).await?;
        let mut owners = directory::note_people(conn, said.people).await?;
        let (of_departments, of_people) = directory::note_calendars(conn, said.calendars).await?;
        departments.extend(of_departments);
        owners.extend(of_people);
        directory::note_absences(conn, said.absences).await?;
        self.begin_reviews(conn, owners, departments).await?;
        for page in &said.pages {
            backfill::note_page(conn, page, now).await?;
        }
        Ok(())
    }

    async fn begin_reviews(
        &self,
        conn: &mut DbConn,
        owners: BTreeSet<String>,
        departments: BTreeSet<String>,
    ) -> Result<(), ServiceError> {
        let is_same = owners.is_empty() && departments.is_empty();
        // Who belongs where matters to nobody as long as all work as the organisation does.
        if is_same || !directory::has_calendars(conn).await? {
            return Ok(());
        }
        let mut below: Vec<String> = Vec::new();
        if !departments.is_empty() {
            let tree = Directory {
                parents: directory::parents(conn).await?,
                ..Directory::default()
            };
            below.extend(tree.below(&departments.into_iter().collect()));
        }
        let owners: Vec<String> = owners.into_iter().collect();
        let of_owners = owners.chunks(CODES).map(|some| Review::of(some, &[]));
        let of_departments = below.chunks(CODES).map(|some| Review::of(&[], some));
        let reviews: Vec<Review> = of_owners.chain(of_departments).collect();
        let mut room = AT_A_TIME;
        for review in reviews {
            let last = if room > 0 {
                let some = self.review(conn, &review, room).await?;
                let full = i64::try_from(some.len()).is_ok_and(|count| count >= room);
                room -= i64::try_from(some.len()).unwrap_or(room);
                if !full {
                    continue;
                }
                some.last().map(ToString::to_string)
            } else {
                None
            };
            let rest = Review {
                after_task: last.unwrap_or_default(),
                ..review
            };
            reviews::insert(conn, rest).await?;
        }
        Ok(())
    }

    /// Looks at the next tasks of a review, at most so many, and answers which.
    async fn review(
        &self,
        conn: &mut DbConn,
        review: &Review,
        most: i64,
    ) -> Result<Vec<TaskId>, ServiceError> {
        let some = reviews::next_tasks(conn, review, most).await?;
        // Those that wait for them may start on another day as well.
        let mut affected = store::links::successors(conn, &some).await?;
        affected.extend(&some);
        self.refresh_findings(conn, &affected).await?;
        Ok(some)
    }

    /// Looks at the next tasks of the oldest review that is not done, in the caller's transaction; false where there is none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn review_some(&self, conn: &mut DbConn) -> Result<bool, ServiceError> {
        if reviews::oldest(conn).await?.is_none() {
            return Ok(false);
        }
        store::links::lock(conn).await?;
        // Another replica may have done it while this one waited.
        let Some(oldest) = reviews::oldest(conn).await? else {
            return Ok(false);
        };
        let some = self.review(conn, &oldest, AT_A_TIME).await?;
        let is_full = i64::try_from(some.len()).is_ok_and(|count| count >= AT_A_TIME);
        match some.last().filter(|_| is_full) {
            Some(last) => reviews::go_on_after(conn, &oldest.id, *last).await?,
            None => reviews::end(conn, &oldest.id).await?,
        }
        Ok(true)
    }

    /// The calendars of the owners of these tasks, and of those they wait for.
    pub(super) async fn calendars(
        &self,
        conn: &mut DbConn,
        tasks: &[Task],
        predecessors: &HashMap<TaskId, Task>,
    ) -> Result<Calendars, ServiceError> {
        let all = tasks.iter().chain(predecessors.values());
        self.calendars_of(conn, all.map(|task| task.plan.owner.as_str()))
            .await
    }

    /// The calendar of a task's owner.
    pub(super) async fn calendar_of(
        &self,
        conn: &mut DbConn,
        task: &Task,
    ) -> Result<Calendar, ServiceError> {
        let mut calendars = self.calendars_of(conn, [task.plan.owner.as_str()]).await?;
        Ok(calendars.of(&task.plan))
    }

    /// The calendars of the owners of these tasks, without the days between the two on which they are away.
    pub(super) async fn attendance(
        &self,
        conn: &mut DbConn,
        tasks: &[Task],
        between: (NaiveDate, NaiveDate),
    ) -> Result<Calendars, ServiceError> {
        let owners: HashSet<&str> = tasks.iter().map(|task| task.plan.owner.as_str()).collect();
        let known = Directory {
            away: directory::away(conn, owners.clone(), between).await?,
            ..directory::of_owners(conn, owners).await?
        };
        Ok(Calendars::new(self.organisation.clone(), known))
    }

    /// The calendars of these people.
    pub(super) async fn calendars_of<'a>(
        &self,
        conn: &mut DbConn,
        owners: impl IntoIterator<Item = &'a str>,
    ) -> Result<Calendars, ServiceError> {
        let owners: HashSet<&str> = owners.into_iter().collect();
        let known = directory::of_owners(conn, owners).await?;
        Ok(Calendars::new(self.organisation.clone(), known))
    }
}
