//! Many daily updates in one transaction; each is accepted or refused by itself.

use std::sync::Arc;

use cascade_events::trace;
use cascade_proto::tasks::v1::{self as pb, report_progress_batch_response::Answer};
use cascade_runtime::{
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::{Lang, Localized},
};
use cascade_storage::DbConn;
use futures::FutureExt;
use prost::Message;

use crate::{
    messages,
    use_cases::{
        UseCases,
        keyed::{Call, key_of, keyed},
        report::Asked,
        report_group::{self, Entry, Item, Kept},
    },
};

/// Reports of one call.
const MOST_REPORTS: usize = 1_000;

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
            async move { take(conn, &asked.0, asked.1).await }.boxed()
        })
        .await
    }
}

async fn take(
    conn: &mut DbConn,
    context: &RequestContext,
    request: pb::ReportProgressBatchRequest,
) -> Result<pb::ReportProgressBatchResponse, ServiceError> {
    let traceparent = trace::current_traceparent();
    let entries = request.items.into_iter().map(|item| {
        let report = item.report.unwrap_or_default();
        let asked = Asked::read(&report)?;
        let key = (!item.idempotency_key.is_empty()).then(|| {
            let method = "ReportProgressBatch.item";
            key_of(&item.idempotency_key, context, method, &report)
        });
        Ok(Entry {
            context: context.clone(),
            asked,
            key,
            traceparent: traceparent.clone(),
        })
    });
    let kept: Kept = |accepted| messages::report(&accepted.report).encode_to_vec();
    let items = report_group::take(conn, entries.collect(), kept).await?;
    let answers = items.into_iter().map(|item| answer(item, context.lang));
    Ok(pb::ReportProgressBatchResponse {
        answers: answers.collect::<Result<_, _>>()?,
    })
}

fn answer(item: Item, lang: Lang) -> Result<Answer, ServiceError> {
    Ok(match item {
        Item::Accepted(accepted) => Answer {
            report: Some(messages::report(&accepted.report)),
            ..Answer::default()
        },
        Item::Known(kept) => Answer {
            report: Some(pb::ProgressReport::decode(&kept[..]).map_err(ServiceError::internal)?),
            ..Answer::default()
        },
        Item::Refused(error) => Answer {
            report: None,
            error_reason: error.reason().as_str().to_owned(),
            error_message: in_words(&error, lang),
        },
    })
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
