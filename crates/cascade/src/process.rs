//! One process and the roles it runs. Embedded or not, the wiring is the same: pools, a bus, services, their calls behind one
//! gRPC server each; only URLs, the bus and the channel differ.

use std::{collections::HashMap, net::SocketAddr, path::Path, sync::Arc};

use anyhow::{Context, Result};
use cascade_events::{Bus, InProcess, RabbitMq, Subscription};
use cascade_gateway::{Channels, Gateway, Live, SignIn};
use cascade_goals::Goals;
use cascade_monitoring::Monitoring;
use cascade_proto::FILE_DESCRIPTOR_SET;
use cascade_resources::Resources;
use cascade_runtime::{
    auth::{DevIssuer, Verifier},
    channel,
    clock::Clock,
    clock_grpc::{ClockGrpc, Settle},
    grpc::{self, GrpcServer},
    health::{Readiness, ops_router},
    shutdown::{self, Drain, Drained},
    telemetry::{Metrics, TelemetryGuard},
};
use cascade_storage::{DbPool, MigrationSet, StorageConfig, migrate};
use cascade_tasks::Tasks;
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::{
    cli::Role,
    config::{BusKind, Config},
};

/// The four services.
pub const SERVICES: [Role; 4] = [Role::Goals, Role::Tasks, Role::Resources, Role::Monitoring];

/// What a running process is made of.
pub struct Process {
    config: Config,
    drain: Drain,
    clock: Clock,
    verifier: Verifier,
    issuer: Option<Arc<DevIssuer>>,
    metrics: Metrics,
    bus: Arc<dyn Bus>,
    pools: HashMap<Role, DbPool>,
}

impl Process {
    /// Opens what the roles need: their databases, the bus, the keys.
    ///
    /// # Errors
    /// What is wrong with the configuration, or cannot be reached.
    pub async fn open(
        config: Config,
        roles: &[Role],
        data: &Path,
        telemetry: &TelemetryGuard,
    ) -> Result<Self> {
        let (verifier, issuer) = config.auth.verifier(data)?;
        let mut pools = HashMap::new();
        for role in roles.iter().filter(|role| SERVICES.contains(role)) {
            let storage = storage(&config, *role);
            let pool = DbPool::lazy(storage).with_context(|| format!("{}.storage", name(*role)))?;
            pools.insert(*role, pool);
        }
        let bus = open_bus(&config, &pools)?;
        let clock = Clock::from_config(&config.clock);
        let drain = Drain::new(Readiness::new());
        Ok(Self {
            config,
            drain,
            clock,
            verifier,
            issuer,
            metrics: telemetry.metrics(),
            bus,
            pools,
        })
    }

    /// The process's drain.
    #[must_use]
    pub fn drain(&self) -> &Drain {
        &self.drain
    }

    /// Brings the databases of this process's roles up to date.
    ///
    /// # Errors
    /// A migration that fails.
    pub async fn migrate(&self) -> Result<()> {
        for (role, pool) in &self.pools {
            migrate(pool, &migrations(*role))
                .await
                .with_context(|| format!("migrating {}", name(*role)))?;
        }
        Ok(())
    }

    /// Runs roles, each on its own address.
    ///
    /// # Errors
    /// An address that is taken, development tokens on a public one.
    pub async fn serve(&self, roles: &[Role]) -> Result<()> {
        self.check_parts();
        for role in roles {
            if *role == Role::Gateway {
                let endpoints = &self.config.endpoints;
                let connect = |uri: &str| channel::connect(uri, &self.config.timeouts);
                let channels = Channels {
                    goals: connect(&endpoints.goals)?,
                    tasks: connect(&endpoints.tasks)?,
                    resources: connect(&endpoints.resources)?,
                    monitoring: connect(&endpoints.monitoring)?,
                };
                self.serve_gateway(channels, false).await?;
            } else {
                let routes = self.service(*role)?;
                let listener = self.listen(self.config.listen.of(*role)).await?;
                let (routes, token) = (self.grpc(routes)?, self.drain.token());
                self.drain.spawn(async move {
                    if let Err(error) = grpc::serve(listener, routes, token.clone()).await {
                        tracing::error!(%error, "gRPC server ended");
                        token.cancel();
                    }
                });
            }
            self.serve_ops(*role).await?;
        }
        Ok(())
    }

    /// Runs every service in this process, with the gateway in front of them.
    ///
    /// # Errors
    /// As [`serve`](Self::serve).
    pub async fn serve_embedded(&self) -> Result<SocketAddr> {
        self.check_parts();
        let mut routes = Routes::default();
        let mut settle: Vec<Arc<dyn Settle>> = Vec::new();
        for role in SERVICES {
            routes = self.add_service(role, routes, &mut settle)?;
        }
        if let Some(clock) = ClockGrpc::new(self.clock.clone(), settle) {
            routes = routes.add_service(clock);
        }
        let channel = channel::in_process(self.grpc(routes)?);
        let channels = Channels {
            goals: channel.clone(),
            tasks: channel.clone(),
            resources: channel.clone(),
            monitoring: channel,
        };
        self.serve_gateway(channels, true).await
    }

    /// Waits for a signal, then lets running work finish.
    ///
    /// # Errors
    /// Where signals cannot be waited for.
    pub async fn run(&self) -> Result<Drained> {
        let trigger = async {
            if let Err(error) = shutdown::signal().await {
                tracing::error!(%error, "signals cannot be waited for");
            }
        };
        Ok(self.drain.run(trigger, &self.config.drain).await)
    }

    fn service(&self, role: Role) -> Result<Routes> {
        let mut settle = Vec::new();
        let routes = self.add_service(role, Routes::default(), &mut settle)?;
        Ok(match ClockGrpc::new(self.clock.clone(), settle) {
            Some(clock) => routes.add_service(clock),
            None => routes,
        })
    }

    fn add_service(
        &self,
        role: Role,
        routes: Routes,
        settle: &mut Vec<Arc<dyn Settle>>,
    ) -> Result<Routes> {
        let Some(pool) = self.pools.get(&role).cloned() else {
            return Ok(routes);
        };
        let (bus, clock, token) = (
            Arc::clone(&self.bus),
            self.clock.clone(),
            self.drain.token(),
        );
        Ok(match role {
            Role::Goals => {
                let service = Goals::new(cascade_goals::Deps {
                    pool,
                    bus,
                    clock,
                    config: self.config.goals.clone(),
                });
                self.drain.spawn(service.run(token));
                routes
                    .add_service(service.grpc())
                    .add_service(service.adjustments())
                    .add_service(service.reviews())
            }
            Role::Tasks => {
                let service = Tasks::new(cascade_tasks::Deps {
                    pool,
                    bus,
                    clock,
                    config: self.config.tasks.clone(),
                });
                self.drain.spawn(service.run(token));
                settle.push(service.settle());
                routes.add_service(service.grpc())
            }
            Role::Resources => {
                let service = Resources::new(cascade_resources::Deps {
                    pool,
                    bus,
                    clock,
                    config: self.config.resources.clone(),
                });
                self.drain.spawn(service.run(token));
                routes.add_service(service.grpc())
            }
            Role::Monitoring => {
                self.config.monitoring.validate()?;
                let service = Monitoring::new(cascade_monitoring::Deps {
                    pool,
                    bus,
                    clock,
                    config: self.config.monitoring.clone(),
                });
                self.drain.spawn(service.run(token));
                settle.push(service.settle());
                routes
                    .add_service(service.grpc())
                    .add_service(service.notices_grpc())
                    .add_service(service.reports_grpc())
                    .add_service(service.forecasts_grpc())
            }
            Role::Gateway => routes,
        })
    }

    fn grpc(&self, routes: Routes) -> Result<Routes> {
        let readiness = self.drain.readiness().clone();
        Ok(
            GrpcServer::new(&self.config.grpc, self.verifier.clone(), readiness)
                .reflection(FILE_DESCRIPTOR_SET)
                .routes(routes)?,
        )
    }

    async fn serve_gateway(&self, channels: Channels, shares_clock: bool) -> Result<SocketAddr> {
        let live = Live::new(Arc::clone(&self.bus), &self.config.gateway);
        self.drain.spawn(live.clone().run(self.drain.token()));
        let gateway = Gateway::new(
            channels,
            live,
            self.clock.clone(),
            shares_clock,
            self.issuer.clone(),
            SignIn::new(&self.config.auth, &self.config.gateway.sign_in)
                .context("gateway.sign_in")?,
        );
        let router = cascade_gateway::router(gateway, self.verifier.clone());
        let listener = self.listen(&self.config.listen.gateway).await?;
        let address = listener.local_addr()?;
        let token = self.drain.token();
        self.drain.spawn(async move {
            // Served as it is, a router is copied with all its routes for every connection.
            let served = axum::serve(listener, router.into_make_service())
                .with_graceful_shutdown(token.clone().cancelled_owned())
                .await;
            if let Err(error) = served {
                tracing::error!(%error, "gateway ended");
                token.cancel();
            }
        });
        Ok(address)
    }

    async fn serve_ops(&self, role: Role) -> Result<()> {
        let address = self.config.ops.of(role);
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("ops.{}: {address}", name(role)))?;
        let router = ops_router(self.drain.readiness().clone(), self.metrics.clone());
        // Operators are answered to the very end: that the process drains is what they want to know.
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "operators' server ended");
            }
        });
        tracing::info!(role = name(role), ops = address, "serving");
        Ok(())
    }

    async fn listen(&self, address: &str) -> Result<TcpListener> {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        self.config.auth.check_listen(listener.local_addr()?)?;
        Ok(listener)
    }

    /// Ready means: every database answers and is up to date, and events can be published.
    fn check_parts(&self) {
        let readiness = self.drain.readiness();
        for (role, pool) in &self.pools {
            let (pool, role) = (pool.clone(), *role);
            readiness.add(format!("{}.storage", name(role)), move || {
                let pool = pool.clone();
                async move {
                    let waiting = cascade_storage::pending(&pool, &migrations(role)).await?;
                    if waiting.is_empty() {
                        return Ok(());
                    }
                    Err(format!("migrations have not run: {}", waiting.join(", ")).into())
                }
            });
        }
        let bus = Arc::clone(&self.bus);
        readiness.add("bus", move || {
            let bus = Arc::clone(&bus);
            async move { Ok(bus.ready().await?) }
        });
    }
}

/// Name of a role, as in the configuration.
#[must_use]
pub fn name(role: Role) -> &'static str {
    match role {
        Role::Goals => "goals",
        Role::Tasks => "tasks",
        Role::Resources => "resources",
        Role::Monitoring => "monitoring",
        Role::Gateway => "gateway",
    }
}

/// Database of a service; the gateway has none, and is given goals' never.
#[must_use]
pub fn storage(config: &Config, role: Role) -> &StorageConfig {
    match role {
        Role::Goals | Role::Gateway => &config.goals.storage,
        Role::Tasks => &config.tasks.storage,
        Role::Resources => &config.resources.storage,
        Role::Monitoring => &config.monitoring.storage,
    }
}

/// Migrations of a service.
#[must_use]
pub fn migrations(role: Role) -> Vec<&'static MigrationSet> {
    match role {
        Role::Goals => cascade_goals::MIGRATIONS.to_vec(),
        Role::Tasks => cascade_tasks::MIGRATIONS.to_vec(),
        Role::Resources => cascade_resources::MIGRATIONS.to_vec(),
        Role::Monitoring => cascade_monitoring::MIGRATIONS.to_vec(),
        Role::Gateway => Vec::new(),
    }
}

/// Name under which a service listens; none for one that does not.
#[must_use]
pub fn consumer(config: &Config, role: Role) -> Option<String> {
    let subscription = match role {
        Role::Goals => Goals::subscription(&config.goals),
        Role::Tasks => Tasks::subscription(&config.tasks),
        Role::Resources => Resources::subscription(&config.resources),
        Role::Monitoring => Monitoring::subscription(&config.monitoring),
        Role::Gateway => return None,
    };
    Some(subscription.consumer)
}

/// Everybody who listens: every process declares all queues, so that nothing is published past one.
fn subscriptions(config: &Config) -> Vec<Subscription> {
    vec![
        Goals::subscription(&config.goals),
        Tasks::subscription(&config.tasks),
        Resources::subscription(&config.resources),
        Monitoring::subscription(&config.monitoring),
    ]
}

/// The bus of the configuration.
///
/// # Errors
/// The in-process bus in a process that does not run every service.
pub fn open_bus(config: &Config, pools: &HashMap<Role, DbPool>) -> Result<Arc<dyn Bus>> {
    Ok(match config.bus.kind {
        BusKind::Rabbitmq => Arc::new(RabbitMq::new(config.bus.rabbitmq(), subscriptions(config))),
        BusKind::InProcess => {
            let stores = pools
                .iter()
                .map(|(role, pool)| (name(*role).to_owned(), pool.clone()))
                .collect();
            let expected: Vec<String> = subscriptions(config)
                .into_iter()
                .map(|subscription| subscription.consumer)
                .collect();
            Arc::new(InProcess::new(stores).expecting(expected))
        }
    })
}
