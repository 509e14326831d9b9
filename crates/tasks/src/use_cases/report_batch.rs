//! Many daily updates in one transaction; each is accepted or refused by itself.

use std::{collections::HashMap, sync::Arc};

use cascade_events::{
    idempotency::{self, Key},
    outbox,
};
use cascade_proto::tasks::v1::{self as pb, report_progress_batch_response::Answer};
use cascade_runtime::{
    error::{ErrorKind, ServiceError, Violation},
    grpc::RequestContext,
    lang::{Lang, Localized},
};
use cascade_storage::DbConn;
use futures::FutureExt;
use prost::Message;

use crate::{
    domain::{
        finding::Scope,
        report::{Accepted, Report},
        task::Task,
    },
    ids::TaskId,
    messages, outgoing, store,
    use_cases::{
        UseCases,
        edit::no_task,
        keyed::{Call, answered, key_of, keyed},
        report::{Asked, decide},
    },
};

/// Reports of one call.
const MOST_REPORTS: usize = 1_000;

/// An item of the request, as far as it has come.
enum Item {
    /// Accepted, with the key under which its answer is kept.
    Accepted(Box<Accepted>, Option<Key>),
    /// Answered before under its key.
    Known(pb::ProgressReport),
    /// Refused.
    Refused(ServiceError),
}

impl UseCases {
    /// Takes many daily updates. A refused item leaves no trace and does not spoil the others. An item's key is good for
    /// that report however it is sent again within a batch; the call's own key covers the batch as a whole.
    ///
    /// # Errors
    /// More items than a call may have; otherwise each item has its own answer.
    pub async fn report_progress_batch(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::ReportProgressBatchRequest,
    ) -> Result<pb::ReportProgressBatchResponse, ServiceError> {
        if request.items.len() > MOST_REPORTS {
            return Err(too_many(request.items.len()));
        }
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "ReportProgressBatch",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { take(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }
}

async fn take(
    conn: &mut DbConn,
    context: &RequestContext,
    request: &pb::ReportProgressBatchRequest,
) -> Result<pb::ReportProgressBatchResponse, ServiceError> {
    let read: Vec<Result<Asked, ServiceError>> = request
        .items
        .iter()
        .map(|item| Asked::read(&item.report.clone().unwrap_or_default()))
        .collect();
    let ids: Vec<TaskId> = read
        .iter()
        .filter_map(|asked| asked.as_ref().ok().map(|asked| asked.task_id))
        .collect();
    let mut tasks: HashMap<TaskId, Task> = store::tasks::lock_many(conn, &ids)
        .await?
        .into_iter()
        .map(|task| (task.id, task))
        .collect();
    let flagged: Vec<TaskId> = tasks
        .values()
        .filter(|task| task.track.flagged)
        .map(|task| task.id)
        .collect();

    let mut items = Vec::with_capacity(read.len());
    let mut keys: HashMap<(String, String), pb::ProgressReport> = HashMap::new();
    for (item, asked) in request.items.iter().zip(read) {
        let key = (!item.idempotency_key.is_empty()).then(|| {
            let report = item.report.clone().unwrap_or_default();
            key_of(
                &item.idempotency_key,
                context,
                "ReportProgressBatch.item",
                &report,
            )
        });
        let done = one(conn, context, &mut tasks, asked, key, &mut keys).await;
        items.push(match done {
            Ok(item) => item,
            // The database's own failure is everybody's; a rule's refusal is this item's alone.
            Err(error) if matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Internal) => {
                return Err(error);
            }
            Err(error) => Item::Refused(error),
        });
    }
    write(conn, context, &items, &flagged).await?;
    Ok(pb::ReportProgressBatchResponse {
        answers: items
            .into_iter()
            .map(|item| answer(item, context.lang))
            .collect(),
    })
}

async fn one(
    conn: &mut DbConn,
    context: &RequestContext,
    tasks: &mut HashMap<TaskId, Task>,
    asked: Result<Asked, ServiceError>,
    key: Option<Key>,
    in_this_batch: &mut HashMap<(String, String), pb::ProgressReport>,
) -> Result<Item, ServiceError> {
    let asked = asked?;
    if let Some(key) = &key {
        if let Some(report) = in_this_batch.get(&(key.key.clone(), key.request_hash.clone())) {
            return Ok(Item::Known(report.clone()));
        }
        if in_this_batch.keys().any(|(known, _)| *known == key.key) {
            return Err(ServiceError::idempotency_key_reused(&key.key));
        }
        if let Some(report) = answered(conn, key).await? {
            return Ok(Item::Known(report));
        }
    }
    let task = tasks
        .get_mut(&asked.task_id)
        .ok_or_else(|| no_task(asked.task_id))?;
    let accepted = decide(context, task, asked)?;
    // A second report about the same task goes on from the first.
    *task = accepted.task.clone();
    if let Some(key) = &key {
        in_this_batch.insert(
            (key.key.clone(), key.request_hash.clone()),
            messages::report(&accepted.report),
        );
    }
    Ok(Item::Accepted(Box::new(accepted), key))
}

async fn write(
    conn: &mut DbConn,
    context: &RequestContext,
    items: &[Item],
    flagged: &[TaskId],
) -> Result<(), ServiceError> {
    let mut accepted: Vec<(Accepted, Option<Key>)> = Vec::new();
    for item in items {
        if let Item::Accepted(report, key) = item {
            accepted.push(((**report).clone(), key.clone()));
        }
    }
    let mut events = Vec::with_capacity(accepted.len());
    for (accepted, _) in &accepted {
        if !store::tasks::update_tracked(conn, &accepted.task).await? {
            return Err(ServiceError::version_mismatch(
                accepted.task.version - 1,
                None,
            ));
        }
        events.push(outgoing::progress_reported(
            &accepted.report,
            &accepted.task,
        )?);
    }
    let reports: Vec<Report> = accepted
        .iter()
        .map(|(accepted, _)| accepted.report.clone())
        .collect();
    store::reports::insert(conn, &reports).await?;

    // Of several reports about one task the last one's findings stay.
    let latest: HashMap<TaskId, Accepted> = accepted
        .iter()
        .map(|(accepted, _)| (accepted.task.id, accepted.clone()))
        .collect();
    let stale: Vec<TaskId> = flagged
        .iter()
        .copied()
        .filter(|id| latest.contains_key(id))
        .collect();
    store::findings::forget_tasks(conn, &stale, Scope::Report).await?;
    store::missed::forget(conn, &stale).await?;
    for accepted in latest
        .into_values()
        .filter(|accepted| !accepted.findings.is_empty())
    {
        store::findings::insert(conn, accepted.task.plan.plan_id, &accepted.findings).await?;
    }

    outbox::append(conn, &events).await?;
    for (accepted, key) in accepted {
        if let Some(key) = key {
            let kept = messages::report(&accepted.report).encode_to_vec();
            idempotency::record(conn, &key, &kept, context.now).await?;
        }
    }
    Ok(())
}

fn answer(item: Item, lang: Lang) -> Answer {
    match item {
        Item::Accepted(accepted, _) => Answer {
            report: Some(messages::report(&accepted.report)),
            ..Answer::default()
        },
        Item::Known(report) => Answer {
            report: Some(report),
            ..Answer::default()
        },
        Item::Refused(error) => Answer {
            report: None,
            error_reason: error.reason().as_str().to_owned(),
            error_message: in_words(&error, lang),
        },
    }
}

/// The message with what is wrong with each field: an item has no room for details of their own.
fn in_words(error: &ServiceError, lang: Lang) -> String {
    let mut text = error.message().get(lang).to_owned();
    for violation in error.violations() {
        let (field, wrong) = (&violation.field, violation.description.get(lang));
        text.push_str(&match lang {
            Lang::Zh => format!("；{field}：{wrong}"),
            Lang::En => format!("; {field}: {wrong}"),
        });
    }
    text
}

fn too_many(items: usize) -> ServiceError {
    ServiceError::invalid([Violation::new(
        "items",
        "request.size",
        Localized::new(
            format!("一次最多汇报 {MOST_REPORTS} 项"),
            format!("One call takes at most {MOST_REPORTS} reports"),
        ),
    )
    .value(items)
    .advice(Localized::new("请分次提交", "Send them in parts"))])
}
