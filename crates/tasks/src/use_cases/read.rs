//! Reading.

use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
    paging::Page,
};

use crate::{
    domain::report::Report,
    ids::{PlanId, TaskId},
    messages,
    requests::Reader,
    store::{self, listing::Filter},
    use_cases::{UseCases, edit::no_task, may_read},
};

impl UseCases {
    /// One task.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn get_task(
        &self,
        context: &RequestContext,
        request: &pb::GetTaskRequest,
    ) -> Result<pb::Task, ServiceError> {
        may_read(&context.actor)?;
        let mut reader = Reader::default();
        let id: Option<TaskId> = reader.required_id("task_id", &request.task_id);
        reader.done()?;
        let Some(id) = id else {
            return Err(ServiceError::internal("an unread task id"));
        };
        let mut conn = self.pool.get().await?;
        let task = store::tasks::get(&mut conn, id)
            .await?
            .ok_or_else(|| no_task(id))?;
        Ok(messages::task(&task))
    }

    /// Tasks by code.
    ///
    /// # Errors
    /// A filter that cannot be read, or none at all.
    pub async fn list_tasks(
        &self,
        context: &RequestContext,
        request: &pb::ListTasksRequest,
    ) -> Result<pb::ListTasksResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut reader = Reader::default();
        let filter = Filter {
            plan_id: reader.id("plan_id", &request.plan_id),
            key_result_id: reader.id("key_result_id", &request.key_result_id),
            owner: text(&request.owner),
            department: text(&request.department),
            search: text(request.search.trim()),
        };
        reader.done()?;
        let of_anything = Filter {
            search: filter.search.clone(),
            ..Filter::default()
        };
        if filter == of_anything {
            return Err(no_filter(
                "请指定计划、关键结果、负责人或部门",
                "Name a plan, key result, owner or department",
            ));
        }
        // An id has no slash, a code may: the last one divides them.
        let after = asked.after(|key| {
            let (code, id) = key.rsplit_once('/')?;
            Some((code.to_owned(), id.parse().ok()?))
        })?;
        let mut conn = self.pool.get().await?;
        let found = store::listing::list(&mut conn, &filter, after, asked.limit()).await?;
        let (page, next_page_token) =
            asked.cut(found, |last| format!("{}/{}", last.plan.code, last.id));
        Ok(pb::ListTasksResponse {
            next_page_token,
            tasks: page.iter().map(messages::task).collect(),
        })
    }

    /// The progress reports of a task or of a plan, oldest first.
    ///
    /// # Errors
    /// A request that names neither.
    pub async fn list_progress(
        &self,
        context: &RequestContext,
        request: &pb::ListProgressRequest,
    ) -> Result<pb::ListProgressResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let mut reader = Reader::default();
        let task: Option<TaskId> = reader.id("task_id", &request.task_id);
        let plan: Option<PlanId> = reader.id("plan_id", &request.plan_id);
        reader.done()?;
        let mut conn = self.pool.get().await?;
        let (found, key): (_, fn(&Report) -> String) = match (task, plan) {
            (Some(task), _) => {
                let after = asked.after(|version| version.parse().ok())?.unwrap_or(0);
                let found = store::reports::of_task(&mut conn, task, after, asked.limit()).await?;
                (found, |report| report.task_version.to_string())
            }
            (None, Some(plan)) => {
                let after = asked.after(|id| id.parse().ok())?;
                let found = store::reports::of_plan(&mut conn, plan, after, asked.limit()).await?;
                (found, |report| report.id.to_string())
            }
            (None, None) => {
                return Err(no_filter("请指定任务或计划", "Name a task or a plan"));
            }
        };
        let (page, next_page_token) = asked.cut(found, key);
        Ok(pb::ListProgressResponse {
            next_page_token,
            reports: page.iter().map(messages::report).collect(),
        })
    }

    /// What the rules warn of in a plan.
    ///
    /// # Errors
    /// A plan that cannot be read.
    pub async fn list_findings(
        &self,
        context: &RequestContext,
        request: &pb::ListFindingsRequest,
    ) -> Result<pb::ListFindingsResponse, ServiceError> {
        may_read(&context.actor)?;
        let mut reader = Reader::default();
        let plan: Option<PlanId> = reader.required_id("plan_id", &request.plan_id);
        reader.done()?;
        let mut conn = self.pool.get().await?;
        let found = match plan {
            Some(plan) => store::findings::of_plan(&mut conn, plan).await?,
            None => Vec::new(),
        };
        Ok(pb::ListFindingsResponse {
            findings: messages::findings(&found),
        })
    }
}

fn no_filter(zh: &str, en: &str) -> ServiceError {
    ServiceError::invalid([Violation::new(
        "plan_id",
        "request.filter",
        Localized::new(zh, en),
    )])
}
