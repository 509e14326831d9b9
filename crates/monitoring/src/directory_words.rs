//! What is said of the directory, and the plans that it concerns: whose people work on other days, or whose alerts ask somebody else.

use std::collections::BTreeSet;

use cascade_storage::{DbConn, StorageError};

use crate::{
    directory::{Department, Directory},
    ids::PlanId,
    incoming::Incoming,
    store,
};

/// Keeps what was said of departments; answers those that have another head now or hang elsewhere.
pub(crate) async fn take_in_departments(
    conn: &mut DbConn,
    mut said: Vec<Department>,
) -> Result<BTreeSet<String>, StorageError> {
    if said.is_empty() {
        return Ok(BTreeSet::new());
    }
    let before = store::directory(conn).await?;
    said.sort_by(|a, b| a.code.cmp(&b.code));
    for department in &said {
        store::upsert_department(conn, department).await?;
    }
    let after = store::directory(conn).await?;
    let decides = |directory: &Directory, code: &str| {
        let first = directory.upwards(code).next();
        first.map(|one| (one.head.clone(), one.parent.clone()))
    };
    let codes = said.into_iter().map(|department| department.code);
    Ok(codes
        .filter(|code| decides(&before, code) != decides(&after, code))
        .collect())
}

/// Plans with open alerts in these departments and all below: somebody else may be whom they are to ask.
pub(crate) async fn plans_asking(
    conn: &mut DbConn,
    departments: &BTreeSet<String>,
    directory: &Directory,
) -> Result<BTreeSet<PlanId>, StorageError> {
    let below = departments.iter().flat_map(|code| directory.below(code));
    store::plans_with_open_alerts(conn, below.collect()).await
}

/// Keeps what was said of people's working time; answers the plans that it concerns.
pub(crate) async fn take_in_working_time(
    conn: &mut DbConn,
    mut said: Vec<Incoming>,
    directory: &Directory,
) -> Result<BTreeSet<PlanId>, StorageError> {
    // In one order, as in every transaction: two replicas cannot wait for each other.
    said.sort_by_cached_key(|incoming| match incoming {
        Incoming::Person(fact) => (0, fact.code.clone()),
        Incoming::Calendar(fact) => (1, format!("{} {}", fact.scope, fact.code)),
        Incoming::Absence(fact) => (2, fact.code.clone()),
        _ => (3, String::new()),
    });
    let (mut owners, mut departments) = (BTreeSet::new(), BTreeSet::new());
    for incoming in said {
        match incoming {
            Incoming::Person(fact) => {
                let is_news = store::upsert_person(conn, &fact).await?;
                owners.extend(is_news.then_some(fact.code));
            }
            Incoming::Calendar(fact) => {
                if !store::upsert_calendar(conn, &fact).await? {
                    continue;
                }
                if fact.scope == store::PERSON {
                    owners.insert(fact.code);
                } else {
                    departments.extend(directory.below(&fact.code));
                }
            }
            Incoming::Absence(fact) => {
                let is_news = store::upsert_absence(conn, &fact).await?;
                owners.extend(is_news.then_some(fact.person));
            }
            _ => {}
        }
    }
    store::plans_of(conn, &owners, &departments).await
}
