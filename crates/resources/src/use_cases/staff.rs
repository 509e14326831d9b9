//! People with what they can work and what they work on, as load and match need them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use cascade_method::staffing::{
    StaffingPolicy,
    capacity::{Capacity, Layer},
    fit::Need,
    load::{Load, Work},
};
use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use cascade_storage::DbConn;
use chrono::NaiveDate;

use crate::{
    domain::{directory::chain, staff},
    messages,
    store::{catalog, directory, windows},
};

/// Most people that one answer looks at; more are asked for by department.
pub const MOST_PEOPLE: usize = 5_000;

/// People, and everything that weighs on them.
pub struct Staff {
    /// Those asked for.
    pub people: Vec<pb::Person>,
    /// Others who work on their tasks.
    pub others: Vec<pb::Person>,
    /// Capacity of all of them.
    pub capacities: HashMap<String, Capacity>,
    /// Department to the one above it.
    pub parents: HashMap<String, String>,
    /// Their unfinished tasks.
    pub tasks: BTreeMap<String, tasks::Task>,
}

impl Staff {
    /// These people, their capacities, and their unfinished tasks beside `more`.
    pub async fn load(
        conn: &mut DbConn,
        people: Vec<pb::Person>,
        more: Vec<tasks::Task>,
    ) -> Result<Self, ServiceError> {
        let codes: Vec<String> = people.iter().map(|row| row.code.clone()).collect();
        let mut known: BTreeMap<String, tasks::Task> = windows::of_people(conn, &codes)
            .await?
            .into_iter()
            .map(|task| (task.id.clone(), task))
            .collect();
        known.extend(more.into_iter().map(|task| (task.id.clone(), task)));
        let asked: HashSet<&String> = codes.iter().collect();
        let mut others: Vec<String> = known
            .values()
            .flat_map(|task| task.collaborators.iter().chain([&task.owner]))
            .filter(|code| !asked.contains(code))
            .cloned()
            .collect();
        others.sort_unstable();
        others.dedup();
        let others = directory::people_by_code(conn, &others).await?;
        let everybody: Vec<pb::Person> = people.iter().chain(&others).cloned().collect();
        let parents = parents(conn).await?;
        Ok(Self {
            capacities: capacities(conn, &everybody, &parents).await?,
            people,
            others,
            parents,
            tasks: known,
        })
    }

    /// What a task needs of its owner, with those who help; none without dates.
    pub fn need(
        &self,
        task: &tasks::Task,
        policy: &StaffingPolicy,
        today: NaiveDate,
    ) -> Option<Need> {
        let helps = |person: &&pb::Person| {
            person.code != task.owner && task.collaborators.contains(&person.code)
        };
        let helpers = self.people.iter().chain(&self.others).filter(helps);
        staff::need(
            task,
            self.capacities.get(&task.owner),
            helpers,
            policy,
            today,
        )
    }

    /// The tasks as load sees them.
    pub fn works(&self) -> Vec<Work> {
        self.tasks.values().filter_map(staff::work).collect()
    }

    /// The load of those tasks that `counts` says.
    pub fn load_of(
        &self,
        policy: &StaffingPolicy,
        today: NaiveDate,
        counts: impl Fn(&Work) -> bool,
    ) -> Load {
        let works = self.works();
        let counted = works.iter().filter(|work| counts(work));
        Load::of(counted, &self.capacities, policy, today)
    }
}

/// Department to the one above it.
pub async fn parents(conn: &mut DbConn) -> Result<HashMap<String, String>, ServiceError> {
    let rows = directory::departments(conn).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.parent)).collect())
}

/// A department and those below it.
pub fn below(department: &str, parents: &HashMap<String, String>) -> Vec<String> {
    let is_below = |code: &&String| chain(code, parents).iter().any(|at| at == department);
    let mut found: Vec<String> = parents.keys().filter(is_below).cloned().collect();
    found.sort_unstable();
    found
}

/// People of departments, unless they are too many for one answer.
pub async fn people_of(
    conn: &mut DbConn,
    departments: &[String],
) -> Result<Vec<pb::Person>, ServiceError> {
    // One more than may be, which tells that there are more.
    let most = i64::try_from(MOST_PEOPLE)
        .unwrap_or(i64::MAX)
        .saturating_add(1);
    let people = directory::people_of(conn, departments, most).await?;
    if people.len() > MOST_PEOPLE {
        return Err(refused(
            "department",
            "request.size",
            MOST_PEOPLE,
            (
                "人员过多，请指定更小的部门或人员",
                "These are too many people: name a smaller department, or people",
            ),
        ));
    }
    Ok(people)
}

/// People of these codes.
///
/// # Errors
/// Each of them that the directory does not know.
pub async fn named(
    conn: &mut DbConn,
    field: &str,
    codes: &[String],
) -> Result<Vec<pb::Person>, ServiceError> {
    let mut wanted = codes.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let found = directory::people_by_code(conn, &wanted).await?;
    let there: HashSet<&String> = found.iter().map(|row| &row.code).collect();
    let unknown: Vec<Violation> = (wanted.iter().filter(|code| !there.contains(code)))
        .map(|code| {
            let rule = cascade_method::rules::DIR_REFERENCE_UNKNOWN.id;
            let said = Localized::new(format!("{code} 不存在"), format!("There is no {code}"));
            Violation::new(field, rule, said)
                .value(code)
                .advice(Localized::new("请核对编号", "Check the code"))
        })
        .collect();
    if unknown.is_empty() {
        Ok(found)
    } else {
        Err(ServiceError::invalid(unknown))
    }
}

async fn capacities(
    conn: &mut DbConn,
    people: &[pb::Person],
    parents: &HashMap<String, String>,
) -> Result<HashMap<String, Capacity>, ServiceError> {
    let codes: Vec<String> = people.iter().map(|row| row.code.clone()).collect();
    let mut departments: Vec<String> = people
        .iter()
        .flat_map(|row| chain(&row.department, parents))
        .collect();
    departments.sort_unstable();
    departments.dedup();
    let layers = |rows: Vec<pb::WorkCalendar>| -> HashMap<String, Arc<Layer>> {
        let layer = |row: pb::WorkCalendar| (row.code.clone(), Arc::new(staff::layer(&row)));
        rows.into_iter().map(layer).collect()
    };
    let scope = pb::CalendarScope::Department;
    let of_departments = layers(catalog::calendars_by_code(conn, scope, &departments).await?);
    let scope = pb::CalendarScope::Person;
    let of_people = layers(catalog::calendars_by_code(conn, scope, &codes).await?);
    let mut absences: HashMap<String, Vec<pb::Absence>> = HashMap::new();
    for absence in catalog::absences_of(conn, &codes).await? {
        absences
            .entry(absence.person.clone())
            .or_default()
            .push(absence);
    }
    let found = people.iter().map(|person| {
        let own = of_people.get(&person.code).cloned();
        let way = chain(&person.department, parents);
        let above = way
            .iter()
            .filter_map(|code| of_departments.get(code).cloned());
        let layers = own.into_iter().chain(above).collect();
        let away = absences.get(&person.code).map_or(&[][..], Vec::as_slice);
        (person.code.clone(), staff::capacity(person, layers, away))
    });
    Ok(found.collect())
}

/// A refusal of one field.
pub fn refused(field: &str, rule: &str, value: impl ToString, said: (&str, &str)) -> ServiceError {
    ServiceError::invalid_field(
        field,
        rule,
        value.to_string(),
        Localized::new(said.0, said.1),
    )
}

/// A day that a caller wrote; `otherwise` where nothing was.
pub fn read_day(field: &str, text: &str, otherwise: NaiveDate) -> Result<NaiveDate, ServiceError> {
    if text.is_empty() {
        return Ok(otherwise);
    }
    messages::day(text).ok_or_else(|| {
        let said = (
            "日期格式不正确，请按 2026-07-01 的格式填写",
            "This is no date: write it like 2026-07-01",
        );
        refused(field, "request.date", text, said)
    })
}
