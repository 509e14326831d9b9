//! A replica that carries notices to robots on loopback.

use std::collections::BTreeMap;

use cascade_channels::{Channel, Kind};
use cascade_monitoring::{Config, Deps, Monitoring, Notices};
use cascade_proto::monitoring::v1::{self as pb, notices_service_client::NoticesServiceClient};
use cascade_runtime::{
    auth::{DevIssuer, Role, RoleGrant, Verifier},
    channel,
    clock::Clock,
    grpc::{GrpcConfig, GrpcServer},
    health::Readiness,
};
use cascade_storage::DbPool;
use cascade_testkit::{RecordingBus, Robot, eventually};
use chrono::TimeDelta;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::service::Routes;

use crate::{
    story::{Story, departments},
    support::{NOW, World, at},
};

/// A replica of the service with a post office at work.
pub struct Office {
    pub world: World,
    pub client: NoticesServiceClient<tonic::transport::Channel>,
    issuer: DevIssuer,
    pub wall: Clock,
    running: DropGuard,
    ended: tokio::task::JoinHandle<()>,
}

impl Office {
    pub async fn open(pool: &DbPool, wall: &Clock, channels: BTreeMap<String, Channel>) -> Self {
        Self::open_on(NOW, pool, wall, channels).await
    }

    pub async fn open_on(
        now: &str,
        pool: &DbPool,
        wall: &Clock,
        channels: BTreeMap<String, Channel>,
    ) -> Self {
        let clock = Clock::simulated(at(now));
        let mut config = Config {
            notices: Notices {
                base_url: "https://cascade.example.com/".to_owned(),
                channels,
                ..Notices::default()
            },
            ..Config::default()
        };
        // Reports are told by their own tests.
        config.reports.announce_at = String::new();
        config.validate().unwrap();
        let monitoring = Monitoring::new(Deps {
            pool: pool.clone(),
            bus: RecordingBus::new(),
            clock: clock.clone(),
            config,
        })
        .with_wall(wall.clone());
        let shutdown = CancellationToken::new();
        let ended = tokio::spawn(monitoring.run(shutdown.clone()));
        let issuer = DevIssuer::ephemeral("cascade").unwrap();
        let server = GrpcServer::new(
            &GrpcConfig::default(),
            Verifier::dev(&issuer),
            Readiness::new(),
        );
        let routes = server
            .routes(Routes::new(monitoring.notices_grpc()))
            .unwrap();
        Self {
            world: World::replica(pool.clone(), clock),
            client: NoticesServiceClient::new(channel::in_process(routes)),
            issuer,
            wall: wall.clone(),
            running: shutdown.drop_guard(),
            ended,
        }
    }

    /// Asks the replica to stop, and waits until it has.
    pub async fn close(self) {
        drop(self.running);
        self.ended.await.unwrap();
    }

    /// A plan whose first task is behind: its owner is asked for an explanation.
    pub async fn trouble(&self) -> Story {
        let story = Story::new();
        self.world.deliver(&story.told()).await;
        self.world
            .deliver(&[story.report(2, "2026-07-06", 10.0, 9)])
            .await;
        story
    }

    /// Sales is told nothing between six in the evening and eight; after so many notices the rest of so many minutes waits.
    pub async fn quiet_at_night(&self, digest: Option<(u32, u32)>) {
        let terms = pb::PolicyTerms {
            quiet_from: Some("18:00".into()),
            quiet_until: Some("08:00".into()),
            digest_over: digest.map(|(over, _)| over),
            digest_minutes: digest.map(|(_, minutes)| minutes),
            ..Default::default()
        };
        let policy = pb::SavePolicyRequest {
            department: "SALES".into(),
            effective_from: "2026-07-07".into(),
            terms: Some(terms),
        };
        // Policies name departments that are known.
        self.world.deliver(&departments()).await;
        let admin = self
            .world
            .caller("P-ADMIN", &[RoleGrant::everywhere(Role::Admin)]);
        self.world.save_policy(admin, policy).await.unwrap();
    }

    pub fn call<T>(&self, role: Role, message: T) -> tonic::Request<T> {
        let ttl = std::time::Duration::from_secs(600);
        let roles = [RoleGrant::everywhere(role)];
        let token = self.issuer.issue("P-A", Some("P-A"), &roles, ttl).unwrap();
        cascade_runtime::auth::CallContext {
            bearer: Some(cascade_runtime::auth::Bearer::new(token)),
            ..Default::default()
        }
        .request(message)
        .unwrap()
    }

    pub async fn log(&self) -> Vec<pb::Delivery> {
        let asked = pb::ListDeliveriesRequest {
            page_size: 500,
            ..Default::default()
        };
        let request = self.call(Role::Manager, asked);
        let answer = self.client.clone().list_deliveries(request).await.unwrap();
        answer.into_inner().deliveries
    }

    /// Waits until nothing waits any more.
    pub async fn settled(&self, count: usize) -> Vec<pb::Delivery> {
        eventually("deliveries that are done", || async {
            let log = self.log().await;
            let done = log.iter().all(|row| row.finished_at.is_some());
            (log.len() == count && done).then_some(log)
        })
        .await
    }

    pub fn later(&self, seconds: i64) {
        let to = self.wall.now() + TimeDelta::seconds(seconds);
        self.wall.set(to).unwrap();
    }
}

pub fn wall() -> Clock {
    Clock::simulated(at("2026-11-02T01:00:00Z"))
}

pub fn to(kind: Kind, robot: &Robot) -> Channel {
    Channel {
        kind,
        url: robot.url().into(),
        secret: "SECtest".into(),
        handles: BTreeMap::from([("P-T1".to_owned(), "wang.li".to_owned())]),
        ..Channel::default()
    }
}

pub fn named(name: &str, channel: Channel) -> BTreeMap<String, Channel> {
    BTreeMap::from([(name.to_owned(), channel)])
}
