//! How long a task may take.

use std::sync::Arc;

use thiserror::Error;

use crate::model::TaskIx;

/// How long a task may take, in working days; of a started one, what is left of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Estimate {
    /// Three points with straight lines between them; D. Johnson, The triangular distribution as a proxy for the beta distribution
    /// in risk analysis, The Statistician 46 (1997).
    Triangular {
        /// As short as it can be.
        optimistic: f64,
        /// Most likely.
        likely: f64,
        /// As long as it can be.
        pessimistic: f64,
    },
    /// Three points of a beta distribution with the mean `(optimistic + 4·likely + pessimistic) / 6` and the variance
    /// `(mean − optimistic)·(pessimistic − mean) / 7`; D. G. Malcolm, J. H. Roseboom, C. E. Clark, W. Fazar, Application of a
    /// technique for research and development program evaluation, Operations Research 7 (1959), with the shape of D. Vose, Risk
    /// Analysis (2008).
    Pert {
        /// As short as it can be.
        optimistic: f64,
        /// Most likely.
        likely: f64,
        /// As long as it can be.
        pessimistic: f64,
    },
    /// Planned days times a ratio of actual to planned days that tasks like this have had, each as likely as the next (the bootstrap
    /// of B. Efron, 1979; S. McConnell's evidence-based scheduling does the same with velocities).
    History {
        /// Planned working days.
        planned: f64,
        /// Actual by planned days of finished tasks, in any order.
        ratios: Arc<[f64]>,
    },
}

/// An estimate that cannot be.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EstimateError {
    /// Three points out of order, below zero, or no numbers.
    #[error(
        "task {}: 0 ≤ optimistic ≤ likely ≤ pessimistic is wanted, and {optimistic}, {likely}, {pessimistic} are given",
        task.0
    )]
    Points {
        /// The task.
        task: TaskIx,
        /// As given.
        optimistic: f64,
        /// As given.
        likely: f64,
        /// As given.
        pessimistic: f64,
    },
    /// No history, or one with a number that is none or below zero.
    #[error("task {}: history takes planned days and at least one ratio, none of them below zero: {value}", task.0)]
    History {
        /// The task.
        task: TaskIx,
        /// What is wrong: the planned days, a ratio, or the number of ratios, which is 0.
        value: f64,
    },
}

impl Estimate {
    pub(super) fn check(&self, task: TaskIx) -> Result<(), EstimateError> {
        match self {
            Self::Triangular {
                optimistic,
                likely,
                pessimistic,
            }
            | Self::Pert {
                optimistic,
                likely,
                pessimistic,
            } => {
                let in_order = 0.0 <= *optimistic && optimistic <= likely && likely <= pessimistic;
                if in_order && pessimistic.is_finite() {
                    return Ok(());
                }
                Err(EstimateError::Points {
                    task,
                    optimistic: *optimistic,
                    likely: *likely,
                    pessimistic: *pessimistic,
                })
            }
            Self::History { planned, ratios } => {
                let is_wrong = |value: &f64| !(value.is_finite() && *value >= 0.0);
                let none = ratios.is_empty().then_some(0.0);
                let mut values = std::iter::once(planned).chain(ratios.iter());
                match values.find(|value| is_wrong(value)).copied().or(none) {
                    Some(value) => Err(EstimateError::History { task, value }),
                    None => Ok(()),
                }
            }
        }
    }
}
