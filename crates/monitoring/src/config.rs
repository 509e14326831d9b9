//! Section `monitoring` of the configuration.

use cascade_events::{RelayConfig, RetentionConfig};
use cascade_storage::StorageConfig;
use serde::{Deserialize, Serialize};

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
    /// Partitions that plans are divided into; the most replicas that can share the work.
    pub partitions: u16,
    /// Most events applied in one transaction.
    pub batch: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            storage: StorageConfig::default(),
            relay: RelayConfig::default(),
            retention: RetentionConfig::default(),
            partitions: 4,
            batch: 128,
        }
    }
}
