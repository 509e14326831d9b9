//! Load of people, and what would relieve them. Nothing is written.

use cascade_method::staffing::{
    load::{Bucket, By},
    relief::{Change, View, relief},
};
use cascade_proto::resources::v1 as pb;
use cascade_runtime::{error::ServiceError, grpc::RequestContext};
use chrono::{Days, NaiveDate};

use super::{
    UseCases,
    staff::{self, Staff, read_day, refused},
};
use crate::store::windows;

/// Days shown where nothing else is asked for: four weeks.
const WINDOW: u64 = 27;
/// Most days of a window: a year and a day.
const MOST_DAYS: i64 = 367;
/// Most buckets of one answer.
const MOST_BUCKETS: i64 = 200_000;

impl UseCases {
    /// The load of a person, or of everybody in a department and those below it.
    ///
    /// # Errors
    /// A person or department that is not there; a window that is none.
    pub async fn load(
        &self,
        context: &RequestContext,
        request: pb::GetLoadRequest,
    ) -> Result<pb::GetLoadResponse, ServiceError> {
        let window = window(&request.from, &request.to, context.today)?;
        let by = by(request.by());
        let mut conn = self.pool.get().await?;
        let people = match (request.person.as_str(), request.department.as_str()) {
            ("", "") => {
                let said = ("请指定人员或部门", "Name a person, or a department");
                return Err(refused("person", "request.who", "", said));
            }
            ("", department) => {
                let parents = staff::parents(&mut conn).await?;
                if !parents.contains_key(department) {
                    return Err(ServiceError::not_found("部门", "department", department));
                }
                let departments = staff::below(department, &parents);
                staff::people_of(&mut conn, &departments).await?
            }
            (person, _) => staff::named(&mut conn, "person", &[person.to_owned()]).await?,
        };
        let days = (window.1 - window.0).num_days() + 1;
        let rows = if by == By::Week { days / 7 + 2 } else { days };
        if i64::try_from(people.len())
            .unwrap_or(i64::MAX)
            .saturating_mul(rows)
            > MOST_BUCKETS
        {
            let said = (
                "人员与日期过多，请缩小范围或按周查询",
                "These are too many people and days: ask for fewer, or by week",
            );
            return Err(refused("to", "request.size", people.len(), said));
        }
        let staff = Staff::load(&mut conn, people, Vec::new()).await?;
        drop(conn);
        let policy = self.config.policy();
        let today = context.today;
        let answer = tokio::task::spawn_blocking(move || {
            let load = staff.load_of(&policy, today, |_| true);
            let people = staff.people.iter().filter_map(|person| {
                let capacity = staff.capacities.get(&person.code)?;
                let buckets = load.buckets(&person.code, capacity, window, by);
                Some(person_load(&staff, person, &buckets))
            });
            people.collect()
        });
        Ok(pb::GetLoadResponse {
            people: answer.await.map_err(ServiceError::internal)?,
        })
    }

    /// What it would help if a task were taken off a person, moved, or handed to somebody else.
    ///
    /// # Errors
    /// A person or task that is not there; a person who has no part in the task.
    pub async fn relief(
        &self,
        context: &RequestContext,
        request: pb::PreviewReliefRequest,
    ) -> Result<pb::PreviewReliefResponse, ServiceError> {
        use pb::preview_relief_request::Change as Wanted;

        let window = window(&request.from, &request.to, context.today)?;
        let by = by(request.by());
        let (change, other) = match &request.change {
            Some(Wanted::Free(true)) => (Change::Free, None),
            Some(Wanted::MoveDays(days)) if (1..=366).contains(&days.unsigned_abs()) => {
                (Change::Move(*days), None)
            }
            Some(Wanted::MoveDays(days)) => {
                let said = (
                    "移动的工作日须为 1–366 或 -366–-1",
                    "It moves by 1 to 366 working days, or as many back",
                );
                return Err(refused("move_days", "request.change", days, said));
            }
            Some(Wanted::ToPerson(other)) if *other != request.person => {
                (Change::To(other.clone()), Some(other.clone()))
            }
            Some(Wanted::ToPerson(other)) => {
                let said = ("请指定另一人员", "Name somebody else");
                return Err(refused("to_person", "request.change", other, said));
            }
            Some(Wanted::Window(days)) => {
                let read = cascade_runtime::day::read;
                match (read(&days.start), read(&days.end)) {
                    (Some(start), Some(end)) if start <= end => (Change::Window(start, end), None),
                    _ => {
                        let said = (
                            "请填写首日与末日，例如 2026-07-01",
                            "Give first and last day, such as 2026-07-01",
                        );
                        return Err(refused("window", "request.change", &days.start, said));
                    }
                }
            }
            Some(Wanted::Free(false)) | None => {
                let said = (
                    "请指定一种调整：free、move_days 或 to_person",
                    "Say what would change: free, move_days or to_person",
                );
                return Err(refused("change", "request.change", "", said));
            }
        };
        let mut conn = self.pool.get().await?;
        let ids = [request.task_id.clone()];
        let task = windows::by_id(&mut conn, &ids)
            .await?
            .pop()
            .ok_or_else(|| ServiceError::not_found("任务", "task", &request.task_id))?;
        let mut people =
            staff::named(&mut conn, "person", std::slice::from_ref(&request.person)).await?;
        if let Some(other) = other {
            people.extend(staff::named(&mut conn, "to_person", &[other]).await?);
        }
        let there: Vec<String> = people.iter().map(|row| row.code.clone()).collect();
        let mut rest: Vec<String> = task.collaborators.clone();
        rest.push(task.owner.clone());
        rest.retain(|code| !there.contains(code));
        people.extend(crate::store::directory::people_by_code(&mut conn, &rest).await?);
        let staff = Staff::load(&mut conn, people, vec![task]).await?;
        drop(conn);
        let policy = self.config.policy();
        let works = staff.works();
        let view = View {
            works: &works,
            people: &staff.capacities,
            policy: &policy,
            today: context.today,
            window,
            by,
        };
        let Some(found) = relief(view, &request.task_id, &request.person, &change) else {
            let said = ("该人员未参与此任务", "This person has no part in the task");
            return Err(refused("person", "request.who", &request.person, said));
        };
        let mut answer = pb::PreviewReliefResponse::default();
        for one in found {
            let (before, after) = one.overload();
            answer.overload_before += before;
            answer.overload_after += after;
            let Some(person) = staff.people.iter().find(|row| row.code == one.person) else {
                continue;
            };
            answer.people.push(pb::ReliefEffect {
                before: Some(person_load(&staff, person, &one.before)),
                after: Some(person_load(&staff, person, &one.after)),
            });
        }
        Ok(answer)
    }
}

fn by(by: pb::LoadBy) -> By {
    match by {
        pb::LoadBy::Week => By::Week,
        pb::LoadBy::Day | pb::LoadBy::Unspecified => By::Day,
    }
}

/// First and last day; four weeks from today where nothing is said.
fn window(from: &str, to: &str, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), ServiceError> {
    let from = read_day("from", from, today)?;
    let weeks = from.checked_add_days(Days::new(WINDOW)).unwrap_or(from);
    let until = read_day("to", to, weeks)?;
    if until < from || (until - from).num_days() >= MOST_DAYS {
        let said = (
            "结束日期不得早于开始日期，且最多一年",
            "The last day is not before the first, and at most a year after it",
        );
        return Err(refused("to", "request.window", until, said));
    }
    Ok((from, until))
}

fn person_load(staff: &Staff, person: &pb::Person, buckets: &[Bucket]) -> pb::PersonLoad {
    let cause = |(id, hours): &(String, f64)| {
        let task = staff.tasks.get(id);
        let text = |of: fn(&cascade_proto::tasks::v1::Task) -> &String| {
            task.map(of).cloned().unwrap_or_default()
        };
        pb::LoadCause {
            task_id: id.clone(),
            plan_id: text(|task| &task.plan_id),
            code: text(|task| &task.code),
            name: text(|task| &task.name),
            hours: *hours,
        }
    };
    pb::PersonLoad {
        person: person.code.clone(),
        name: person.name.clone(),
        department: person.department.clone(),
        capacity_hours: buckets.iter().map(|one| one.capacity).sum(),
        load_hours: buckets.iter().map(|one| one.load).sum(),
        overload_hours: buckets.iter().map(Bucket::overload).sum(),
        buckets: buckets
            .iter()
            .map(|one| pb::LoadBucket {
                from: one.from.to_string(),
                to: one.to.to_string(),
                capacity_hours: one.capacity,
                load_hours: one.load,
                overload_hours: one.overload(),
                free_hours: one.free(),
                tasks: one.tasks.iter().map(cause).collect(),
            })
            .collect(),
    }
}
