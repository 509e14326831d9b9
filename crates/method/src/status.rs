//! Derived status (§5): what dates and progress say, beside the state that people decided.

use chrono::NaiveDate;

use crate::Text;

/// What people decided about a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StoredState {
    /// To be done, being done, or done.
    #[default]
    Active,
    /// 暂停
    Paused,
    /// 受阻
    Blocked,
    /// 取消
    Cancelled,
}

/// What follows from dates and progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DerivedStatus {
    /// 未开始
    NotStarted,
    /// 进行中
    InProgress,
    /// 延期
    Late,
    /// 已完成
    Done,
    /// 暂停
    Paused,
    /// 受阻
    Blocked,
    /// 取消
    Cancelled,
}

impl DerivedStatus {
    /// As the tracking table names it.
    #[must_use]
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::NotStarted => ("未开始", "not started"),
            Self::InProgress => ("进行中", "in progress"),
            Self::Late => ("延期", "late"),
            Self::Done => ("已完成", "done"),
            Self::Paused => ("暂停", "paused"),
            Self::Blocked => ("受阻", "blocked"),
            Self::Cancelled => ("取消", "cancelled"),
        };
        Text::new(zh, en)
    }
}

/// What the status follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusInput {
    /// What people decided.
    pub stored: StoredState,
    /// First planned day.
    pub planned_start: NaiveDate,
    /// Last planned day.
    pub planned_end: NaiveDate,
    /// First day worked.
    pub actual_start: Option<NaiveDate>,
    /// Day it was finished.
    pub actual_finish: Option<NaiveDate>,
    /// The day it is asked.
    pub today: NaiveDate,
}

/// Derived status: a finish is a finish whatever else holds; then what people decided; then the dates, in the order of §5.
#[must_use]
pub fn derive(input: &StatusInput) -> DerivedStatus {
    if input.actual_finish.is_some() {
        return DerivedStatus::Done;
    }
    match input.stored {
        StoredState::Cancelled => return DerivedStatus::Cancelled,
        StoredState::Paused => return DerivedStatus::Paused,
        StoredState::Blocked => return DerivedStatus::Blocked,
        StoredState::Active => {}
    }
    if input.today > input.planned_end {
        DerivedStatus::Late
    } else if input.actual_start.is_some() {
        DerivedStatus::InProgress
    } else {
        DerivedStatus::NotStarted
    }
}

/// Whether the planned start has passed without a start (W of §5).
#[must_use]
pub fn start_is_overdue(input: &StatusInput) -> bool {
    derive(input) == DerivedStatus::NotStarted && input.today > input.planned_start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 7, day).unwrap()
    }

    fn input(today: u32) -> StatusInput {
        StatusInput {
            stored: StoredState::Active,
            planned_start: day(6),
            planned_end: day(10),
            actual_start: None,
            actual_finish: None,
            today: day(today),
        }
    }

    #[test]
    fn follows_the_dates_in_order() {
        // PLAN-002
        assert_eq!(derive(&input(6)), DerivedStatus::NotStarted);
        assert_eq!(
            derive(&StatusInput {
                actual_start: Some(day(6)),
                ..input(8)
            }),
            DerivedStatus::InProgress
        );
        assert_eq!(
            derive(&StatusInput {
                actual_start: Some(day(6)),
                ..input(11)
            }),
            DerivedStatus::Late
        );
        assert_eq!(derive(&input(11)), DerivedStatus::Late);
        let done = StatusInput {
            actual_start: Some(day(6)),
            actual_finish: Some(day(13)),
            ..input(14)
        };
        assert_eq!(derive(&done), DerivedStatus::Done);
    }

    #[test]
    fn what_people_decided_comes_first_but_not_before_a_finish() {
        for (stored, status) in [
            (StoredState::Paused, DerivedStatus::Paused),
            (StoredState::Blocked, DerivedStatus::Blocked),
            (StoredState::Cancelled, DerivedStatus::Cancelled),
        ] {
            assert_eq!(
                derive(&StatusInput {
                    stored,
                    ..input(20)
                }),
                status
            );
            assert_eq!(
                derive(&StatusInput {
                    stored,
                    actual_finish: Some(day(9)),
                    ..input(20)
                }),
                DerivedStatus::Done
            );
        }
    }

    #[test]
    fn an_overdue_start_is_seen_the_day_after() {
        assert!(!start_is_overdue(&input(6)));
        assert!(start_is_overdue(&input(7)));
        assert!(!start_is_overdue(&StatusInput {
            actual_start: Some(day(6)),
            ..input(7)
        }));
    }
}
