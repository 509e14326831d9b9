//! What every route is given.

use std::sync::Arc;

use cascade_proto::{
    goals::v1::{
        adjustments_service_client::AdjustmentsServiceClient,
        goals_service_client::GoalsServiceClient, reviews_service_client::ReviewsServiceClient,
    },
    monitoring::v1::{
        forecasts_service_client::ForecastsServiceClient,
        monitoring_service_client::MonitoringServiceClient,
        notices_service_client::NoticesServiceClient, reports_service_client::ReportsServiceClient,
    },
    resources::v1::resources_service_client::ResourcesServiceClient,
    runtime::v1::clock_service_client::ClockServiceClient,
    tasks::v1::tasks_service_client::TasksServiceClient,
};
use cascade_runtime::{auth::DevIssuer, clock::Clock};
use tonic::transport::Channel;

use crate::{live::Live, sign_in::SignIn};

/// Largest message taken from a service: a plan's status holds all its tasks.
const MESSAGE_LIMIT: usize = 64 * 1024 * 1024;

/// Ways to the four services.
#[derive(Clone)]
pub struct Channels {
    /// Plans, goals, key results.
    pub goals: Channel,
    /// Tasks and progress.
    pub tasks: Channel,
    /// Directory and requests.
    pub resources: Channel,
    /// Forecasts and alerts.
    pub monitoring: Channel,
}

/// What every route is given; cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    pub(crate) channels: Channels,
    pub(crate) live: Live,
    pub(crate) clock: Clock,
    /// True where services share this process and its clock.
    pub(crate) shares_clock: bool,
    pub(crate) dev_issuer: Option<Arc<DevIssuer>>,
    pub(crate) sign_in: SignIn,
}

macro_rules! client {
    ($name:ident, $client:ident, $channel:ident) => {
        pub(crate) fn $name(&self) -> $client<Channel> {
            $client::new(self.channels.$channel.clone()).max_decoding_message_size(MESSAGE_LIMIT)
        }
    };
}

impl Gateway {
    /// A gateway over these channels. `live` feeds the event stream, while it runs; `shares_clock` says that the services run in this
    /// process and so on this very clock.
    #[must_use]
    pub fn new(
        channels: Channels,
        live: Live,
        clock: Clock,
        shares_clock: bool,
        dev_issuer: Option<Arc<DevIssuer>>,
        sign_in: SignIn,
    ) -> Self {
        Self {
            channels,
            live,
            clock,
            shares_clock,
            dev_issuer,
            sign_in,
        }
    }

    client!(goals, GoalsServiceClient, goals);
    client!(adjustments, AdjustmentsServiceClient, goals);
    client!(reviews, ReviewsServiceClient, goals);
    client!(tasks, TasksServiceClient, tasks);
    client!(resources, ResourcesServiceClient, resources);
    client!(monitoring, MonitoringServiceClient, monitoring);
    client!(notices, NoticesServiceClient, monitoring);
    client!(reports, ReportsServiceClient, monitoring);
    client!(forecasts, ForecastsServiceClient, monitoring);

    /// Clocks to set, monitoring's last: by then everyone else has moved on.
    pub(crate) fn clocks(&self) -> Vec<ClockServiceClient<Channel>> {
        if self.shares_clock {
            return vec![ClockServiceClient::new(self.channels.monitoring.clone())];
        }
        let channels = &self.channels;
        [
            &channels.resources,
            &channels.goals,
            &channels.tasks,
            &channels.monitoring,
        ]
        .into_iter()
        .map(|channel| ClockServiceClient::new(channel.clone()))
        .collect()
    }
}
