//! Calendars where no plan is at hand: a department's for its reports, a person's for their day. Without absences, as everywhere where
//! days are counted and not laid out.

use std::collections::HashMap;

use cascade_schedule::{Calendar, Organisation};
use cascade_storage::{DbConn, StorageError};

use crate::{directory::Directory, domain::working_time::Worker, store};

/// Calendars of departments, by code.
pub(crate) async fn of_departments(
    conn: &mut DbConn,
    directory: &Directory,
    codes: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Calendar>, StorageError> {
    let workers = codes.into_iter().map(Worker::of_department).collect();
    let times = store::working_times(conn, workers, directory).await?;
    let mut organisation = Organisation::new(Calendar::china());
    let calendars = times.into_iter().map(|(worker, time)| {
        let calendar = organisation.layered(&time.layers, &[]);
        (worker.department, calendar)
    });
    Ok(calendars.collect())
}

/// A department's calendar.
pub(crate) async fn of_department(
    conn: &mut DbConn,
    directory: &Directory,
    code: &str,
) -> Result<Calendar, StorageError> {
    let mut found = of_departments(conn, directory, [code]).await?;
    Ok(found.remove(code).unwrap_or_else(Calendar::china))
}

/// A person's calendar; the organisation's where it is not known to which department they belong.
pub(crate) async fn of_person(
    conn: &mut DbConn,
    directory: &Directory,
    person: &str,
) -> Result<Calendar, StorageError> {
    let worker = Worker {
        owner: person.to_owned(),
        department: directory.top().unwrap_or_default().to_owned(),
    };
    let times = store::working_times(conn, vec![worker], directory).await?;
    let layers = times.into_iter().flat_map(|(_, time)| time.layers);
    let layers: Vec<_> = layers.collect();
    Ok(Organisation::new(Calendar::china()).layered(&layers, &[]))
}
