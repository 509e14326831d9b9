//! Events as they happen, as server-sent events.

use std::convert::Infallible;

use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event, Sse},
};
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use futures::{Stream, StreamExt};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::plans;
use crate::{
    call::Call,
    live::{Message, Wanted},
    problem::{ApiError, InQuery},
    state::Gateway,
};

/// Header that clients send by themselves when they come back.
const LAST_EVENT_ID: &str = "last-event-id";

/// Which events.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventQuery {
    /// Pattern over types, `*` for one word, `#` for any number; all when absent.
    #[serde(default)]
    types: String,
    /// Only of this plan, by id or code.
    #[serde(default)]
    plan: String,
    /// As the header Last-Event-ID, for clients that cannot send one; the header goes over it.
    #[serde(default)]
    #[param(value_type = Option<Uuid>)]
    last_event_id: String,
}

/// Where a client goes on.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(super) struct LastEventId {
    /// Id of the last message that was read: what has happened since comes first.
    #[param(rename = "Last-Event-ID")]
    #[expect(dead_code, reason = "only described; the header is read as text")]
    id: Option<Uuid>,
}

/// Follow events as they happen (CloudEvents 1.0 as JSON, one a message)
///
/// Each message has the event's id. A client that comes back with the last one it read, to any replica, gets what it missed, in order
/// and once, and then what happens. Where that cannot be done, the first message is an event `cascade.gateway.resync.v1`, whatever
/// types are asked for: read again what you keep, then go on. Its `data.reason` is `unknown` (the id is none, or older than the last
/// events that are kept) or `missed` (the client read so slowly, or the broker was away so long, that events are no longer there).
/// Messages without data only bring an id, so that a client to whom nothing happened can come back too. Refused with 400 is an id
/// that is not a UUID; with 404 a plan that does not exist; with 503 a stream whose source cannot be reached.
#[utoipa::path(get, path = "/api/v1/events", operation_id = "follow_events", tag = "events", params(EventQuery, LastEventId),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(super) async fn follow(
    State(gateway): State<Gateway>,
    call: Call,
    headers: HeaderMap,
    InQuery(query): InQuery<EventQuery>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let refuse = |error: ServiceError| ApiError::new(error, call.lang);
    let wanted = Wanted {
        after: last_event_id(&headers, &query.last_event_id).map_err(refuse)?,
        types: if query.types.is_empty() {
            "#".to_owned()
        } else {
            query.types
        },
        plan: plans::filtered(&gateway, &call, query.plan).await?,
    };
    let messages = gateway
        .live
        .follow(wanted)
        .map_err(|reason| refuse(ServiceError::unavailable(reason)))?;
    Ok(Sse::new(messages.map(|message| Ok(sent(message)))))
}

fn sent(message: Message) -> Event {
    match message {
        Message::Event(id, kind, json) => {
            Event::default().id(id.to_string()).event(kind).data(json)
        }
        Message::Position(Some(id)) => Event::default().id(id.to_string()),
        Message::Position(None) => Event::default().comment(""),
    }
}

/// The id after which to go on; an empty one is none.
fn last_event_id(headers: &HeaderMap, in_query: &str) -> Result<Option<Uuid>, ServiceError> {
    let (field, text) = match headers.get(LAST_EVENT_ID) {
        Some(value) => (
            "Last-Event-ID",
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        ),
        None => ("last_event_id", in_query.to_owned()),
    };
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        ServiceError::invalid([Violation::new(
            field,
            "HTTP-010",
            Localized::new(
                "须为事件流中收到的最后一个 id（UUID）",
                "Takes the last id that was read from the stream, a UUID",
            ),
        )
        .value(&text)
        .advice(Localized::new(
            "去掉它即从现在开始",
            "Leave it out to follow from now on",
        ))])
    })
}
