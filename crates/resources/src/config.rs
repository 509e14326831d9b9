//! Section `resources` of the configuration.

use cascade_events::{RelayConfig, RetentionConfig};
use cascade_storage::StorageConfig;
use serde::{Deserialize, Serialize};

/// Configuration of the resources service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where it keeps its state.
    pub storage: StorageConfig,
    /// How it publishes.
    pub relay: RelayConfig,
    /// How long it keeps what has been published and answered.
    pub retention: RetentionConfig,
    /// How it takes in the events of others.
    pub subscriber: SubscriberConfig,
}

/// Section `subscriber`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SubscriberConfig {
    /// Partitions of its queue: the most replicas that can share the work.
    pub partitions: u16,
    /// Most events applied in one transaction.
    pub batch: u16,
}

impl Default for SubscriberConfig {
    fn default() -> Self {
        Self {
            partitions: 4,
            batch: 64,
        }
    }
}

/// A value that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct ConfigError {
    /// Path of the key below `resources`.
    pub key: &'static str,
    /// What is wrong with its value.
    pub problem: String,
}

impl Config {
    /// Refuses values that cannot be meant.
    ///
    /// # Errors
    /// The first one found.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |key, problem: String| Err(ConfigError { key, problem });
        if let Err(error) = self.storage.kind() {
            return refuse("storage.url", error.to_string());
        }
        if self.subscriber.partitions == 0 {
            return refuse("subscriber.partitions", "at least 1".to_owned());
        }
        if self.subscriber.batch == 0 {
            return refuse("subscriber.batch", "at least 1".to_owned());
        }
        Ok(())
    }
}
