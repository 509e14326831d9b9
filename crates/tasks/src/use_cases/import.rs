//! Importing the tasks of a plan.

use std::{collections::HashMap, sync::Arc};

use cascade_proto::{goals::v1::ImportCounts, tasks::v1 as pb};
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        settle::{self, Row},
        task::{KeyResult, Task},
    },
    ids::{PlanId, TaskId},
    messages,
    requests::Reader,
    store::{self, projections},
    use_cases::{
        UseCases,
        keyed::{Call, keyed},
        planning::refusal,
    },
};

/// Tasks of one import; more are several imports.
const MOST_TASKS: usize = 50_000;

impl UseCases {
    /// Writes the tasks of a plan, all or nothing, matched by code. What was imported before and is unchanged stays as it is, tasks
    /// that the request does not name stay too, and so does everything that was reported.
    ///
    /// # Errors
    /// Every rule of severity E that is broken anywhere, at once.
    pub async fn import_tasks(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::ImportTasksRequest,
    ) -> Result<pb::ImportTasksResponse, ServiceError> {
        let this = Arc::clone(self);
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "ImportTasks",
            dry_run: request.dry_run,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.import(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }

    async fn import(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::ImportTasksRequest,
    ) -> Result<pb::ImportTasksResponse, ServiceError> {
        let mut reader = Reader::default();
        let plan: Option<PlanId> = reader.required_id("plan_id", &request.plan_id);
        let key_results: Vec<KeyResult> = request
            .key_results
            .iter()
            .enumerate()
            .filter_map(|(i, known)| reader.key_result(&format!("key_results[{i}]."), known))
            .collect();
        let mut rows: Vec<Row> = request
            .tasks
            .iter()
            .enumerate()
            .map(|(i, task)| {
                let at = format!("tasks[{i}].");
                Row {
                    draft: reader.draft(&at, task),
                    at,
                    id: TaskId::new(),
                    before: None,
                    state: None,
                }
            })
            .collect();
        let mut violations = reader.into_violations();
        violations.extend(too_many(rows.len()));
        violations.extend(elsewhere(plan, &key_results));
        violations.extend(duplicates(&rows));
        let Some(plan) = plan else {
            return Err(refusal(violations));
        };

        store::links::lock(conn).await?;
        for key_result in &key_results {
            projections::note_key_result(conn, key_result, None).await?;
        }
        let stored = store::tasks::lock_plan(conn, plan).await?;
        let by_code: HashMap<&str, &Task> = stored
            .iter()
            .map(|task| (task.plan.code.as_str(), task))
            .collect();
        for row in &mut rows {
            if let Some(before) = by_code.get(row.draft.code.as_str()) {
                row.draft.keep_reached(before);
                row.id = before.id;
                row.before = Some((*before).clone());
            }
        }
        let known = self.known(conn, plan, &rows, &stored).await?;
        for row in &rows {
            let before = row
                .before
                .as_ref()
                .map(|task| task.plan.department.as_str());
            for department in row.department(&known).into_iter().chain(before) {
                context.actor.require(Role::Manager, department)?;
            }
        }
        if rows.is_empty() {
            context.actor.require_anywhere(Role::Manager)?;
        }
        let saved = self
            .save(conn, plan, rows, &known, violations, context)
            .await?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(pb::ImportTasksResponse {
            counts: Some(ImportCounts {
                created: count(saved.created),
                updated: count(saved.updated),
                unchanged: count(saved.tasks.len() - saved.created - saved.updated),
            }),
            tasks: saved.tasks.iter().map(messages::task).collect(),
            findings: messages::findings(&saved.findings),
        })
    }
}

fn duplicates(rows: &[Row]) -> Vec<Violation> {
    let mut seen = std::collections::HashSet::new();
    rows.iter()
        .filter(|row| !row.draft.code.is_empty() && !seen.insert(row.draft.code.as_str()))
        .flat_map(|row| settle::duplicate(&row.at, &row.draft.code))
        .collect()
}

fn too_many(tasks: usize) -> Option<Violation> {
    (tasks > MOST_TASKS).then(|| {
        Violation::new(
            "tasks",
            "request.size",
            Localized::new(
                format!("一次最多导入 {MOST_TASKS} 个任务"),
                format!("One import takes at most {MOST_TASKS} tasks"),
            ),
        )
        .value(tasks)
        .advice(Localized::new("请分次导入", "Import them in parts"))
    })
}

fn elsewhere(plan: Option<PlanId>, key_results: &[KeyResult]) -> Vec<Violation> {
    key_results
        .iter()
        .enumerate()
        .filter(|(_, known)| plan.is_some_and(|plan| plan != known.plan_id))
        .map(|(i, known)| {
            Violation::new(
                format!("key_results[{i}].plan_id"),
                "request.plan",
                Localized::new(
                    "关键结果不属于所导入的计划",
                    "The key result is not one of the plan imported",
                ),
            )
            .value(known.plan_id)
        })
        .collect()
}
