//! What every plan is judged by: the departments with those who are away, and the policies in force. It is the same for one batch of
//! events as for the next, so it is not read for each.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use cascade_method::policy::Policy;
use cascade_storage::{DbConn, StorageError};
use chrono::NaiveDate;

use crate::{directory::Directory, domain::rulebook::Rulebook, store};

/// How old it may be. What this replica hears of the directory it applies at once; what another has heard, within this time. A policy or
/// a rota is written before its first day, and a new day reads everything anew.
const FRESH: Duration = Duration::from_secs(1);

/// What plans are judged by on a day.
#[derive(Debug, Clone)]
pub(crate) struct Grounds {
    pub(crate) directory: Arc<Directory>,
    pub(crate) rules: Arc<Rulebook>,
}

impl Grounds {
    /// As the database has it.
    pub(crate) async fn read(
        conn: &mut DbConn,
        today: NaiveDate,
        default: &Policy,
    ) -> Result<Self, StorageError> {
        Ok(Self {
            directory: Arc::new(store::directory_on(conn, today).await?),
            rules: Arc::new(store::rulebook(conn, default).await?),
        })
    }
}

/// The grounds last read.
#[derive(Default)]
pub(crate) struct Known(Mutex<Option<(Instant, NaiveDate, Grounds)>>);

impl Known {
    /// As they were known at most a second ago.
    pub(crate) async fn on(
        &self,
        conn: &mut DbConn,
        today: NaiveDate,
        default: &Policy,
    ) -> Result<Grounds, StorageError> {
        if let Some((read, day, grounds)) = &*self.last()
            && *day == today
            && read.elapsed() < FRESH
        {
            return Ok(grounds.clone());
        }
        // What is committed from here on may be missing in what is read.
        let began = Instant::now();
        let mut grounds = Grounds::read(conn, today, default).await?;
        let mut last = self.last();
        if let Some((_, _, before)) = &*last {
            // The same policies stay the same object: plans tell by that whether they have changed.
            if before.rules == grounds.rules {
                grounds.rules = Arc::clone(&before.rules);
            }
        }
        *last = Some((began, today, grounds.clone()));
        Ok(grounds)
    }

    /// Has them read anew, after this replica has committed something about them.
    pub(crate) fn forget(&self) {
        *self.last() = None;
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Option<(Instant, NaiveDate, Grounds)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
