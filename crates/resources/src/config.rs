//! Section `resources` of the configuration.

use cascade_events::{PARTITIONS, RelayConfig, RetentionConfig, SubscriberConfig};
use cascade_method::staffing::StaffingPolicy;
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
    /// The numbers of load, match, decisions and budgets.
    pub staffing: StaffingConfig,
}

/// Section `staffing`. Parts are in percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StaffingConfig {
    /// Part of the owner's day that a task without an effort takes.
    pub default_share: u8,
    /// Part of a task's effort that each collaborator takes …
    pub collaborator_share: u8,
    /// … and the most that all of them take together.
    pub collaborators_most: u8,
    /// Weight of the skills in a fit; weights count in proportion to their sum.
    pub skill_weight: u8,
    /// Weight of the free hours.
    pub free_weight: u8,
    /// Weight of the department.
    pub department_weight: u8,
    /// Levels that somebody may be below a needed skill and still be proposed.
    pub level_gap: u8,
    /// Steps of the search for a better assignment.
    pub search_steps: u32,
    /// Working days within which a submitted request is decided.
    pub decision_days: u8,
    /// Points by which a budget's utilisation may run ahead of the work's progress before a finding says so.
    pub budget_ahead_points: u8,
}

impl Default for StaffingConfig {
    fn default() -> Self {
        Self {
            default_share: 50,
            collaborator_share: 20,
            collaborators_most: 50,
            skill_weight: 60,
            free_weight: 25,
            department_weight: 15,
            level_gap: 1,
            search_steps: 100_000,
            decision_days: 2,
            budget_ahead_points: 20,
        }
    }
}

impl StaffingConfig {
    /// As the method takes it.
    #[must_use]
    pub fn policy(&self) -> StaffingPolicy {
        let part = |percent: u8| f64::from(percent) / 100.0;
        StaffingPolicy {
            default_share: part(self.default_share),
            collaborator_share: part(self.collaborator_share),
            collaborators_most: part(self.collaborators_most),
            skill_weight: part(self.skill_weight),
            free_weight: part(self.free_weight),
            department_weight: part(self.department_weight),
            level_gap: self.level_gap.into(),
            search_steps: self.search_steps,
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
        if !PARTITIONS.contains(&self.subscriber.partitions) {
            return refuse("subscriber.partitions", "1 to 8".to_owned());
        }
        if self.subscriber.batch == 0 {
            return refuse("subscriber.batch", "at least 1".to_owned());
        }
        let staffing = &self.staffing;
        for (key, percent) in [
            ("staffing.default_share", staffing.default_share),
            ("staffing.collaborator_share", staffing.collaborator_share),
            ("staffing.collaborators_most", staffing.collaborators_most),
        ] {
            if percent > 100 {
                return refuse(key, "at most 100 percent".to_owned());
            }
        }
        let weights = [
            staffing.skill_weight,
            staffing.free_weight,
            staffing.department_weight,
        ];
        if weights.iter().all(|weight| *weight == 0) {
            let problem = "one of the three weights is above 0";
            return refuse("staffing.skill_weight", problem.to_owned());
        }
        Ok(())
    }
}
