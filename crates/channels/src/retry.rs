//! When to try again.

use chrono::TimeDelta;

/// Waiting times that double, with full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015) above a floor: many that
/// failed together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Least wait, seconds.
    pub floor: u32,
    /// Most wait, seconds.
    pub ceiling: u32,
    /// Attempts in all before it is given up.
    pub attempts: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            floor: 5,
            ceiling: 3_600,
            attempts: 10,
        }
    }
}

impl Backoff {
    /// How long to wait after so many failed attempts; none gives it up.
    ///
    /// `jitter` is drawn by the caller from 0 to 1.
    #[must_use]
    pub fn wait(&self, failed: u32, jitter: f64) -> Option<TimeDelta> {
        if failed >= self.attempts {
            return None;
        }
        let doubled = u64::from(self.floor) << failed.min(30);
        let most = doubled.min(u64::from(self.ceiling).max(u64::from(self.floor)));
        let spread = most.saturating_sub(u64::from(self.floor)) as f64;
        let seconds = f64::from(self.floor) + spread * jitter.clamp(0.0, 1.0);
        Some(TimeDelta::milliseconds((seconds * 1_000.0) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_ceiling_and_end() {
        let backoff = Backoff {
            floor: 5,
            ceiling: 60,
            attempts: 6,
        };
        let latest: Vec<i64> = (1..6)
            .filter_map(|failed| backoff.wait(failed, 1.0))
            .map(|wait| wait.num_seconds())
            .collect();
        assert_eq!(latest, [10, 20, 40, 60, 60]);
        assert_eq!(
            backoff.wait(3, 0.0),
            Some(TimeDelta::seconds(5)),
            "never below the floor"
        );
        assert_eq!(backoff.wait(6, 0.5), None);
    }
}
