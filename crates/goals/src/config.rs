//! Section `goals` of the configuration.

use cascade_events::{PARTITIONS, RelayConfig, RetentionConfig, SubscriberConfig};
use cascade_method::{Policy, policy::AdjustmentPolicy};
use cascade_storage::StorageConfig;
use serde::{Deserialize, Serialize};

/// Configuration of the goals service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
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
}

/// Section `rules`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RulesConfig {
    /// Fewest key results of a goal before a warning.
    pub fewest_key_results: usize,
    /// Most key results of a goal before a warning.
    pub most_key_results: usize,
    /// How far the weights of a goal may be from 100, in percent points.
    pub weight_tolerance: f64,
    /// Growth over the baseline above which a goal is asked whether it can be reached: 0.5 is +50 %.
    pub growth_factor: f64,
    /// Percent points between a key result's task completion and attainment above which a warning is given.
    pub divergence_points: f64,
    /// Working days of extension in all up to which a department head decides an adjustment alone.
    pub department_head_days: u32,
}

impl Default for RulesConfig {
    fn default() -> Self {
        let policy = Policy::default();
        Self {
            fewest_key_results: policy.key_results.0,
            most_key_results: policy.key_results.1,
            weight_tolerance: policy.weight_tolerance,
            growth_factor: policy.growth_factor,
            divergence_points: policy.divergence_points,
            department_head_days: policy.adjustment.department_head_days,
        }
    }
}

/// A value that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct ConfigError {
    /// Path of the key below `goals`.
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
        let rules = &self.rules;
        if rules.fewest_key_results > rules.most_key_results {
            return refuse(
                "rules.fewest_key_results",
                format!(
                    "not above rules.most_key_results, which is {}",
                    rules.most_key_results
                ),
            );
        }
        if !(0.0..=100.0).contains(&rules.weight_tolerance) {
            return refuse("rules.weight_tolerance", "0 to 100".to_owned());
        }
        if !(0.0..=100.0).contains(&rules.divergence_points) {
            return refuse("rules.divergence_points", "0 to 100".to_owned());
        }
        if !PARTITIONS.contains(&self.subscriber.partitions) {
            return refuse("subscriber.partitions", "1 to 8".to_owned());
        }
        if self.subscriber.batch == 0 {
            return refuse("subscriber.batch", "at least 1".to_owned());
        }
        if !(rules.growth_factor.is_finite() && rules.growth_factor > 0.0) {
            return refuse("rules.growth_factor", "above 0".to_owned());
        }
        Ok(())
    }

    /// The rules' numbers as configured.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            key_results: (self.rules.fewest_key_results, self.rules.most_key_results),
            weight_tolerance: self.rules.weight_tolerance,
            growth_factor: self.rules.growth_factor,
            divergence_points: self.rules.divergence_points,
            adjustment: AdjustmentPolicy {
                department_head_days: self.rules.department_head_days,
            },
            ..Policy::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_refused_by_key() {
        let mut config = Config {
            storage: StorageConfig::at("sqlite:goals.db"),
            ..Config::default()
        };
        assert_eq!(config.validate(), Ok(()));
        config.rules.fewest_key_results = 6;
        assert_eq!(
            config.validate().unwrap_err().key,
            "rules.fewest_key_results"
        );
        config.rules.fewest_key_results = 2;
        config.rules.weight_tolerance = f64::NAN;
        assert_eq!(config.validate().unwrap_err().key, "rules.weight_tolerance");
        assert_eq!(Config::default().validate().unwrap_err().key, "storage.url");
    }
}
