//! One change to many tasks of a plan: all of them or none.

use std::{collections::HashSet, sync::Arc};

use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{bulk::Changes, settle::Row, task::Task},
    ids::{KeyResultId, PlanId, TaskId},
    messages,
    requests::Reader,
    store,
    use_cases::{
        UseCases,
        edit::may_change,
        keyed::{Call, keyed},
        planning::refusal,
    },
};

/// Tasks of one call.
const MOST_TASKS: usize = 1_000;
/// Working days of one move: about four years.
const MOST_DAYS: i32 = 1_000;

/// What is asked, as far as it can be read.
struct Asked {
    plan: PlanId,
    ids: Vec<TaskId>,
    filter: Option<Filter>,
    changes: Changes,
}

struct Filter {
    key_result: Option<KeyResultId>,
    owner: String,
    department: String,
    state: Option<pb::TaskState>,
}

impl Filter {
    fn takes(&self, task: &Task) -> bool {
        let plan = &task.plan;
        self.key_result.is_none_or(|id| id == plan.key_result_id)
            && (self.owner.is_empty() || self.owner == plan.owner)
            && (self.department.is_empty() || self.department == plan.department)
            && self.state.is_none_or(|state| state == task.track.state)
    }
}

impl UseCases {
    /// Writes the same fields of many tasks, named by id or found by a filter, in one transaction.
    ///
    /// # Errors
    /// Everything that changing one of them would be refused for, of all of them at once; more than 1,000 tasks.
    pub async fn bulk_update_tasks(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::BulkUpdateTasksRequest,
    ) -> Result<pb::BulkUpdateTasksResponse, ServiceError> {
        let this = Arc::clone(self);
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "BulkUpdateTasks",
            dry_run: request.dry_run,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.change_many(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }

    async fn change_many(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::BulkUpdateTasksRequest,
    ) -> Result<pb::BulkUpdateTasksResponse, ServiceError> {
        let asked = read(request)?;
        store::links::lock(conn).await?;
        let chosen = choose(conn, &asked).await?;
        let fields = asked.changes.fields();
        if chosen.is_empty() {
            context.actor.require_anywhere(Role::Contributor)?;
        }
        for task in &chosen {
            may_change(context, task, &fields)?;
            let expected = request.expected_versions.get(&task.id.to_string());
            if let Some(expected) = expected.filter(|expected| **expected != task.version) {
                let mismatch = ServiceError::version_mismatch(*expected, Some(task.version));
                return Err(mismatch.with_metadata("task", &task.plan.code));
            }
        }
        let now_and_then = chosen.iter().map(|task| task.plan.owner.as_str());
        let owners = now_and_then.chain(asked.changes.owner.as_deref());
        let mut calendars = self.calendars_of(conn, owners).await?;
        let rows: Vec<Row> = chosen
            .iter()
            .map(|task| asked.changes.row(task, &mut calendars))
            .collect();
        let known = self.known(conn, asked.plan, &rows, &chosen).await?;
        let saved = self
            .save(conn, asked.plan, rows, &known, Vec::new(), context)
            .await?;
        let ids: HashSet<TaskId> = chosen.iter().map(|task| task.id).collect();
        let about: Vec<_> = saved
            .findings
            .iter()
            .filter(|finding| finding.task_id.is_some_and(|id| ids.contains(&id)))
            .map(messages::finding)
            .collect();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(pb::BulkUpdateTasksResponse {
            matched: count(saved.tasks.len()),
            updated: count(saved.updated),
            unchanged: count(saved.tasks.len() - saved.updated),
            tasks: saved.tasks.iter().map(messages::task).collect(),
            findings: about,
        })
    }
}

/// The tasks meant, held against other writers.
async fn choose(conn: &mut DbConn, asked: &Asked) -> Result<Vec<Task>, ServiceError> {
    let Some(filter) = &asked.filter else {
        let found = store::tasks::lock_many(conn, &asked.ids).await?;
        let there: HashSet<TaskId> = found
            .iter()
            .filter(|task| task.plan.plan_id == asked.plan)
            .map(|task| task.id)
            .collect();
        let missing: Vec<Violation> = asked
            .ids
            .iter()
            .enumerate()
            .filter(|(_, id)| !there.contains(id))
            .map(|(i, id)| {
                wrong(
                    &format!("task_ids[{i}]"),
                    "request.task_id",
                    &id.to_string(),
                    ("该计划中没有此任务", "The plan has no such task"),
                    ("请核对任务标识", "Check the task's id"),
                )
            })
            .collect();
        return if missing.is_empty() {
            Ok(found)
        } else {
            Err(ServiceError::invalid(missing))
        };
    };
    let mut found = store::tasks::lock_plan(conn, asked.plan).await?;
    found.retain(|task| filter.takes(task));
    if found.len() > MOST_TASKS {
        return Err(ServiceError::invalid([too_many("filter", found.len())]));
    }
    Ok(found)
}

fn read(request: &pb::BulkUpdateTasksRequest) -> Result<Asked, ServiceError> {
    let mut reader = Reader::default();
    let plan = reader.required_id("plan_id", &request.plan_id);
    let ids: Vec<TaskId> = request
        .task_ids
        .iter()
        .enumerate()
        .filter_map(|(i, id)| reader.required_id(&format!("task_ids[{i}]"), id))
        .collect();
    let filter = request.filter.as_ref().map(|wanted| Filter {
        key_result: reader.id("filter.key_result_id", &wanted.key_result_id),
        owner: wanted.owner.clone(),
        department: wanted.department.clone(),
        state: Some(reader.word("filter.state", wanted.state))
            .filter(|state| *state != pb::TaskState::Unspecified),
    });
    let wanted = request.changes.clone().unwrap_or_default();
    let changes = Changes {
        owner: wanted.owner,
        collaborators: wanted.collaborators.map(|people| people.people),
        priority: wanted
            .priority
            .map(|word| reader.word("changes.priority", word)),
        state: wanted.state.map(|word| reader.word("changes.state", word)),
        shift_days: wanted.shift_days,
        required_resources: wanted.required_resources,
    };
    let mut violations = reader.into_violations();
    if request.task_ids.is_empty() == filter.is_none() {
        violations.push(wrong(
            "task_ids",
            "request.filter",
            "",
            (
                "请用任务标识或筛选条件之一指定任务",
                "Name tasks by id or by a filter, one of the two",
            ),
            ("请填写 task_ids 或 filter", "Give task_ids or filter"),
        ));
    }
    if ids.len() > MOST_TASKS {
        violations.push(too_many("task_ids", ids.len()));
    }
    if changes == Changes::default() {
        violations.push(wrong(
            "changes",
            "request.update",
            "",
            ("没有要修改的字段", "There is nothing to change"),
            (
                "可修改：owner, collaborators, priority, state, shift_days, required_resources",
                "Fields that can be: owner, collaborators, priority, state, shift_days, required_resources",
            ),
        ));
    }
    if changes.state == Some(pb::TaskState::Unspecified) {
        violations.push(wrong(
            "changes.state",
            "request.enum",
            "",
            ("缺少状态", "The state is missing"),
            ("请填写状态", "Give the state"),
        ));
    }
    if let Some(days) = changes
        .shift_days
        .filter(|days| !(-MOST_DAYS..=MOST_DAYS).contains(days))
    {
        violations.push(wrong(
            "changes.shift_days",
            "request.shift_days",
            &days.to_string(),
            (
                "一次最多移动 1000 个工作日",
                "One move takes at most 1,000 working days",
            ),
            ("请填写 -1000 至 1000", "Give -1000 to 1000"),
        ));
    }
    match plan {
        Some(plan) if violations.is_empty() => Ok(Asked {
            plan,
            ids,
            filter,
            changes,
        }),
        _ => Err(refusal(violations)),
    }
}

fn too_many(field: &str, tasks: usize) -> Violation {
    wrong(
        field,
        "request.size",
        &tasks.to_string(),
        (
            "一次最多修改 1000 个任务",
            "One call changes at most 1,000 tasks",
        ),
        ("请分次修改", "Change them in parts"),
    )
}

fn wrong(
    field: &str,
    rule: &str,
    value: &str,
    (zh, en): (&str, &str),
    (advice_zh, advice_en): (&str, &str),
) -> Violation {
    Violation::new(field, rule, Localized::new(zh, en))
        .value(value)
        .advice(Localized::new(advice_zh, advice_en))
}
