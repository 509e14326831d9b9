//! Events as they happen, as server-sent events.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use cascade_runtime::error::ServiceError;
use futures::{Stream, StreamExt};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    call::Call,
    problem::{ApiError, InQuery},
    state::Gateway,
};

/// Between two comments that keep an idle connection open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Which events.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventQuery {
    /// Pattern over types, `*` for one word, `#` for any number; all when absent.
    #[serde(default)]
    types: String,
    /// Only of this plan, by id.
    #[serde(default)]
    plan: String,
}

/// Follow events as they happen (CloudEvents 1.0 as JSON, one a message)
#[utoipa::path(get, path = "/api/v1/events", operation_id = "follow_events", tag = "events", params(EventQuery),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(super) async fn follow(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<EventQuery>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let pattern = if query.types.is_empty() {
        "#".to_owned()
    } else {
        query.types
    };
    let events = gateway
        .bus
        .tail(vec![pattern])
        .await
        .map_err(|error| ApiError::new(ServiceError::unavailable(error), call.lang))?;
    let plan = query.plan;
    let messages = events.filter_map(move |event| {
        let wanted = plan.is_empty() || event.partitionkey == plan;
        let message = wanted.then(|| {
            let data = String::from_utf8_lossy(&event.to_json()).into_owned();
            Ok(Event::default()
                .id(event.id.to_string())
                .event(event.event_type)
                .data(data))
        });
        async move { message }
    });
    Ok(Sse::new(messages).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}
