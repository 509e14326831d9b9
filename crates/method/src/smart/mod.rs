//! The SMART check (§1): one verdict, reason and suggestion a letter, in both languages.

mod letters;
mod lexicon;
mod measure;
mod reading;
mod words;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::{Finding, Policy, Table, Text, period::Period, rules};

/// A letter of SMART.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// 具体
    Specific,
    /// 可衡量
    Measurable,
    /// 可实现
    Achievable,
    /// 相关
    Relevant,
    /// 有时限
    TimeBound,
}

impl Letter {
    /// The letter itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Specific => "S",
            Self::Measurable => "M",
            Self::Achievable => "A",
            Self::Relevant => "R",
            Self::TimeBound => "T",
        }
    }
}

/// What is judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct GoalText<'a> {
    /// The sentence.
    pub description: &'a str,
    /// A source is given.
    pub source_given: bool,
    /// It hangs under a goal or key result above, or is at the top.
    pub has_parent: bool,
    /// Its period.
    pub period: Option<Period>,
    /// Its deadline, where it stands in a field of its own.
    pub deadline: Option<NaiveDate>,
    /// Value at the start.
    pub baseline: Option<f64>,
    /// Value to reach.
    pub target: Option<f64>,
    /// Descriptions of its key results: they may name what the goal's own text leaves out.
    pub key_results: &'a [&'a str],
}

/// Verdict on one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The letter.
    pub letter: Letter,
    /// Whether it is met.
    pub passed: bool,
    /// Why, or why not.
    pub reason: Text,
    /// What would make it better; may be empty.
    pub suggestion: Text,
}

/// Verdicts on all five letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartReport {
    /// S, M, A, R, T.
    pub letters: [Verdict; 5],
    description: String,
    deadline: Option<NaiveDate>,
}

impl SmartReport {
    /// The verdict on a letter.
    #[must_use]
    pub fn verdict(&self, letter: Letter) -> &Verdict {
        &self.letters[letter as usize]
    }

    /// A warning for each letter that is not met.
    #[must_use]
    pub fn findings(&self, row: &str) -> Vec<Finding> {
        self.letters
            .iter()
            .filter(|verdict| !verdict.passed)
            .map(|verdict| {
                let (rule, field) = match verdict.letter {
                    Letter::Specific => (&rules::SMART_SPECIFIC, "description"),
                    Letter::Measurable => (&rules::SMART_MEASURABLE, "description"),
                    Letter::Achievable => (&rules::SMART_ACHIEVABLE, "description"),
                    Letter::Relevant => (&rules::SMART_RELEVANT, "parent"),
                    Letter::TimeBound => (&rules::SMART_TIME_BOUND, "deadline"),
                };
                let value = match verdict.letter {
                    Letter::Specific | Letter::Measurable | Letter::Achievable => {
                        self.description.clone()
                    }
                    Letter::Relevant => String::new(),
                    Letter::TimeBound => {
                        self.deadline.map(|day| day.to_string()).unwrap_or_default()
                    }
                };
                Finding::new(rule, Table::Goals, row, field, verdict.reason.clone())
                    .value(value)
                    .advice(verdict.suggestion.clone())
            })
            .collect()
    }
}

/// Judges a goal's sentence with what its fields say.
#[must_use]
pub fn check(goal: &GoalText<'_>, policy: &Policy) -> SmartReport {
    let reading = reading::read(goal);
    SmartReport {
        letters: [
            letters::specific(goal, &reading),
            letters::measurable(goal, &reading),
            letters::achievable(goal, &reading, policy),
            letters::relevant(goal),
            letters::time_bound(goal, &reading),
        ],
        description: goal.description.to_owned(),
        deadline: goal.deadline,
    }
}
