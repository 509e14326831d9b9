//! What the runs say of one target.

use chrono::NaiveDate;

/// The finishes of all runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Ascending.
    finishes: Vec<NaiveDate>,
}

impl FromIterator<NaiveDate> for Forecast {
    /// Of finishes in any order.
    fn from_iter<I: IntoIterator<Item = NaiveDate>>(finishes: I) -> Self {
        let mut finishes: Vec<NaiveDate> = finishes.into_iter().collect();
        finishes.sort_unstable();
        Self { finishes }
    }
}

impl Forecast {
    /// The first day by which at least so many percent of the runs have finished: 50, 80, 95 for P50, P80, P95. None where there
    /// was nothing to finish, or no run.
    #[must_use]
    pub fn percentile(&self, percent: f64) -> Option<NaiveDate> {
        let count = self.finishes.len();
        let rank = (percent.clamp(0.0, 100.0) / 100.0 * count as f64).ceil();
        // Between 0 and the number of runs.
        self.finishes.get((rank as usize).max(1) - 1).copied()
    }

    /// Share of the runs that have finished by the end of a day, 0–1; 0 where there was nothing to finish.
    #[must_use]
    pub fn probability_by(&self, day: NaiveDate) -> f64 {
        if self.finishes.is_empty() {
            return 0.0;
        }
        let finished = self.finishes.partition_point(|finish| *finish <= day);
        finished as f64 / self.finishes.len() as f64
    }

    /// The finishes of all runs, ascending.
    #[must_use]
    pub fn finishes(&self) -> &[NaiveDate] {
        &self.finishes
    }
}
