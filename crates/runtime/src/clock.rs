//! Time as a value that is handed around, so that a whole quarter can be told in seconds.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{
    day,
    error::{ErrorKind, ServiceError, reasons},
    lang::Localized,
};

/// The longest the system clock is trusted not to be adjusted while somebody sleeps.
const RECHECK: Duration = Duration::from_secs(30);

/// Where time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    /// The machine's clock.
    #[default]
    System,
    /// A settable instant.
    Simulated,
}

/// Section `clock` of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClockConfig {
    /// Where time comes from.
    pub mode: ClockMode,
    /// Where simulated time starts; the machine's time when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime<Utc>>,
    /// Offset of the organisation's time zone from UTC: decides when its day begins.
    pub utc_offset: FixedOffsetText,
}

impl Default for ClockConfig {
    fn default() -> Self {
        Self {
            mode: ClockMode::System,
            start: None,
            utc_offset: FixedOffsetText::default(),
        }
    }
}

/// A UTC offset written `+08:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FixedOffsetText(pub FixedOffset);

impl Default for FixedOffsetText {
    fn default() -> Self {
        Self(china())
    }
}

impl TryFrom<String> for FixedOffsetText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
            .map(Self)
            .map_err(|_| format!("{text:?} is no UTC offset like +08:00"))
    }
}

impl From<FixedOffsetText> for String {
    fn from(offset: FixedOffsetText) -> Self {
        offset.0.to_string()
    }
}

/// China Standard Time, which the method's own calendar is written for.
fn china() -> FixedOffset {
    const SECONDS: i32 = 8 * 3600;
    FixedOffset::east_opt(SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// A clock refused to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// It is the system's.
    #[error("the clock is the system's and cannot be set")]
    NotSimulated,
    /// Time never runs backwards.
    #[error("the clock stands at {now} and cannot go back to {asked}")]
    Backwards {
        /// Present simulated instant.
        now: DateTime<Utc>,
        /// The earlier instant asked for.
        asked: DateTime<Utc>,
    },
    /// Every day on the way is worked through, so it must lie within [`day::YEARS`].
    #[error("{0} is further than simulated time goes")]
    TooFar(DateTime<Utc>),
}

impl From<ClockError> for ServiceError {
    fn from(error: ClockError) -> Self {
        match error {
            ClockError::NotSimulated => Self::new(
                ErrorKind::FailedPrecondition,
                reasons::CLOCK_NOT_SIMULATED,
                Localized::new(
                    "当前使用系统时钟，不能设置时间",
                    "This is the system's clock; it cannot be set",
                ),
            ),
            ClockError::Backwards { now, asked } => Self::new(
                ErrorKind::FailedPrecondition,
                reasons::CLOCK_BACKWARDS,
                Localized::new(
                    format!("模拟时钟只能向前：当前 {now}，不能回到 {asked}"),
                    format!(
                        "Simulated time only moves forward: it is {now}, so not back to {asked}"
                    ),
                ),
            )
            .with_metadata("now", now.to_rfc3339())
            .with_metadata("asked", asked.to_rfc3339()),
            ClockError::TooFar(asked) => Self::invalid_field(
                "now",
                "clock.range",
                asked.to_rfc3339(),
                Localized::new(
                    format!("模拟时钟最远到 {} 年底", day::YEARS.end()),
                    format!("Simulated time ends with the year {}", day::YEARS.end()),
                ),
            ),
        }
    }
}

/// The time, cheap to clone; clones of a simulated clock move together.
#[derive(Clone, Debug)]
pub struct Clock {
    offset: FixedOffset,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Simulated(Arc<watch::Sender<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's clock; days begin at midnight of `+08:00` unless [`in_zone`](Self::in_zone) says otherwise.
    #[must_use]
    pub fn system() -> Self {
        Self {
            offset: china(),
            source: Source::System,
        }
    }

    /// A clock that stands at `start` until it is [`set`](Self::set).
    #[must_use]
    pub fn simulated(start: DateTime<Utc>) -> Self {
        Self {
            offset: china(),
            source: Source::Simulated(Arc::new(watch::Sender::new(start))),
        }
    }

    /// As configured.
    #[must_use]
    pub fn from_config(config: &ClockConfig) -> Self {
        match config.mode {
            ClockMode::System => Self::system(),
            ClockMode::Simulated => {
                Self::simulated(config.start.unwrap_or_else(|| Self::system().now()))
            }
        }
        .in_zone(config.utc_offset.0)
    }

    /// The same clock read in another time zone.
    #[must_use]
    pub fn in_zone(mut self, offset: FixedOffset) -> Self {
        self.offset = offset;
        self
    }

    /// The present instant.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the machine's time enters"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.source {
            Source::System => Utc::now(),
            Source::Simulated(now) => *now.borrow(),
        }
    }

    /// The organisation's calendar day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.day_of(self.now())
    }

    /// The organisation's calendar day at `instant`.
    #[must_use]
    pub fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.offset).date_naive()
    }

    /// The organisation's time zone.
    #[must_use]
    pub fn offset(&self) -> FixedOffset {
        self.offset
    }

    /// Whether the clock can be set.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        matches!(self.source, Source::Simulated(_))
    }

    /// Moves a simulated clock forward and wakes everybody who sleeps or watches.
    ///
    /// # Errors
    /// The system's clock cannot be set, and no clock goes back or beyond the years of [`day::YEARS`]. Setting the present instant again is no error.
    pub fn set(&self, to: DateTime<Utc>) -> Result<(), ClockError> {
        let Source::Simulated(now) = &self.source else {
            return Err(ClockError::NotSimulated);
        };
        if to.year() > *day::YEARS.end() {
            return Err(ClockError::TooFar(to));
        }
        let mut result = Ok(());
        now.send_if_modified(|now| {
            if to < *now {
                result = Err(ClockError::Backwards {
                    now: *now,
                    asked: to,
                });
            }
            let moves = to > *now;
            if moves {
                *now = to;
            }
            moves
        });
        result
    }

    /// Returns when the clock has reached `instant`: after real time, or when somebody sets simulated time that far.
    pub async fn sleep_until(&self, instant: DateTime<Utc>) {
        match &self.source {
            // In slices, because the machine's clock may be adjusted while we sleep.
            Source::System => {
                while let Ok(left) = (instant - self.now()).to_std() {
                    if left.is_zero() {
                        return;
                    }
                    tokio::time::sleep(left.min(RECHECK)).await;
                }
            }
            Source::Simulated(now) => {
                // The sender lives in `self`, so the wait cannot end by its being dropped.
                let _ = now.subscribe().wait_for(|now| *now >= instant).await;
            }
        }
    }

    /// Returns when `duration` has passed on this clock.
    pub async fn sleep(&self, duration: TimeDelta) {
        self.sleep_until(self.now() + duration).await;
    }

    /// Follows the clock's moves, so that work with due times wakes when simulated time jumps.
    #[must_use]
    pub fn watch(&self) -> ClockWatch {
        ClockWatch(match &self.source {
            Source::System => None,
            Source::Simulated(now) => Some(now.subscribe()),
        })
    }
}

/// See [`Clock::watch`].
#[derive(Clone, Debug)]
pub struct ClockWatch(Option<watch::Receiver<DateTime<Utc>>>);

impl ClockWatch {
    /// Returns when a simulated clock was moved since the last call; never for the system's clock, whose followers poll.
    pub async fn moved(&mut self) {
        if let Some(receiver) = &mut self.0
            && receiver.changed().await.is_ok()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_in_the_organisation_s_zone() {
        let clock = Clock::simulated(at("2026-06-30T16:00:00Z"));
        assert_eq!(clock.today().to_string(), "2026-07-01");
        let utc = clock.in_zone(FixedOffset::east_opt(0).unwrap());
        assert_eq!(utc.today().to_string(), "2026-06-30");
    }

    #[test]
    fn time_only_moves_forward_and_for_all_clones() {
        let clock = Clock::simulated(at("2026-07-01T00:00:00Z"));
        let other = clock.clone();
        clock.set(at("2026-07-02T00:00:00Z")).unwrap();
        assert_eq!(other.now(), at("2026-07-02T00:00:00Z"));
        clock.set(at("2026-07-02T00:00:00Z")).unwrap();
        assert_eq!(
            clock.set(at("2026-07-01T23:59:59Z")),
            Err(ClockError::Backwards {
                now: at("2026-07-02T00:00:00Z"),
                asked: at("2026-07-01T23:59:59Z")
            })
        );
        assert_eq!(
            Clock::system().set(at("2026-07-01T00:00:00Z")),
            Err(ClockError::NotSimulated)
        );
    }

    #[tokio::test]
    async fn sleepers_and_watchers_wake_when_time_is_moved_far_enough() {
        let clock = Clock::simulated(at("2026-07-01T00:00:00Z"));
        let mut watch = clock.watch();
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep(TimeDelta::days(2)).await;
                clock.now()
            }
        });
        tokio::task::yield_now().await;
        clock.set(at("2026-07-02T00:00:00Z")).unwrap();
        watch.moved().await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!sleeper.is_finished(), "one day is not two");
        clock.set(at("2026-07-05T00:00:00Z")).unwrap();
        assert_eq!(sleeper.await.unwrap(), at("2026-07-05T00:00:00Z"));
    }

    #[tokio::test]
    async fn the_system_clock_sleeps_in_real_time() {
        let clock = Clock::system();
        let before = clock.now();
        clock.sleep(TimeDelta::milliseconds(15)).await;
        assert!(clock.now() - before >= TimeDelta::milliseconds(15));
        clock.sleep_until(before).await;
    }

    #[test]
    fn configuration_reads_offsets_and_refuses_nonsense() {
        let config: ClockConfig = toml::from_str(
            "mode = \"simulated\"\nstart = \"2026-07-01T01:00:00Z\"\nutc_offset = \"-05:00\"",
        )
        .unwrap();
        assert_eq!(
            Clock::from_config(&config).today().to_string(),
            "2026-06-30"
        );
        assert!(toml::from_str::<ClockConfig>("utc_offset = \"Beijing\"").is_err());
    }
}
