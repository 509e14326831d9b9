//! Section `tasks` of the configuration.

use cascade_events::{PARTITIONS, RelayConfig, RetentionConfig, SubscriberConfig};
use cascade_method::Policy;
use cascade_storage::StorageConfig;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// Configuration of the tasks service.
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
    /// Numbers of the rules.
    pub rules: RulesConfig,
    /// The daily update.
    pub updates: UpdatesConfig,
}

/// Section `rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RulesConfig {
    /// Fewest working days of a task before a warning.
    pub fewest_task_days: u32,
    /// Most working days of a task before a warning.
    pub most_task_days: u32,
}

impl Default for RulesConfig {
    fn default() -> Self {
        let (fewest_task_days, most_task_days) = Policy::default().task_days;
        Self {
            fewest_task_days,
            most_task_days,
        }
    }
}

/// Section `updates`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UpdatesConfig {
    /// Time of day by which tasks are reported on, `HH:MM` in the time zone of the clock.
    pub cut_off: String,
    /// Missed updates in a row from which on the key result's owner is told.
    pub notify_after: u32,
}

impl Default for UpdatesConfig {
    fn default() -> Self {
        Self {
            cut_off: "18:00".to_owned(),
            notify_after: Policy::default().missed_updates,
        }
    }
}

impl UpdatesConfig {
    fn read(&self) -> Option<NaiveTime> {
        NaiveTime::parse_from_str(&self.cut_off, "%H:%M").ok()
    }

    /// The time of day; a value that cannot be read is refused by [`Config::validate`] before it is asked for.
    #[must_use]
    pub fn time(&self) -> NaiveTime {
        self.read().unwrap_or_default()
    }
}

/// A value that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct ConfigError {
    /// Path of the key below `tasks`.
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
        if !PARTITIONS.contains(&self.subscriber.partitions) {
            return refuse("subscriber.partitions", "1 to 8".to_owned());
        }
        if self.subscriber.batch == 0 {
            return refuse("subscriber.batch", "at least 1".to_owned());
        }
        if self.updates.read().is_none() {
            return refuse("updates.cut_off", "a time of day like 18:00".to_owned());
        }
        if self.updates.notify_after == 0 {
            return refuse("updates.notify_after", "at least 1".to_owned());
        }
        if self.rules.fewest_task_days > self.rules.most_task_days {
            return refuse(
                "rules.fewest_task_days",
                format!(
                    "not above rules.most_task_days, which is {}",
                    self.rules.most_task_days
                ),
            );
        }
        Ok(())
    }

    /// The rules' numbers as configured.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            task_days: (self.rules.fewest_task_days, self.rules.most_task_days),
            missed_updates: self.updates.notify_after,
            ..Policy::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usable() -> Config {
        Config {
            storage: StorageConfig::at("sqlite:tasks.db"),
            ..Config::default()
        }
    }

    #[test]
    fn defaults_are_the_method_s_and_mistakes_are_named() {
        assert_eq!(usable().validate(), Ok(()));
        assert_eq!(usable().policy().task_days, (5, 10));
        let mut config = usable();
        config.rules.fewest_task_days = 11;
        assert_eq!(config.validate().unwrap_err().key, "rules.fewest_task_days");
        let mut config = usable();
        config.updates.cut_off = "6 pm".to_owned();
        assert_eq!(config.validate().unwrap_err().key, "updates.cut_off");
        let mut config = usable();
        for partitions in [0, 9] {
            config.subscriber.partitions = partitions;
            assert_eq!(config.validate().unwrap_err().key, "subscriber.partitions");
        }
        assert_eq!(Config::default().validate().unwrap_err().key, "storage.url");
        assert!(serde_json::from_str::<Config>(r#"{"storrage": {}}"#).is_err());
    }
}
