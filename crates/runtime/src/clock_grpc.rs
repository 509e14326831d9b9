//! `cascade.runtime.v1.ClockService`: the simulated clock over the wire. Served only where the clock is simulated.

use std::sync::Arc;

use async_trait::async_trait;
use cascade_proto::runtime::v1::{
    self as pb,
    clock_service_server::{ClockService, ClockServiceServer},
};
use chrono::{DateTime, Utc};
use tonic::{Request, Response, Status};

use crate::{clock::Clock, error::ServiceError, lang::Localized};

/// Work that falls due by the clock and can be finished on request.
#[async_trait]
pub trait Settle: Send + Sync {
    /// Returns when everything that fell due up to `now` has been done in this process.
    async fn settle(&self, now: DateTime<Utc>) -> Result<(), ServiceError>;
}

/// The service; settles everything it was given, in that order, before it answers a move.
pub struct ClockGrpc {
    clock: Clock,
    settle: Vec<Arc<dyn Settle>>,
    moves: tokio::sync::Mutex<()>,
}

impl ClockGrpc {
    /// The service for `clock`, or nothing when the clock is the system's.
    #[must_use]
    pub fn new(clock: Clock, settle: Vec<Arc<dyn Settle>>) -> Option<ClockServiceServer<Self>> {
        clock.is_simulated().then(|| {
            ClockServiceServer::new(Self {
                clock,
                settle,
                moves: tokio::sync::Mutex::new(()),
            })
        })
    }

    fn reading(&self) -> pb::Clock {
        let now = self.clock.now();
        pb::Clock {
            now: Some(timestamp(now)),
            today: self.clock.day_of(now).to_string(),
            simulated: self.clock.is_simulated(),
        }
    }
}

#[async_trait]
impl ClockService for ClockGrpc {
    async fn get_clock(
        &self,
        _: Request<pb::GetClockRequest>,
    ) -> Result<Response<pb::Clock>, Status> {
        Ok(Response::new(self.reading()))
    }

    async fn set_clock(
        &self,
        request: Request<pb::SetClockRequest>,
    ) -> Result<Response<pb::Clock>, Status> {
        let now = instant(request.into_inner().now)?;
        // One move at a time: an answer means that all before it is settled too.
        let _turn = self.moves.lock().await;
        self.clock.set(now).map_err(ServiceError::from)?;
        for work in &self.settle {
            work.settle(now).await?;
        }
        Ok(Response::new(self.reading()))
    }
}

fn timestamp(at: DateTime<Utc>) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}

fn instant(at: Option<pbjson_types::Timestamp>) -> Result<DateTime<Utc>, ServiceError> {
    at.and_then(|at| DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).ok()?))
        .ok_or_else(|| {
            ServiceError::invalid_field(
                "now",
                "clock.instant",
                "",
                Localized::new("缺少有效的时刻", "A valid instant is missing"),
            )
        })
}
