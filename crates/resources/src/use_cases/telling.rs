//! Telling the whole directory to a service that has asked for it.

use cascade_events::outbox;
use cascade_proto::resources::v1::{self as pb, DirectoryTold};
use cascade_storage::{DbConn, StorageError};
use chrono::{DateTime, Utc};

use crate::{
    outgoing,
    store::{
        catalog::{self, AbsenceFilter},
        directory::{self, Wanted},
    },
};

/// Rows of a page: some ten thousands of bytes.
const PAGE: usize = 200;
/// The same for a query.
const MOST: i64 = 200;

/// Tells everything in pages, in the open transaction. Calendars come last: until then, what else is told concerns nobody's days of work.
///
/// # Errors
/// What the database says.
pub async fn tell_directory(
    conn: &mut DbConn,
    request: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let mut answer = Answer {
        request,
        page: 0,
        now,
    };
    for some in directory::departments(conn).await?.chunks(PAGE) {
        let told = DirectoryTold {
            departments: some.to_vec(),
            ..DirectoryTold::default()
        };
        answer.tell(conn, told).await?;
    }
    let mut after = String::new();
    loop {
        let people = directory::people(conn, &Wanted::default(), &after, MOST).await?;
        let Some(last) = people.last() else { break };
        after.clone_from(&last.code);
        let told = DirectoryTold {
            people,
            ..DirectoryTold::default()
        };
        answer.tell(conn, told).await?;
    }
    let mut filter = AbsenceFilter {
        // It may be known elsewhere as one that counts.
        include_retired: true,
        most: MOST,
        ..AbsenceFilter::default()
    };
    loop {
        let absences = catalog::absences(conn, &filter).await?;
        let Some(last) = absences.last() else { break };
        filter.after.clone_from(&last.code);
        let told = DirectoryTold {
            absences: absences.iter().map(outgoing::without_reason).collect(),
            ..DirectoryTold::default()
        };
        answer.tell(conn, told).await?;
    }
    let mut after = (String::new(), String::new());
    loop {
        let calendars = catalog::calendars(conn, None, (&after.0, &after.1), MOST).await?;
        let Some(last) = calendars.last() else { break };
        after = (last.scope().as_str_name().to_owned(), last.code.clone());
        let told = DirectoryTold {
            calendars,
            ..DirectoryTold::default()
        };
        answer.tell(conn, told).await?;
    }
    let end = DirectoryTold {
        last: true,
        ..DirectoryTold::default()
    };
    answer.tell(conn, end).await
}

/// An answer that is being told.
struct Answer<'a> {
    request: &'a str,
    page: i32,
    now: DateTime<Utc>,
}

impl Answer<'_> {
    async fn tell(
        &mut self,
        conn: &mut DbConn,
        told: pb::DirectoryTold,
    ) -> Result<(), StorageError> {
        self.page += 1;
        let page = pb::DirectoryTold {
            request: self.request.to_owned(),
            page: self.page,
            ..told
        };
        outbox::append(conn, &[outgoing::directory_told(&page, self.now)]).await
    }
}
