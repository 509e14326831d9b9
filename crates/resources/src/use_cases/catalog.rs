//! Writing calendars, absences, tools and data sets.

use std::collections::{BTreeMap, HashMap};

use cascade_events::{NewEvent, outbox};
use cascade_proto::{goals::v1::ImportCounts, resources::v1 as pb};
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    keyed::{Call, keyed},
    lang::Localized,
};
use cascade_storage::DbConn;
use chrono::NaiveDate;
use futures::FutureExt;

use super::{
    UseCases,
    directory::{count, may},
    staff::read_day,
};
use crate::{
    domain::catalog::{self, Known},
    messages, outgoing,
    store::{catalog as store, directory},
};

/// Rows of one call; more are several calls.
const MOST_ROWS: usize = 10_000;

impl UseCases {
    /// Writes calendars, absences, tools and data sets, all or nothing; what is there just so stays untouched.
    ///
    /// # Errors
    /// Every rule that is broken; a caller without the right in one of the departments.
    pub async fn apply_catalog(
        &self,
        context: RequestContext,
        request: pb::ApplyCatalogRequest,
    ) -> Result<pb::ApplyCatalogResponse, ServiceError> {
        let (caller, wanted) = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "ApplyCatalog",
            dry_run: request.dry_run,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { apply(conn, &caller, wanted).await }.boxed()
        })
        .await
    }

    /// A page of absences. Why somebody is away is told to them and to the managers of their department only.
    ///
    /// # Errors
    /// A day that cannot be read.
    pub async fn absences(
        &self,
        context: &RequestContext,
        filter: &store::AbsenceFilter,
    ) -> Result<Vec<pb::Absence>, ServiceError> {
        for (field, text) in [("from", &filter.from), ("to", &filter.to)] {
            read_day(field, text, NaiveDate::MIN)?;
        }
        let mut conn = self.pool.get().await?;
        let mut rows = store::absences(&mut conn, filter).await?;
        let people: Vec<String> = rows.iter().map(|row| row.person.clone()).collect();
        let homes: HashMap<String, String> = directory::people_by_code(&mut conn, &people)
            .await?
            .into_iter()
            .map(|row| (row.code, row.department))
            .collect();
        for row in &mut rows {
            if absent(context, &row.person, homes.get(&row.person)).is_err() {
                row.set_kind(pb::AbsenceKind::Unspecified);
                row.note.clear();
            }
        }
        Ok(rows)
    }

    /// Lets an absence no longer count.
    ///
    /// # Errors
    /// An absence that is not there; a caller who is neither the person nor manages their department.
    pub async fn retire_absence(
        &self,
        context: RequestContext,
        request: pb::RetireAbsenceRequest,
    ) -> Result<pb::Absence, ServiceError> {
        let (caller, wanted) = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "RetireAbsence",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { retire(conn, &caller, &wanted.code).await }.boxed()
        })
        .await
    }
}

async fn apply(
    conn: &mut DbConn,
    context: &RequestContext,
    mut wanted: pb::ApplyCatalogRequest,
) -> Result<pb::ApplyCatalogResponse, ServiceError> {
    context.actor.require_anywhere(Role::Viewer)?;
    let rows = wanted.calendars.len()
        + wanted.absences.len()
        + wanted.tools.len()
        + wanted.data_sets.len();
    if rows > MOST_ROWS {
        let said = Localized::new(
            "一次最多 10000 行，请分次提交",
            "At most 10,000 rows at once: send them in parts",
        );
        let violation = Violation::new("", "request.size", said).value(rows.to_string());
        return Err(ServiceError::invalid([violation]));
    }
    directory::lock(conn).await?;
    for row in &mut wanted.calendars {
        // In one order, so that the same calendar is the same row.
        row.weekdays.sort_unstable();
        row.half_weekdays.sort_unstable();
        row.half_weekdays.dedup();
        row.exceptions.sort_by(|a, b| a.date.cmp(&b.date));
    }
    let homes = homes(conn, &wanted).await?;
    let departments = directory::departments(conn).await?;
    let known = Known {
        departments: departments.into_iter().map(|row| row.code).collect(),
        people: homes.keys().cloned().collect(),
    };
    let refused = catalog::check(&wanted, &known);
    if !refused.is_empty() {
        let told = refused
            .iter()
            .map(|(at, finding)| messages::violation(at, finding));
        return Err(ServiceError::invalid(told));
    }
    let mut counts = ImportCounts::default();
    let mut events: Vec<NewEvent> = Vec::new();
    calendars(
        conn,
        context,
        wanted.calendars,
        &homes,
        &mut counts,
        &mut events,
    )
    .await?;
    absences(
        conn,
        context,
        wanted.absences,
        &homes,
        &mut counts,
        &mut events,
    )
    .await?;

    let codes: Vec<String> = wanted.tools.iter().map(|row| row.code.clone()).collect();
    let known = store::tools_by_code(conn, &codes).await?;
    let known: BTreeMap<String, pb::Tool> = known
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    for mut row in wanted.tools {
        let before = known.get(&row.code);
        row.version = before.map_or(0, |before| before.version);
        if count(&mut counts, before, &row) {
            row.version += 1;
            let was = before.map(|before| before.department.as_str());
            may(context, &row.department, was)?;
            store::put_tool(conn, &row).await?;
            events.push(outgoing::tool_changed(&row, context.now));
        }
    }

    let codes: Vec<String> = wanted
        .data_sets
        .iter()
        .map(|row| row.code.clone())
        .collect();
    let known = store::data_sets_by_code(conn, &codes).await?;
    let known: BTreeMap<String, pb::DataSet> = known
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    for mut row in wanted.data_sets {
        let before = known.get(&row.code);
        row.version = before.map_or(0, |before| before.version);
        if count(&mut counts, before, &row) {
            row.version += 1;
            let was = before.map(|before| before.department.as_str());
            may(context, &row.department, was)?;
            store::put_data_set(conn, &row).await?;
            events.push(outgoing::data_set_changed(&row, context.now));
        }
    }
    outbox::append(conn, &events).await?;
    Ok(pb::ApplyCatalogResponse {
        counts: Some(counts),
    })
}

/// Department of everybody who is named.
async fn homes(
    conn: &mut DbConn,
    wanted: &pb::ApplyCatalogRequest,
) -> Result<HashMap<String, String>, ServiceError> {
    let mut people: Vec<String> = Vec::new();
    let of_people = |row: &&pb::WorkCalendar| row.scope() == pb::CalendarScope::Person;
    people.extend(
        wanted
            .calendars
            .iter()
            .filter(of_people)
            .map(|row| row.code.clone()),
    );
    people.extend(wanted.absences.iter().map(|row| row.person.clone()));
    people.extend(wanted.data_sets.iter().map(|row| row.owner.clone()));
    people.sort_unstable();
    people.dedup();
    let known = directory::people_by_code(conn, &people).await?;
    Ok(known
        .into_iter()
        .map(|row| (row.code, row.department))
        .collect())
}

async fn calendars(
    conn: &mut DbConn,
    context: &RequestContext,
    wanted: Vec<pb::WorkCalendar>,
    homes: &HashMap<String, String>,
    counts: &mut ImportCounts,
    events: &mut Vec<NewEvent>,
) -> Result<(), ServiceError> {
    let codes: Vec<String> = wanted.iter().map(|row| row.code.clone()).collect();
    let mut known: HashMap<(i32, String), pb::WorkCalendar> = HashMap::new();
    for scope in [pb::CalendarScope::Department, pb::CalendarScope::Person] {
        for row in store::calendars_by_code(conn, scope, &codes).await? {
            known.insert((row.scope, row.code.clone()), row);
        }
    }
    for mut row in wanted {
        let before = known.get(&(row.scope, row.code.clone()));
        row.version = before.map_or(0, |before| before.version);
        if count(counts, before, &row) {
            row.version += 1;
            let department = match row.scope() {
                pb::CalendarScope::Person => homes.get(&row.code).unwrap_or(&row.code),
                _ => &row.code,
            };
            context.actor.require(Role::Manager, department)?;
            store::put_calendar(conn, &row).await?;
            events.push(outgoing::calendar_changed(&row, context.now));
        }
    }
    Ok(())
}

async fn absences(
    conn: &mut DbConn,
    context: &RequestContext,
    wanted: Vec<pb::Absence>,
    homes: &HashMap<String, String>,
    counts: &mut ImportCounts,
    events: &mut Vec<NewEvent>,
) -> Result<(), ServiceError> {
    let codes: Vec<String> = wanted.iter().map(|row| row.code.clone()).collect();
    let known = store::absences_by_code(conn, &codes).await?;
    let known: BTreeMap<String, pb::Absence> = known
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    for mut row in wanted {
        let before = known.get(&row.code);
        row.version = before.map_or(0, |before| before.version);
        row.retired = false;
        if count(counts, before, &row) {
            row.version += 1;
            absent(context, &row.person, homes.get(&row.person))?;
            if let Some(before) = before.filter(|before| before.person != row.person) {
                let home = home(conn, &before.person).await?;
                absent(context, &before.person, home.as_ref())?;
            }
            store::put_absence(conn, &row).await?;
            events.push(outgoing::absence_changed(&row, context.now));
        }
    }
    Ok(())
}

async fn retire(
    conn: &mut DbConn,
    context: &RequestContext,
    code: &str,
) -> Result<pb::Absence, ServiceError> {
    directory::lock(conn).await?;
    let codes = [code.to_owned()];
    let mut row = store::absences_by_code(conn, &codes)
        .await?
        .pop()
        .ok_or_else(|| ServiceError::not_found("缺勤", "absence", code))?;
    let home = home(conn, &row.person).await?;
    absent(context, &row.person, home.as_ref())?;
    if row.retired {
        return Ok(row);
    }
    row.retired = true;
    row.version += 1;
    store::put_absence(conn, &row).await?;
    outbox::append(conn, &[outgoing::absence_changed(&row, context.now)]).await?;
    Ok(row)
}

async fn home(conn: &mut DbConn, person: &str) -> Result<Option<String>, ServiceError> {
    let codes = [person.to_owned()];
    let known = directory::people_by_code(conn, &codes).await?;
    Ok(known.into_iter().next().map(|row| row.department))
}

/// Who notes an absence is the person, or manages their department.
fn absent(
    context: &RequestContext,
    person: &str,
    department: Option<&String>,
) -> Result<(), ServiceError> {
    if context.actor.is_person(person) {
        return Ok(());
    }
    match department {
        Some(department) => context.actor.require(Role::Manager, department),
        None => context.actor.require_anywhere(Role::Manager),
    }
}
