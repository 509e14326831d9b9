//! Runs of plans, put together along the tree of goals.

use std::collections::{BTreeMap, BTreeSet};

use cascade_schedule::monte_carlo::Forecast;
use chrono::NaiveDate;

use super::model::Subject;
use crate::ids::{GoalId, PlanId};

/// A goal of another plan that hangs under something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elsewhere {
    /// The other plan.
    pub plan: PlanId,
    /// Its goal.
    pub goal: GoalId,
    /// When the other plan says that it is there; what counts where that plan is not simulated.
    pub forecast: NaiveDate,
}

/// What a simulation says of a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectRisk {
    /// Of what.
    pub subject: Subject,
    /// Days by which it is there with a probability of 50, 80 and 95 %.
    pub percentiles: [Option<NaiveDate>; 3],
    /// Probability that it is there by its day, 0–1.
    pub on_time: f64,
}

/// A plan run by run, as far as its own tasks go.
#[derive(Debug, Clone)]
pub struct Runs {
    /// With what hangs under each in other plans.
    subjects: Vec<(Subject, Vec<Elsewhere>)>,
    goals: BTreeMap<String, usize>,
    /// By run the days of the subjects, none of one without tasks here.
    days: Vec<Box<[Option<NaiveDate>]>>,
}

impl Runs {
    pub(super) fn of(
        subjects: Vec<(Subject, Vec<Elsewhere>)>,
        days: Vec<Box<[Option<NaiveDate>]>>,
    ) -> Self {
        let numbered = subjects.iter().enumerate();
        let goals = numbered.filter(|(_, (subject, _))| subject.kind == "goal");
        Self {
            goals: goals.map(|(at, (one, _))| (one.id.clone(), at)).collect(),
            subjects,
            days,
        }
    }
}

/// What the runs of a plan say of its subjects, with those of other plans beside them; a plan that is not among these counts as it is
/// forecast.
#[must_use]
pub fn risks(plan: PlanId, runs: &BTreeMap<PlanId, Runs>) -> Vec<SubjectRisk> {
    let subjects = runs.get(&plan).map_or(&[][..], |own| &own.subjects);
    let told = subjects.iter().enumerate().map(|(at, (subject, _))| {
        let days = days_of(plan, at, runs, &mut BTreeSet::new());
        let forecast: Forecast = days
            .into_iter()
            .map(|day| day.unwrap_or(subject.forecast))
            .collect();
        SubjectRisk {
            percentiles: [50.0, 80.0, 95.0].map(|percent| forecast.percentile(percent)),
            on_time: forecast.probability_by(subject.due),
            subject: subject.clone(),
        }
    });
    told.collect()
}

/// Run by run the day of a subject.
fn days_of(
    plan: PlanId,
    at: usize,
    runs: &BTreeMap<PlanId, Runs>,
    above: &mut BTreeSet<(PlanId, usize)>,
) -> Vec<Option<NaiveDate>> {
    let Some(own) = runs.get(&plan) else {
        return Vec::new();
    };
    let mut days: Vec<Option<NaiveDate>> = own.days.iter().map(|run| run[at]).collect();
    // A circle is refused where goals are written; one can only be seen here between two events.
    if !above.insert((plan, at)) {
        return days;
    }
    for other in &own.subjects[at].1 {
        let theirs = runs.get(&other.plan);
        let theirs = theirs.and_then(|theirs| theirs.goals.get(&other.goal.to_string()));
        let theirs = theirs.map_or_else(Vec::new, |at| days_of(other.plan, *at, runs, above));
        for (run, day) in days.iter_mut().enumerate() {
            let there = theirs.get(run).copied().flatten();
            *day = (*day).max(Some(there.unwrap_or(other.forecast)));
        }
    }
    above.remove(&(plan, at));
    days
}

/// The seed of a plan that is simulated beside the one that is asked about: with the same one, tasks of both would be drawn alike.
#[must_use]
pub fn seed_of(seed: u64, plan: PlanId) -> u64 {
    let (high, low) = plan.0.as_u64_pair();
    seed ^ high.rotate_left(32) ^ low
}
