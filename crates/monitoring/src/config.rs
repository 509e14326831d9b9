//! Section `monitoring` of the configuration.

use std::collections::BTreeMap;

use cascade_channels::Channel;
use cascade_events::{PARTITIONS, RelayConfig, RetentionConfig};
use cascade_storage::StorageConfig;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How monitoring keeps and shares its work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Its database.
    pub storage: StorageConfig,
    /// How its events are published.
    pub relay: RelayConfig,
    /// What it forgets when.
    pub retention: RetentionConfig,
    /// Partitions that plans are divided into, 1 to 8; the most replicas that can share the work.
    pub partitions: u16,
    /// Most events applied in one transaction.
    pub batch: u16,
    /// Milliseconds from the start of a partition's transaction to that of its next, where a broker brings the events.
    pub linger_ms: u64,
    /// Active plans read at once at start-up; 0: each is read when its first event comes.
    pub readers: u16,
    /// How people are told.
    pub notices: Notices,
    /// When reports are announced.
    pub reports: Reports,
    /// How plans are simulated.
    pub risk: Risk,
}

/// How plans are simulated: section `monitoring.risk`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Risk {
    /// Tasks finished last that teach how long tasks take.
    pub history_tasks: u32,
    /// Fewest finished tasks of a person, a department or the organisation that teach anything.
    pub enough_tasks: u32,
    /// Where nothing is learnt yet: as short as a task can be, in percent of its plan.
    pub optimistic_percent: u32,
    /// Likewise as long as it can be.
    pub pessimistic_percent: u32,
    /// Most that one question may calculate: tasks of the plan times runs. A plan is simulated 100 times at least.
    pub most_task_runs: u64,
}

impl Default for Risk {
    fn default() -> Self {
        Self {
            history_tasks: 5_000,
            enough_tasks: 8,
            optimistic_percent: 80,
            pessimistic_percent: 150,
            most_task_runs: 100_000_000,
        }
    }
}

/// When reports are announced: section `monitoring.reports`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reports {
    /// Time of day of the organisation at which heads of departments are told of the day's report, of the week's on its last working
    /// day and of the month's on its last: `18:30`. Empty: reports are there when they are asked for, nobody is told.
    pub announce_at: String,
    /// Days that what was told is kept, so that a past day's report can be read as it was; 0: for good.
    pub keep_days: u32,
}

impl Default for Reports {
    fn default() -> Self {
        Self {
            announce_at: "18:30".to_owned(),
            keep_days: 800,
        }
    }
}

impl Reports {
    /// The time of day; none where nobody is told.
    #[must_use]
    pub fn at(&self) -> Option<NaiveTime> {
        NaiveTime::parse_from_str(&self.announce_at, "%H:%M").ok()
    }
}

/// How people are told: section `monitoring.notices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notices {
    /// Address of the web UI for links in messages, such as `https://cascade.example.com`; empty: messages without links.
    pub base_url: String,
    /// Hours after which a notice that no channel took is news no longer: it is logged, not sent.
    pub stale_hours: u32,
    /// Days that notices and the delivery log are kept.
    pub keep_days: u32,
    /// Robots, mailboxes and systems by name: `[monitoring.notices.channels.sales-group]`.
    pub channels: BTreeMap<String, Channel>,
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            stale_hours: 24,
            keep_days: 90,
            channels: BTreeMap::new(),
        }
    }
}

/// Configuration of monitoring that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("configuration key `monitoring.{key}`: {message}")]
pub struct ConfigError {
    /// Dotted path below `monitoring`.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Config {
    /// Looks at what serde cannot check.
    ///
    /// # Errors
    /// Names the first key that cannot be used.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |key: String, message: String| Err(ConfigError { key, message });
        if !PARTITIONS.contains(&self.partitions) {
            return refuse("partitions".to_owned(), "1 to 8".to_owned());
        }
        if self.batch == 0 {
            return refuse("batch".to_owned(), "at least 1".to_owned());
        }
        let base = &self.notices.base_url;
        if !(base.is_empty() || base.starts_with("https://") || base.starts_with("http://")) {
            return refuse(
                "notices.base_url".to_owned(),
                "write the UI's address with http:// or https://".to_owned(),
            );
        }
        if !self.reports.announce_at.is_empty() && self.reports.at().is_none() {
            return refuse(
                "reports.announce_at".to_owned(),
                "write a time of day such as 18:30, or nothing".to_owned(),
            );
        }
        if !(1..=100).contains(&self.risk.optimistic_percent) {
            return refuse(
                "risk.optimistic_percent".to_owned(),
                "write a percentage of the plan from 1 to 100".to_owned(),
            );
        }
        if !(100..=1_000).contains(&self.risk.pessimistic_percent) {
            return refuse(
                "risk.pessimistic_percent".to_owned(),
                "write a percentage of the plan from 100 to 1000".to_owned(),
            );
        }
        for (name, channel) in &self.notices.channels {
            if let Err(error) = channel.validate() {
                return refuse(
                    format!("notices.channels.{name}.{}", error.key),
                    error.message,
                );
            }
        }
        Ok(())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            storage: StorageConfig::default(),
            // Nobody waits for what it says as they do for what it shows: it may gather.
            relay: RelayConfig {
                linger_ms: 200,
                ..RelayConfig::default()
            },
            retention: RetentionConfig::default(),
            partitions: 4,
            batch: 256,
            linger_ms: 20,
            readers: 2,
            notices: Notices::default(),
            reports: Reports::default(),
            risk: Risk::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_work_is_named_by_its_path() {
        let mut config = Config::default();
        assert_eq!(config.validate(), Ok(()));
        for partitions in [0, 9] {
            config.partitions = partitions;
            assert_eq!(config.validate().unwrap_err().key, "partitions");
        }
        config.partitions = 8;
        let channel = Channel {
            kind: cascade_channels::Kind::WeCom,
            ..Channel::default()
        };
        config.notices.channels.insert("sales".to_owned(), channel);
        assert_eq!(
            config.validate().unwrap_err().key,
            "notices.channels.sales.url"
        );
        config.notices.channels.clear();
        config.risk.pessimistic_percent = 90;
        assert_eq!(
            config.validate().unwrap_err().key,
            "risk.pessimistic_percent"
        );
        config.risk = Risk::default();
        config.notices.base_url = "cascade.example.com".to_owned();
        assert_eq!(config.validate().unwrap_err().key, "notices.base_url");
    }
}
