//! Writing the directory.

use std::collections::BTreeMap;

use cascade_events::{NewEvent, outbox};
use cascade_proto::{goals::v1::ImportCounts, resources::v1 as pb};
use cascade_runtime::{
    auth::Role,
    error::ServiceError,
    grpc::RequestContext,
    keyed::{Call, keyed},
};
use cascade_storage::DbConn;
use futures::FutureExt;

use super::{UseCases, name_of};
use crate::{
    domain::{
        directory::{self, Known},
        ledger,
    },
    messages, outgoing,
    store::{directory as store, postings},
};

/// Percent of a full position of somebody new of whom nothing else is said.
const FULL_TIME: f64 = 100.0;

impl UseCases {
    /// Writes departments, people and budgets, all or nothing; what is there just so stays untouched.
    ///
    /// # Errors
    /// Every rule that is broken; a caller without the right in one of the departments.
    pub async fn apply_directory(
        &self,
        context: RequestContext,
        request: pb::ApplyDirectoryRequest,
    ) -> Result<pb::ApplyDirectoryResponse, ServiceError> {
        let (caller, wanted) = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "ApplyDirectory",
            dry_run: request.dry_run,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { apply(conn, &caller, wanted).await }.boxed()
        })
        .await
    }
}

async fn apply(
    conn: &mut DbConn,
    context: &RequestContext,
    wanted: pb::ApplyDirectoryRequest,
) -> Result<pb::ApplyDirectoryResponse, ServiceError> {
    context.actor.require_anywhere(Role::Manager)?;
    store::lock(conn).await?;
    let departments: BTreeMap<String, pb::Department> = store::departments(conn)
        .await?
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    let mut codes: Vec<String> = wanted.people.iter().map(|row| row.code.clone()).collect();
    codes.extend(
        wanted
            .departments
            .iter()
            .map(|row| row.head.clone())
            .filter(|head| !head.is_empty()),
    );
    let people: BTreeMap<String, pb::Person> = store::people_by_code(conn, &codes)
        .await?
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    let mut budgets: BTreeMap<String, pb::Budget> = BTreeMap::new();
    let mut names: Vec<&String> = wanted.budgets.iter().map(|row| &row.code).collect();
    names.sort_unstable();
    for name in names {
        if let Some(budget) = store::lock_budget(conn, name).await? {
            budgets.insert(budget.code.clone(), budget);
        }
    }
    let known = Known {
        used: budgets
            .values()
            .map(|row| (row.code.clone(), row.reserved_minor + row.spent_minor))
            .collect(),
        parents: departments
            .values()
            .map(|row| (row.code.clone(), row.parent.clone()))
            .collect(),
        people: people.keys().cloned().collect(),
    };
    let refused = directory::check(&wanted, &known);
    if !refused.is_empty() {
        return Err(ServiceError::invalid(
            refused
                .iter()
                .map(|(at, finding)| messages::violation(at, finding)),
        ));
    }

    let mut counts = ImportCounts::default();
    let mut events: Vec<NewEvent> = Vec::new();
    for mut row in wanted.departments {
        let before = departments.get(&row.code);
        row.version = before.map_or(0, |row| row.version);
        if count(&mut counts, before, &row) {
            row.version += 1;
            may(context, &row.code, before.map(|row| row.code.as_str()))?;
            store::put_department(conn, &row).await?;
            events.push(outgoing::department_changed(&row, context.now));
        }
    }
    for mut row in wanted.people {
        let before = people.get(&row.code);
        row.version = before.map_or(0, |row| row.version);
        if row.part_time_percent.is_none() {
            row.part_time_percent = before.map_or(Some(FULL_TIME), |row| row.part_time_percent);
        }
        if count(&mut counts, before, &row) {
            row.version += 1;
            may(
                context,
                &row.department,
                before.map(|row| row.department.as_str()),
            )?;
            store::put_person(conn, &row).await?;
            events.push(outgoing::person_changed(&row, context.now));
        }
    }
    for mut row in wanted.budgets {
        let before = budgets.get(&row.code);
        if let Some(before) = before {
            (row.version, row.reserved_minor, row.spent_minor) =
                (before.version, before.reserved_minor, before.spent_minor);
        } else {
            (row.version, row.reserved_minor, row.spent_minor) = (0, 0, 0);
        }
        if count(&mut counts, before, &row) {
            row.version += 1;
            may(
                context,
                &row.department,
                before.map(|row| row.department.as_str()),
            )?;
            store::put_budget(conn, &row).await?;
            let granted = before.map_or(0, |before| before.amount_minor);
            let entries = ledger::grant(granted, row.amount_minor);
            postings::add(
                conn,
                &row.code,
                &entries,
                "",
                &name_of(context),
                context.now,
            )
            .await?;
            events.push(outgoing::budget_changed(&row, context.now));
        }
    }
    outbox::append(conn, &events).await?;
    Ok(pb::ApplyDirectoryResponse {
        counts: Some(counts),
    })
}

/// Who changes a row is a manager of its department, and of the one that it was in.
pub(super) fn may(
    context: &RequestContext,
    after: &str,
    before: Option<&str>,
) -> Result<(), ServiceError> {
    context.actor.require(Role::Manager, after)?;
    before.map_or(Ok(()), |before| {
        context.actor.require(Role::Manager, before)
    })
}

/// Counts a row and says whether it has to be written.
pub(super) fn count<T: PartialEq>(
    counts: &mut ImportCounts,
    before: Option<&T>,
    after: &T,
) -> bool {
    match before {
        None => counts.created += 1,
        Some(before) if before == after => {
            counts.unchanged += 1;
            return false;
        }
        Some(_) => counts.updated += 1,
    }
    true
}
