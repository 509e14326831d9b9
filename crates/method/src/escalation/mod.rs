//! The escalation ladder (§6) as a pure state machine.
//!
//! ```text
//! raised ─► L1 task owner explains ─► L2 key result owner files a correction ─► L3 department head decides ─► verifying ─► closed
//!              └── lapses ──►            └── lapses ──►                            └── lapses ──► L4 executive decides
//! verifying ─► the correction's day has passed ─► whoever decided says whether it has worked ─► closed
//!                                                    └── lapses ──► the next level says so
//! ```
//! A goal of the company at risk goes to L4 at once, whether it is so when the alert is raised or comes to be later.
//! What a level was to do may be done at any higher level too. A correction that is rejected or has not worked makes the alert
//! wait for another. It closes only when a correction is verified, or when its cause has gone before anybody had to correct it.

mod hours;
mod rota;
mod terms;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::policy::LadderPolicy;

pub use hours::{Hours, Worked};
pub use rota::{Rota, Turn};
pub use terms::{Span, Terms};

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Task owner: explains.
    L1,
    /// Key result owner: files a correction.
    L2,
    /// Department head: decides.
    L3,
    /// The executive above: decides.
    L4,
}

impl Level {
    /// 1–4.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::L1 => 1,
            Self::L2 => 2,
            Self::L3 => 3,
            Self::L4 => 4,
        }
    }

    /// The level of a number 1–4.
    #[must_use]
    pub fn of(number: i64) -> Option<Self> {
        [Self::L1, Self::L2, Self::L3, Self::L4]
            .into_iter()
            .find(|level| i64::from(level.number()) == number)
    }

    fn next(self) -> Option<Self> {
        Self::of(i64::from(self.number()) + 1)
    }

    fn days(self, policy: &LadderPolicy) -> u32 {
        match self {
            Self::L1 => policy.days[0],
            Self::L2 => policy.days[1],
            Self::L3 | Self::L4 => policy.days[2],
        }
    }
}

/// How far an alert has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nobody has said anything.
    Open,
    /// The cause is explained; a correction is wanted.
    Explained,
    /// A correction is filed; a decision is wanted.
    Correcting,
    /// The correction is accepted; its effect is awaited until the end of its day.
    Verifying,
    /// Its day has passed, and nobody has said whether it has worked.
    Unverified,
    /// The correction was rejected or has not worked; another is wanted.
    Reopened,
    /// Done.
    Closed,
}

impl Stage {
    /// Whether a correction is accepted, of which is to be said whether it has worked.
    #[must_use]
    pub fn is_accepted(self) -> bool {
        matches!(self, Self::Verifying | Self::Unverified)
    }
}

/// Whether somebody has asked for time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pause {
    /// Seen: the level's deadline is held back once.
    Acknowledged,
    /// Put off.
    Snoozed,
}

/// Where an alert stands on the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ladder {
    /// Who must act.
    pub level: Level,
    /// How far it has come.
    pub stage: Stage,
    /// Whether somebody has asked for time at this level.
    pub pause: Option<Pause>,
    /// When the level lapses or, while the effect is awaited, when it is to be there; none once closed.
    pub due: Option<DateTime<Utc>>,
}

/// What happens to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The task owner explains.
    Explained,
    /// A correction is filed.
    CorrectionFiled,
    /// Department head or executive accepts the correction, which is to have worked by then …
    Accepted(DateTime<Utc>),
    /// … or asks for another.
    Rejected,
    /// The level's deadline has passed.
    DeadlineLapsed,
    /// Seen.
    Acknowledged,
    /// Put off: the level lapses then, so many working days later.
    Snoozed {
        /// Working days by which it is put off.
        days: u32,
        /// When it lapses instead.
        until: DateTime<Utc>,
    },
    /// The correction has worked.
    Verified,
    /// It has not.
    NotVerified,
    /// The cause has gone by itself.
    CauseCleared,
    /// The plan is active no longer: nobody has anything left to correct in it.
    PlanClosed,
    /// The cause has come to make a goal of the company late.
    CompanyGoalAtRisk,
}

/// What is to be done about a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Tell the person of this level.
    Notify(Level),
    /// The level lapses then.
    SetTimer(DateTime<Utc>),
    /// It no longer lapses.
    CancelTimer,
    /// It is closed.
    Close,
}

/// A step that the state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LadderError {
    /// Nothing happens to a closed alert.
    #[error("the alert is closed")]
    Closed,
    /// A correction must be filed first.
    #[error("no correction has been filed")]
    NoCorrection,
    /// Only an accepted correction can be verified.
    #[error("no correction has been accepted")]
    NotAccepted,
    /// The cause is explained already.
    #[error("the cause is explained already")]
    AlreadyExplained,
    /// Time was asked for at this level already.
    #[error("time was asked for at this level already")]
    AlreadyPaused,
    /// Longer than the policy's cap.
    #[error("{asked} working days are asked for, at most {cap} may be")]
    SnoozeTooLong {
        /// Days asked for.
        asked: u32,
        /// Most that may be.
        cap: u32,
    },
}

/// Working time: the moment at which so many working days after the given one have passed.
pub trait WorkingTime {
    /// When so many working days have passed since `from`.
    fn after(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc>;
}

impl<F: Fn(DateTime<Utc>, u32) -> DateTime<Utc>> WorkingTime for F {
    fn after(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        self(from, days)
    }
}

/// A new alert: at level 1, or at once at level 4 where a goal of the company is at risk.
#[must_use]
pub fn raise(
    company_goal: bool,
    now: DateTime<Utc>,
    policy: &LadderPolicy,
    time: &impl WorkingTime,
) -> (Ladder, Vec<Effect>) {
    let level = if company_goal { Level::L4 } else { Level::L1 };
    let due = time.after(now, level.days(policy));
    let ladder = Ladder {
        level,
        stage: Stage::Open,
        pause: None,
        due: Some(due),
    };
    (ladder, vec![Effect::Notify(level), Effect::SetTimer(due)])
}

/// One step.
///
/// # Errors
/// Where the state does not allow it; the alert stays as it is.
pub fn step(
    ladder: Ladder,
    input: Input,
    now: DateTime<Utc>,
    policy: &LadderPolicy,
    time: &impl WorkingTime,
) -> Result<(Ladder, Vec<Effect>), LadderError> {
    if ladder.stage == Stage::Closed {
        return Err(LadderError::Closed);
    }
    let at = |level: Level, stage| enter(level, stage, now, policy, time);
    match input {
        Input::Explained if ladder.stage == Stage::Open => {
            Ok(at(ladder.level.max(Level::L2), Stage::Explained))
        }
        Input::Explained => Err(LadderError::AlreadyExplained),
        // It may replace one that is still undecided; the time to decide runs on, or filing again and again would put it off for ever.
        Input::CorrectionFiled if ladder.stage == Stage::Correcting => {
            Ok((ladder, vec![Effect::Notify(ladder.level)]))
        }
        // A correction says more than an explanation.
        Input::CorrectionFiled => Ok(at(ladder.level.max(Level::L3), Stage::Correcting)),
        Input::Accepted(worked_by) if ladder.stage == Stage::Correcting => {
            let next = Ladder {
                stage: Stage::Verifying,
                pause: None,
                due: Some(worked_by),
                ..ladder
            };
            Ok((next, vec![Effect::SetTimer(worked_by)]))
        }
        Input::Rejected if ladder.stage == Stage::Correcting => {
            // Back to the key result owner, who has the time of level 2 again.
            let due = time.after(now, Level::L2.days(policy));
            let next = Ladder {
                level: Level::L2,
                stage: Stage::Reopened,
                pause: None,
                due: Some(due),
            };
            Ok((next, vec![Effect::Notify(Level::L2), Effect::SetTimer(due)]))
        }
        Input::Accepted(_) | Input::Rejected => Err(LadderError::NoCorrection),
        Input::DeadlineLapsed if ladder.due.is_none() => Ok((ladder, Vec::new())),
        // The effect was awaited, nobody was asked: whoever decided is asked for it now, and has the time of the level.
        Input::DeadlineLapsed if ladder.stage == Stage::Verifying => {
            Ok(at(ladder.level, Stage::Unverified))
        }
        Input::DeadlineLapsed => match ladder.level.next() {
            Some(next) => Ok(at(next, ladder.stage)),
            // There is nobody above level 4: its executive is reminded.
            None => Ok(at(Level::L4, ladder.stage)),
        },
        Input::Acknowledged | Input::Snoozed { .. } if ladder.pause.is_some() => {
            Err(LadderError::AlreadyPaused)
        }
        Input::Acknowledged => {
            let held_back = |due: DateTime<Utc>| time.after(due.max(now), policy.acknowledge_days);
            let due = ladder.due.map(held_back);
            Ok(pause(ladder, Pause::Acknowledged, due))
        }
        Input::Snoozed { days, .. } if days > policy.snooze_cap_days => {
            Err(LadderError::SnoozeTooLong {
                asked: days,
                cap: policy.snooze_cap_days,
            })
        }
        Input::Snoozed { until, .. } => {
            // Whoever asks for time never has less of it.
            let due = ladder.due.map(|due| due.max(until));
            Ok(pause(ladder, Pause::Snoozed, due))
        }
        Input::Verified if ladder.stage.is_accepted() => Ok(close(ladder)),
        Input::NotVerified if ladder.stage.is_accepted() => Ok(at(ladder.level, Stage::Reopened)),
        Input::Verified | Input::NotVerified => Err(LadderError::NotAccepted),
        Input::CauseCleared if matches!(ladder.stage, Stage::Open | Stage::Explained) => {
            Ok(close(ladder))
        }
        Input::PlanClosed => Ok(close(ladder)),
        // Once a correction has been filed, somebody owes the proof that one worked.
        Input::CauseCleared => Ok((ladder, Vec::new())),
        Input::CompanyGoalAtRisk if ladder.level == Level::L4 => Ok((ladder, Vec::new())),
        // What was decided stands, and so does the time that it has: the executive is told, and is asked whether it has worked.
        Input::CompanyGoalAtRisk if ladder.stage == Stage::Verifying => {
            let next = Ladder {
                level: Level::L4,
                pause: None,
                ..ladder
            };
            Ok((next, vec![Effect::Notify(Level::L4)]))
        }
        Input::CompanyGoalAtRisk => Ok(at(Level::L4, ladder.stage)),
    }
}

fn enter(
    level: Level,
    stage: Stage,
    now: DateTime<Utc>,
    policy: &LadderPolicy,
    time: &impl WorkingTime,
) -> (Ladder, Vec<Effect>) {
    let due = time.after(now, level.days(policy));
    let ladder = Ladder {
        level,
        stage,
        pause: None,
        due: Some(due),
    };
    (ladder, vec![Effect::Notify(level), Effect::SetTimer(due)])
}

fn pause(ladder: Ladder, pause: Pause, due: Option<DateTime<Utc>>) -> (Ladder, Vec<Effect>) {
    let paused = Ladder {
        pause: Some(pause),
        due,
        ..ladder
    };
    (paused, due.map(Effect::SetTimer).into_iter().collect())
}

fn close(ladder: Ladder) -> (Ladder, Vec<Effect>) {
    let closed = Ladder {
        stage: Stage::Closed,
        pause: None,
        due: None,
        ..ladder
    };
    (closed, vec![Effect::CancelTimer, Effect::Close])
}

#[cfg(test)]
mod tests;
