//! What is said of the directory, and the plans that it concerns: whose people work on other days, or whose alerts ask somebody else.

use std::collections::{BTreeMap, BTreeSet};

use cascade_storage::{DbConn, StorageError};

use crate::{
    directory::{Department, Directory},
    ids::PlanId,
    incoming::Incoming,
    store,
};

/// What is other of departments than before.
#[derive(Debug, Default)]
pub(crate) struct Rearranged {
    /// Those that have another head or hang elsewhere: somebody else may be asked there and below.
    asking: BTreeSet<String>,
    /// Those that hang elsewhere: other calendars may hold there and below.
    moved: BTreeMap<String, BTreeSet<String>>,
}

/// Keeps what was said of departments; answers what is other than before.
pub(crate) async fn take_in_departments(
    conn: &mut DbConn,
    mut said: Vec<Department>,
) -> Result<Rearranged, StorageError> {
    if said.is_empty() {
        return Ok(Rearranged::default());
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
    let mut rearranged = Rearranged::default();
    for department in said {
        let code = department.code;
        if decides(&before, &code) != decides(&after, &code) {
            rearranged.asking.insert(code.clone());
        }
        let way = |directory: &Directory| BTreeSet::from_iter(directory.way(&code));
        let (was, is) = (way(&before), way(&after));
        if was != is {
            let above = was.symmetric_difference(&is).cloned().collect();
            rearranged.moved.insert(code, above);
        }
    }
    Ok(rearranged)
}

/// Plans that the change concerns: those with open alerts where somebody else may be asked, and those of whom other calendars hold.
pub(crate) async fn plans_rearranged(
    conn: &mut DbConn,
    rearranged: Rearranged,
    directory: &Directory,
) -> Result<BTreeSet<PlanId>, StorageError> {
    let asking = rearranged.asking.iter();
    let asking = asking.flat_map(|code| directory.below(code)).collect();
    let mut plans = store::plans_with_open_alerts(conn, asking).await?;
    let above = rearranged.moved.values().flatten().cloned().collect();
    let with_calendar = store::with_calendars(conn, above).await?;
    let moved = rearranged.moved.iter();
    let moved = moved.filter(|(_, above)| !above.is_disjoint(&with_calendar));
    let departments = moved.flat_map(|(code, _)| directory.below(code)).collect();
    plans.extend(store::plans_of(conn, &BTreeSet::new(), &departments).await?);
    Ok(plans)
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
