use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cascade_proto::runtime::v1 as pb;
use cascade_runtime::{
    ServiceError,
    auth::{Bearer, CallContext, DevIssuer, Role, RoleGrant, Verifier},
    clock::Clock,
    clock_grpc::{ClockGrpc, Settle},
    grpc::{GrpcConfig, GrpcServer},
    health::Readiness,
    lang::Lang,
};
use chrono::{DateTime, Utc};
use tonic::service::Routes;

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn timestamp(text: &str) -> Option<pbjson_types::Timestamp> {
    Some(pbjson_types::Timestamp {
        seconds: at(text).timestamp(),
        nanos: 0,
    })
}

/// Work behind the clock that is slow on 2 July and panics on 3 July.
struct Moody;

#[async_trait]
impl Settle for Moody {
    async fn settle(&self, now: DateTime<Utc>) -> Result<(), ServiceError> {
        if now == at("2026-07-02T00:00:00Z") {
            tokio::time::sleep(Duration::from_millis(600)).await;
        }
        assert!(now != at("2026-07-03T00:00:00Z"), "a bug");
        Ok(())
    }
}

pub struct Served {
    pub routes: Routes,
    pub issuer: DevIssuer,
    pub readiness: Readiness,
}

/// The clock service behind all layers.
pub fn served(config: &GrpcConfig) -> Served {
    let issuer = DevIssuer::ephemeral("cascade").unwrap();
    let readiness = Readiness::new();
    let clock = Clock::simulated(at("2026-07-01T00:00:00Z"));
    let service = ClockGrpc::new(clock, vec![Arc::new(Moody)]).unwrap();
    let routes = GrpcServer::new(config, Verifier::dev(&issuer), readiness.clone())
        .reflection(cascade_proto::FILE_DESCRIPTOR_SET)
        .routes(Routes::new(service))
        .unwrap();
    Served {
        routes,
        issuer,
        readiness,
    }
}

impl Served {
    pub fn call(&self, lang: Lang) -> CallContext {
        let token = self
            .issuer
            .issue(
                "wang.fang",
                Some("P-001"),
                &[RoleGrant::new(Role::Manager, "sales")],
                Duration::from_secs(60),
            )
            .unwrap();
        CallContext {
            bearer: Some(Bearer::new(token)),
            lang,
            ..CallContext::default()
        }
    }
}

pub fn set(to: &str) -> pb::SetClockRequest {
    pb::SetClockRequest { now: timestamp(to) }
}
