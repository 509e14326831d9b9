//! Who could take a task, and who should take which of many. Nothing is written.

use std::collections::HashSet;

use cascade_method::staffing::{
    assign::{Job, assign},
    fit::{Factor, Fit, Need, fit, rank},
};
use cascade_proto::{goals::v1 as goals, resources::v1 as pb, tasks::v1 as tasks};
use cascade_runtime::{error::ServiceError, grpc::RequestContext};
use cascade_storage::DbConn;

use super::{
    UseCases,
    staff::{self, Staff, read_day, refused},
};
use crate::{
    domain::staff as domain,
    store::{directory, windows},
};

/// Candidates where no number is asked for.
const CANDIDATES: usize = 20;
/// Most candidates of one answer.
const MOST_CANDIDATES: u32 = 500;
/// Most tasks of one proposal.
const MOST_TASKS: usize = 300;
/// Most people of one proposal.
const MOST_ASSIGNED: usize = 500;
/// Days of a need by itself, at most.
const MOST_DAYS: i64 = 367;

impl UseCases {
    /// Who could take a task, the best first.
    ///
    /// # Errors
    /// A task, person or department that is not there; a need that cannot be read.
    pub async fn candidates(
        &self,
        context: &RequestContext,
        request: pb::MatchCandidatesRequest,
    ) -> Result<pb::MatchCandidatesResponse, ServiceError> {
        let most = match request.most {
            0 => CANDIDATES,
            most if most <= MOST_CANDIDATES => usize::try_from(most).unwrap_or(CANDIDATES),
            most => {
                let said = ("最多 500 名候选人", "At most 500 candidates");
                return Err(refused("most", "request.size", most, said));
            }
        };
        let policy = self.config.policy();
        let today = context.today;
        let mut conn = self.pool.get().await?;
        let task = match (request.task_id.as_str(), &request.need) {
            ("", Some(_)) => None,
            ("", None) => {
                let said = ("请指定任务或需求", "Name a task, or what is needed");
                return Err(refused("task_id", "request.id", "", said));
            }
            (id, _) => Some(task(&mut conn, id).await?),
        };
        let people = self.asked(&mut conn, &request).await?;
        let staff = Staff::load(&mut conn, people, task.iter().cloned().collect()).await?;
        drop(conn);
        let need = match &task {
            Some(task) => staff
                .need(task, &policy, today)
                .ok_or_else(|| undated(task))?,
            None => read_need(&request.need.unwrap_or_default(), today)?,
        };
        let answer = tokio::task::spawn_blocking(move || {
            let load = staff.load_of(&policy, today, |work| work.id != request.task_id);
            let who = domain::candidates(&staff.people, &staff.capacities, &load);
            let ranked = rank(&need, &who, &staff.parents, &policy);
            let candidates = ranked.iter().take(most);
            pb::MatchCandidatesResponse {
                candidates: candidates.map(|fit| told(&staff, fit)).collect(),
                need: Some(shown(&need)),
            }
        });
        answer.await.map_err(ServiceError::internal)
    }

    /// Who should take which task.
    ///
    /// # Errors
    /// Tasks or people that are not there; too many of them.
    pub async fn assignment(
        &self,
        context: &RequestContext,
        request: pb::ProposeAssignmentRequest,
    ) -> Result<pb::ProposeAssignmentResponse, ServiceError> {
        let policy = self.config.policy();
        let today = context.today;
        let mut conn = self.pool.get().await?;
        let wanted = wanted(&mut conn, &request).await?;
        let people = if request.people.is_empty() {
            around(&mut conn, &wanted).await?
        } else {
            staff::named(&mut conn, "people", &request.people).await?
        };
        if people.len() > MOST_ASSIGNED {
            let said = (
                "可选人员过多，请指定人员（最多 500 名）",
                "There are too many people to choose from: name them, at most 500",
            );
            return Err(refused("people", "request.size", people.len(), said));
        }
        let staff = Staff::load(&mut conn, people, wanted.clone()).await?;
        drop(conn);
        let mut jobs = Vec::with_capacity(wanted.len());
        for task in &wanted {
            let need = staff
                .need(task, &policy, today)
                .ok_or_else(|| undated(task))?;
            jobs.push(Job {
                id: task.id.clone(),
                need,
            });
        }
        let answer = tokio::task::spawn_blocking(move || {
            // What is to be assigned weighs on nobody yet; the rest stays with those who have it.
            let free: HashSet<&str> = wanted.iter().map(|task| task.id.as_str()).collect();
            let load = staff.load_of(&policy, today, |work| !free.contains(work.id.as_str()));
            let who = domain::candidates(&staff.people, &staff.capacities, &load);
            let found = assign(&jobs, &who, &staff.parents, &policy);
            let task = |id: &str| wanted.iter().find(|task| task.id == id);
            let mut answer = pb::ProposeAssignmentResponse {
                total: found.total,
                proven_best: found.proven,
                people: i32::try_from(who.len()).unwrap_or(i32::MAX),
                ..pb::ProposeAssignmentResponse::default()
            };
            for choice in &found.chosen {
                let Some(task) = task(&choice.job) else {
                    continue;
                };
                let job = jobs.iter().find(|job| job.id == task.id);
                let owner = who.iter().find(|who| who.code == task.owner);
                let now = job.zip(owner);
                answer.assignments.push(pb::ProposedAssignment {
                    task_id: task.id.clone(),
                    task_code: task.code.clone(),
                    task_name: task.name.clone(),
                    current_owner: task.owner.clone(),
                    current_score: now
                        .map(|(job, owner)| fit(&job.need, owner, &staff.parents, &policy).score),
                    proposed: Some(told(&staff, &choice.fit)),
                });
            }
            for left in &found.unassigned {
                let Some(task) = task(&left.job) else {
                    continue;
                };
                answer.unassigned.push(pb::UnassignedTask {
                    task_id: task.id.clone(),
                    task_code: task.code.clone(),
                    task_name: task.name.clone(),
                    current_owner: task.owner.clone(),
                    why: Some(words(&left.why)),
                    nearest: left.nearest.as_ref().map(|fit| told(&staff, fit)),
                });
            }
            answer
        });
        answer.await.map_err(ServiceError::internal)
    }

    /// Those among whom candidates are sought.
    async fn asked(
        &self,
        conn: &mut DbConn,
        request: &pb::MatchCandidatesRequest,
    ) -> Result<Vec<pb::Person>, ServiceError> {
        if !request.people.is_empty() {
            if request.people.len() > staff::MOST_PEOPLE {
                let said = ("人员过多", "These are too many people");
                return Err(refused(
                    "people",
                    "request.size",
                    request.people.len(),
                    said,
                ));
            }
            return staff::named(conn, "people", &request.people).await;
        }
        let parents = staff::parents(conn).await?;
        let departments = match request.department.as_str() {
            "" => parents.keys().cloned().collect(),
            department if parents.contains_key(department) => staff::below(department, &parents),
            department => return Err(ServiceError::not_found("部门", "department", department)),
        };
        staff::people_of(conn, &departments).await
    }
}

async fn task(conn: &mut DbConn, id: &str) -> Result<tasks::Task, ServiceError> {
    windows::by_id(conn, &[id.to_owned()])
        .await?
        .pop()
        .ok_or_else(|| ServiceError::not_found("任务", "task", id))
}

/// The tasks of a proposal: these, or those of the plan that nobody has begun.
async fn wanted(
    conn: &mut DbConn,
    request: &pb::ProposeAssignmentRequest,
) -> Result<Vec<tasks::Task>, ServiceError> {
    let mut found = if request.task_ids.is_empty() {
        if request.plan_id.is_empty() {
            let said = ("请指定计划或任务", "Name a plan, or tasks");
            return Err(refused("plan_id", "request.id", "", said));
        }
        windows::tasks_of_plan(conn, &request.plan_id).await?
    } else {
        let mut ids = request.task_ids.clone();
        ids.sort_unstable();
        ids.dedup();
        let found = windows::by_id(conn, &ids).await?;
        let missing = ids
            .iter()
            .find(|id| !found.iter().any(|task| task.id == **id));
        if let Some(id) = missing {
            return Err(ServiceError::not_found("任务", "task", id));
        }
        let elsewhere = |task: &&tasks::Task| task.plan_id != request.plan_id;
        if let Some(task) = found
            .iter()
            .find(elsewhere)
            .filter(|_| !request.plan_id.is_empty())
        {
            let said = ("任务不属于该计划", "The task is not one of this plan");
            return Err(refused("task_ids", "request.plan", &task.id, said));
        }
        found
    };
    if request.task_ids.is_empty() {
        found.retain(domain::is_waiting);
    }
    if found.len() > MOST_TASKS {
        let said = (
            "一次最多分配 300 个任务，请指定任务",
            "At most 300 tasks at once: name them",
        );
        return Err(refused("task_ids", "request.size", found.len(), said));
    }
    Ok(found)
}

/// People of the tasks' departments and of those below them, and the owners.
async fn around(
    conn: &mut DbConn,
    wanted: &[tasks::Task],
) -> Result<Vec<pb::Person>, ServiceError> {
    let parents = staff::parents(conn).await?;
    let mut departments: Vec<String> = wanted
        .iter()
        .flat_map(|task| staff::below(&task.department, &parents))
        .collect();
    departments.sort_unstable();
    departments.dedup();
    let mut people = staff::people_of(conn, &departments).await?;
    let there: HashSet<String> = people.iter().map(|row| row.code.clone()).collect();
    let mut owners: Vec<String> = wanted
        .iter()
        .map(|task| task.owner.clone())
        .filter(|owner| !there.contains(owner))
        .collect();
    owners.sort_unstable();
    owners.dedup();
    people.extend(directory::people_by_code(conn, &owners).await?);
    people.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(people)
}

fn undated(task: &tasks::Task) -> ServiceError {
    let said = (
        "任务没有计划日期，无法匹配",
        "The task has no planned dates to match people against",
    );
    refused("task_id", "request.date", &task.code, said)
}

fn read_need(need: &pb::TaskNeed, today: chrono::NaiveDate) -> Result<Need, ServiceError> {
    let from = read_day("need.from", &need.from, today)?;
    let to = read_day("need.to", &need.to, from)?;
    if to < from || (to - from).num_days() >= MOST_DAYS {
        let said = (
            "结束日期不得早于开始日期，且最多一年",
            "The last day is not before the first, and at most a year after it",
        );
        return Err(refused("need.to", "request.window", to, said));
    }
    if !(0.0..=100_000.0).contains(&need.hours) {
        let said = (
            "工时须在合理范围内",
            "Hours are not negative, and within reason",
        );
        return Err(refused("need.hours", "RES-009", need.hours, said));
    }
    if let Some(skill) = need
        .skills
        .iter()
        .find(|skill| !(1..=5).contains(&skill.level))
    {
        let said = ("技能等级须为 1–5", "A skill's level is 1–5");
        return Err(refused("need.skills", "DIR-004", &skill.name, said));
    }
    let skills = need.skills.iter();
    Ok(Need {
        skills: skills.map(|one| (one.name.clone(), one.level)).collect(),
        department: need.department.clone(),
        from,
        to,
        hours: need.hours,
    })
}

fn shown(need: &Need) -> pb::TaskNeed {
    pb::TaskNeed {
        skills: need
            .skills
            .iter()
            .map(|(name, level)| pb::Skill {
                name: name.clone(),
                level: *level,
            })
            .collect(),
        department: need.department.clone(),
        from: need.from.to_string(),
        to: need.to.to_string(),
        hours: need.hours,
    }
}

fn words(text: &cascade_method::Text) -> goals::LocalizedText {
    goals::LocalizedText {
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}

fn told(staff: &Staff, fit: &Fit) -> pb::Candidate {
    let person = staff.people.iter().find(|row| row.code == fit.person);
    pb::Candidate {
        person: fit.person.clone(),
        name: person.map(|row| row.name.clone()).unwrap_or_default(),
        department: person.map(|row| row.department.clone()).unwrap_or_default(),
        score: fit.score,
        reasons: fit
            .reasons
            .iter()
            .map(|reason| pb::FitReason {
                factor: match reason.factor {
                    Factor::Skills => pb::FitFactor::Skills,
                    Factor::Free => pb::FitFactor::FreeTime,
                    Factor::Department => pb::FitFactor::Department,
                }
                .into(),
                value: reason.value,
                share: reason.share,
                text: Some(words(&reason.text)),
            })
            .collect(),
        missing: fit
            .missing
            .iter()
            .map(|one| pb::MissingSkill {
                skill: one.skill.clone(),
                needed: one.needed,
                has: one.has,
            })
            .collect(),
        free_hours: fit.free_hours,
        skilled: fit.skilled,
        has_time: fit.has_time,
        distance: fit.distance.and_then(|steps| i32::try_from(steps).ok()),
    }
}
