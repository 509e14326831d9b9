//! When which batch is sent, by the clock alone.

use std::time::Duration;

/// Batches at a steady rate. A slow server does not slow them down, and what waits for it is counted from the time planned here: that a
/// load generator waits too, and then leaves its wait out, is known as coordinated omission.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule {
    /// Reports of a second.
    pub(super) rate: u32,
    /// Reports of a batch.
    pub(super) batch: u16,
}

impl Schedule {
    /// When a batch is sent, counted from the first.
    pub(super) fn at(self, number: u32) -> Duration {
        let nanoseconds =
            u128::from(number) * u128::from(self.batch) * 1_000_000_000 / u128::from(self.rate);
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }

    /// Batches whose time lies within so many seconds.
    pub(super) fn batches(self, seconds: u64) -> u32 {
        let reports = seconds.saturating_mul(self.rate.into());
        u32::try_from(reports.div_ceil(self.batch.into())).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Schedule;

    #[test]
    fn batches_are_sent_by_the_clock() {
        let schedule = Schedule {
            rate: 1_000,
            batch: 50,
        };
        assert_eq!(schedule.batches(15), 300);
        assert_eq!(schedule.at(0), Duration::ZERO);
        assert_eq!(schedule.at(1), Duration::from_millis(50));
        assert_eq!(schedule.at(299), Duration::from_millis(14_950));
    }

    #[test]
    fn a_rate_that_does_not_divide_drifts_nowhere() {
        let schedule = Schedule { rate: 7, batch: 3 };
        assert_eq!(schedule.at(7), Duration::from_secs(3));
        assert_eq!(schedule.at(7_000_000), Duration::from_secs(3_000_000));
        // The last one begins within the time: its reports may be more than the time has room for.
        assert_eq!(schedule.batches(1), 3);
        assert!(schedule.at(2) < Duration::from_secs(1));
        assert!(schedule.at(3) > Duration::from_secs(1));
    }
}
