//! The whole configuration: what every process shares, and a section for each service.

use std::{fmt, path::PathBuf};

use cascade_events::RabbitMqConfig;
use cascade_runtime::{
    auth::{AuthConfig, AuthMode},
    channel::Timeouts,
    clock::ClockConfig,
    config::{ConfigError, Sources, load},
    grpc::GrpcConfig,
    shutdown::DrainConfig,
    telemetry::TelemetryConfig,
};
use serde::{Deserialize, Serialize};

use crate::cli::{Cli, Role};

/// Everything that can be set. `cascade config` prints it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Logs, traces, metrics.
    pub telemetry: TelemetryConfig,
    /// Where time comes from.
    pub clock: ClockConfig,
    /// Who vouches for callers.
    pub auth: AuthConfig,
    /// Limits of calls.
    pub grpc: GrpcConfig,
    /// The way out.
    pub drain: DrainConfig,
    /// How events travel.
    pub bus: BusConfig,
    /// Where each role listens for its calls.
    pub listen: Addresses,
    /// Where each role listens for its operators: /healthz, /readyz, /metrics.
    pub ops: Addresses,
    /// Where the gateway finds the services.
    pub endpoints: Endpoints,
    /// How long the gateway waits for them.
    pub timeouts: Timeouts,
    /// The gateway.
    pub gateway: cascade_gateway::Config,
    /// The goals service.
    pub goals: cascade_goals::Config,
    /// The tasks service.
    pub tasks: cascade_tasks::Config,
    /// The resources service.
    pub resources: cascade_resources::Config,
    /// The monitoring service.
    pub monitoring: cascade_monitoring::Config,
}

/// How events travel.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BusConfig {
    /// Over RabbitMQ, or in the memory of one process that runs every service.
    pub kind: BusKind,
    /// `amqp://user:password@host:port/vhost`
    pub url: String,
    /// Days that the replay stream keeps events.
    pub replay_days: u32,
    /// Most events of one message. Those of one type and partition key that leave together share one; 1: every event has its own, for
    /// systems that read no others.
    pub bundle: u16,
    /// Whether messages with more than one event are packed: content encoding `zstd`. Without, for systems that cannot read it.
    pub compress: bool,
    /// Deliveries of a message before it becomes a dead letter.
    pub delivery_limit: u32,
    /// Most messages handed to a consumer and not yet acknowledged, for each partition.
    pub prefetch: u16,
}

/// Without the URL, which may hold a password.
impl fmt::Debug for BusConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BusConfig")
            .field("kind", &self.kind)
            .field("replay_days", &self.replay_days)
            .field("bundle", &self.bundle)
            .field("compress", &self.compress)
            .field("delivery_limit", &self.delivery_limit)
            .field("prefetch", &self.prefetch)
            .finish_non_exhaustive()
    }
}

impl Default for BusConfig {
    fn default() -> Self {
        let RabbitMqConfig {
            url,
            replay_days,
            bundle,
            compress,
            delivery_limit,
            prefetch,
            ..
        } = RabbitMqConfig::default();
        Self {
            kind: BusKind::Rabbitmq,
            url,
            replay_days,
            bundle,
            compress,
            delivery_limit,
            prefetch,
        }
    }
}

impl BusConfig {
    /// As the RabbitMQ bus wants it.
    #[must_use]
    pub fn rabbitmq(&self) -> RabbitMqConfig {
        RabbitMqConfig {
            url: self.url.clone(),
            replay_days: self.replay_days,
            bundle: self.bundle,
            compress: self.compress,
            delivery_limit: self.delivery_limit,
            prefetch: self.prefetch,
        }
    }
}

/// Over what events travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusKind {
    /// RabbitMQ, between processes.
    Rabbitmq,
    /// Memory, within one process.
    InProcess,
}

/// An address for each role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct Addresses {
    pub goals: String,
    pub tasks: String,
    pub resources: String,
    pub monitoring: String,
    pub gateway: String,
}

impl Addresses {
    /// The address of a role.
    #[must_use]
    pub fn of(&self, role: Role) -> &str {
        match role {
            Role::Goals => &self.goals,
            Role::Tasks => &self.tasks,
            Role::Resources => &self.resources,
            Role::Monitoring => &self.monitoring,
            Role::Gateway => &self.gateway,
        }
    }
}

/// Where the gateway finds the services: `http://host:port` or `https://…`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct Endpoints {
    pub goals: String,
    pub tasks: String,
    pub resources: String,
    pub monitoring: String,
}

/// What holds where nothing else is said.
const DEFAULTS: &str = r#"
[telemetry]
service_name = "cascade"

[listen]
goals = "127.0.0.1:7001"
tasks = "127.0.0.1:7002"
resources = "127.0.0.1:7003"
monitoring = "127.0.0.1:7004"
gateway = "127.0.0.1:8080"

[ops]
goals = "127.0.0.1:9001"
tasks = "127.0.0.1:9002"
resources = "127.0.0.1:9003"
monitoring = "127.0.0.1:9004"
gateway = "127.0.0.1:9000"

[endpoints]
goals = "http://127.0.0.1:7001"
tasks = "http://127.0.0.1:7002"
resources = "http://127.0.0.1:7003"
monitoring = "http://127.0.0.1:7004"
"#;

/// What `cascade dev` sets over that: everything in one process, nothing installed.
#[must_use]
pub fn embedded(data: &std::path::Path, listen: &str) -> Vec<(String, String)> {
    let mut settings = vec![
        ("auth.mode".to_owned(), "dev".to_owned()),
        ("bus.kind".to_owned(), "in_process".to_owned()),
        ("listen.gateway".to_owned(), listen.to_owned()),
    ];
    for service in ["goals", "tasks", "resources", "monitoring"] {
        let file = data.join(format!("{service}.db"));
        settings.push((
            format!("{service}.storage.url"),
            format!("sqlite:{}", file.display()),
        ));
    }
    settings
}

/// Reads the configuration: defaults, then `beneath`, the file, the environment, `--set`.
///
/// # Errors
/// A key that does not exist or has a value that does not fit, by its path.
pub fn read(cli: &Cli, beneath: Vec<(String, String)>) -> Result<Config, ConfigError> {
    let mut defaults: toml::Table =
        DEFAULTS
            .parse()
            .map_err(|error: toml::de::Error| ConfigError::Key {
                key: "defaults".to_owned(),
                message: error.to_string(),
                nearest: None,
            })?;
    for (key, value) in beneath {
        set(&mut defaults, &key, value);
    }
    let flags = cli.settings.iter().map(|setting| {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        (key.trim().to_owned(), value.trim().to_owned())
    });
    let config: Config = load(
        &Sources::new(defaults.to_string())
            .file(cli.config.as_deref())
            .overrides(flags),
    )?;
    databases_are_distinct(&config)?;
    Ok(config)
}

/// Each service owns its database. In one that another has made, it would take the other's migrations for its own, and be without
/// tables.
fn databases_are_distinct(config: &Config) -> Result<(), ConfigError> {
    let urls = [
        ("goals", &config.goals.storage.url),
        ("tasks", &config.tasks.storage.url),
        ("resources", &config.resources.storage.url),
        ("monitoring", &config.monitoring.storage.url),
    ];
    for (at, (service, url)) in urls.iter().enumerate() {
        let other = urls[..at].iter().find(|(_, known)| known == url);
        if let Some((other, _)) = other.filter(|_| !url.is_empty()) {
            return Err(ConfigError::Key {
                key: format!("{service}.storage.url"),
                message: format!(
                    "is the database of {other} too; give each service a database of its own"
                ),
                nearest: None,
            });
        }
    }
    Ok(())
}

fn set(table: &mut toml::Table, key: &str, value: String) {
    match key.split_once('.') {
        Some((head, rest)) => {
            let entry = table
                .entry(head)
                .or_insert_with(|| toml::Table::new().into());
            if let toml::Value::Table(inner) = entry {
                set(inner, rest, value);
            }
        }
        None => {
            table.insert(key.to_owned(), value.into());
        }
    }
}

/// Folder of the local signing key, for `auth.mode = "dev"`.
#[must_use]
pub fn data_dir(config: &Config, data: Option<PathBuf>) -> PathBuf {
    match (config.auth.mode, data) {
        (AuthMode::Dev, Some(data)) => data,
        _ => PathBuf::from("cascade-data"),
    }
}
