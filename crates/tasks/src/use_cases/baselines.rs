//! Taking, reading and comparing the baselines of a plan.

use std::sync::Arc;

use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
    paging::Page,
};
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};
use futures::FutureExt;

use crate::{
    domain::{
        baseline::{PlanBaseline, Snapshot, TODAY, snapshot},
        compare::compare,
        task::Task,
    },
    ids::{PlanBaselineId, PlanId},
    messages::baselines as messages,
    requests::Reader,
    store,
    use_cases::{
        UseCases,
        keyed::{Call, keyed},
        may_read, name_of,
    },
};

/// Why a snapshot is taken, and by whom.
pub(super) struct Occasion {
    pub(super) by: String,
    pub(super) reason: String,
    pub(super) at: DateTime<Utc>,
}

/// Keeps the plan as its next baseline. Whoever plans waits for the other (`store::links::lock`), so no number is given twice.
pub(super) async fn keep(
    conn: &mut DbConn,
    plan_id: PlanId,
    tasks: &[Task],
    occasion: Occasion,
) -> Result<(PlanBaseline, Vec<Snapshot>), ServiceError> {
    let kept = snapshot(tasks);
    let baseline = PlanBaseline {
        id: PlanBaselineId::new(),
        plan_id,
        number: store::baselines::last_number(conn, plan_id).await? + 1,
        taken_at: occasion.at,
        taken_by: occasion.by,
        reason: occasion.reason,
        task_count: u32::try_from(kept.len()).unwrap_or(u32::MAX),
    };
    store::baselines::insert(conn, &baseline, &kept).await?;
    Ok((baseline, kept))
}

impl UseCases {
    /// Keeps a plan as it is now as its next baseline; the approved dates of its tasks stay.
    ///
    /// # Errors
    /// No reason; a plan without tasks; `PERMISSION_DENIED` for anybody but the managers of a department that has a task in it.
    pub async fn take_baseline(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::TakeBaselineRequest,
    ) -> Result<pb::PlanBaseline, ServiceError> {
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "TakeBaseline",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { take(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }

    /// The baselines of a plan by number.
    ///
    /// # Errors
    /// A plan that cannot be read.
    pub async fn list_baselines(
        &self,
        context: &RequestContext,
        request: &pb::ListBaselinesRequest,
    ) -> Result<pb::ListBaselinesResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let plan = plan_of(&request.plan_id)?;
        let after = asked.after(|number| number.parse().ok())?.unwrap_or(0);
        let mut conn = self.pool.get().await?;
        let found = store::baselines::list(&mut conn, plan, after, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.number.to_string());
        Ok(pb::ListBaselinesResponse {
            baselines: page
                .iter()
                .map(|baseline| messages::plan_baseline(baseline, &[]))
                .collect(),
            next_page_token,
        })
    }

    /// One baseline with its tasks.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn get_baseline(
        &self,
        context: &RequestContext,
        request: &pb::GetBaselineRequest,
    ) -> Result<pb::PlanBaseline, ServiceError> {
        may_read(&context.actor)?;
        let plan = plan_of(&request.plan_id)?;
        let mut conn = self.pool.get().await?;
        let (baseline, tasks) = store::baselines::get(&mut conn, plan, request.number)
            .await?
            .ok_or_else(|| no_baseline(request.number))?;
        Ok(messages::plan_baseline(&baseline, &tasks))
    }

    /// What differs between two baselines of a plan, either of which may be today.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn compare_baselines(
        &self,
        context: &RequestContext,
        request: &pb::CompareBaselinesRequest,
    ) -> Result<pb::BaselineComparison, ServiceError> {
        may_read(&context.actor)?;
        let plan = plan_of(&request.plan_id)?;
        let mut conn = self.pool.get().await?;
        let from = side(&mut conn, plan, request.from).await?;
        let to = side(&mut conn, plan, request.to).await?;
        let owners = to.iter().map(|task| task.owner.as_str());
        let mut calendars = self.calendars_of(&mut conn, owners).await?;
        let departments = store::tasks::departments(&mut conn, plan).await?;
        let whole = calendars.of_organisation();
        let calendar_of = |task: &Snapshot| {
            let department = departments.get(&task.task_id);
            calendars.of_owner(&task.owner, department.map_or("", String::as_str))
        };
        let found = compare(&from, &to, calendar_of, &whole);
        Ok(messages::comparison(request, &found))
    }
}

async fn take(
    conn: &mut DbConn,
    context: &RequestContext,
    request: &pb::TakeBaselineRequest,
) -> Result<pb::PlanBaseline, ServiceError> {
    let plan = plan_of(&request.plan_id)?;
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(no_reason());
    }
    store::links::lock(conn).await?;
    let tasks = store::tasks::of_plan(conn, plan).await?;
    if tasks.is_empty() {
        context.actor.require_anywhere(Role::Manager)?;
        return Err(ServiceError::not_found(
            "计划的任务",
            "task of the plan",
            plan,
        ));
    }
    let departments = tasks.iter().map(|task| task.plan.department.as_str());
    context.actor.require_in(Role::Manager, departments)?;
    let occasion = Occasion {
        by: name_of(&context.actor),
        reason: reason.to_owned(),
        at: context.now,
    };
    let (baseline, kept) = keep(conn, plan, &tasks, occasion).await?;
    Ok(messages::plan_baseline(&baseline, &kept))
}

async fn side(conn: &mut DbConn, plan: PlanId, number: i64) -> Result<Vec<Snapshot>, ServiceError> {
    if number == TODAY {
        return Ok(snapshot(&store::tasks::of_plan(conn, plan).await?));
    }
    let found = store::baselines::get(conn, plan, number).await?;
    Ok(found.ok_or_else(|| no_baseline(number))?.1)
}

fn plan_of(text: &str) -> Result<PlanId, ServiceError> {
    let mut reader = Reader::default();
    let plan = reader.required_id("plan_id", text);
    reader.done()?;
    plan.ok_or_else(|| ServiceError::internal("an unread plan id"))
}

fn no_baseline(number: i64) -> ServiceError {
    ServiceError::not_found("基线", "baseline", number)
}

fn no_reason() -> ServiceError {
    ServiceError::invalid([Violation::new(
        "reason",
        "request.reason",
        Localized::new("建立基线须说明原因", "A baseline is taken for a reason"),
    )
    .advice(Localized::new(
        "请用一句话说明为何建立基线",
        "Say in a sentence why it is taken",
    ))])
}
