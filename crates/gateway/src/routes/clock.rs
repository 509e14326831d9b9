//! The clock; it can be set where it is simulated.

use axum::{Json, extract::State};
use cascade_proto::runtime::v1 as pb;

use crate::{
    api::ClockReading,
    call::Call,
    problem::{self, ApiError, OrProblem},
    state::Gateway,
};

fn reading(gateway: &Gateway) -> ClockReading {
    ClockReading {
        now: gateway.clock.now(),
        today: gateway.clock.today().to_string(),
        simulated: gateway.clock.is_simulated(),
    }
}

/// Read the clock
#[utoipa::path(get, path = "/api/v1/clock", operation_id = "get_clock", tag = "clock",
    responses((status = 200, body = ClockReading)))]
pub(super) async fn read(State(gateway): State<Gateway>) -> Json<ClockReading> {
    Json(reading(&gateway))
}

/// Move a simulated clock forward; answers when everything that fell due has been done
#[utoipa::path(put, path = "/api/v1/clock", operation_id = "set_clock", tag = "clock", request_body = ClockReading,
    responses((status = 200, body = ClockReading)))]
pub(super) async fn set(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(wanted): problem::Json<ClockReading>,
) -> Result<Json<ClockReading>, ApiError> {
    let now = pbjson_types::Timestamp {
        seconds: wanted.now.timestamp(),
        nanos: wanted.now.timestamp_subsec_nanos().try_into().unwrap_or(0),
    };
    // The services answer first whether the caller may do this at all.
    for mut clock in gateway.clocks() {
        let request = call.request(pb::SetClockRequest { now: Some(now) });
        clock.set_clock(request).await.or_problem(call.lang)?;
    }
    if !gateway.shares_clock {
        gateway
            .clock
            .set(wanted.now)
            .map_err(|error| ApiError::new(error.into(), call.lang))?;
    }
    Ok(Json(reading(&gateway)))
}
