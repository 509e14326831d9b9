//! What to do about a change: measures that bring key results and goals back in time, found on the network of the plan with the change in
//! it and turned into further edits.

use std::{cell::RefCell, collections::BTreeMap};

use cascade_method::{Policy, staffing::StaffingPolicy, status::StoredState};
use cascade_schedule::{
    TaskIx,
    repair::{self, Measure, Terms},
};
use chrono::{NaiveDate, TimeDelta};

use super::{
    colleagues::Colleague,
    facts::TaskFact,
    plan::PlanState,
    preview::{Edits, LinkEdit, TaskEdit},
    settle::Moment,
    stand_ins::StandIns,
};
use crate::ids::TaskId;

/// What a repair may do.
#[derive(Debug, Clone, Copy)]
pub struct RepairTerms {
    /// What measures cost and how far they go.
    pub measures: Terms,
    /// Levels that somebody who takes over may be below a skill that the task needs.
    pub level_gap: i32,
}

impl Default for RepairTerms {
    /// As staffing proposes people by default (§4).
    fn default() -> Self {
        Self {
            measures: Terms::default(),
            level_gap: StaffingPolicy::default().level_gap,
        }
    }
}

/// What a repair is to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepairAim {
    /// No key result or goal passes its deadline that would not have passed it anyway.
    Deadlines,
    /// No key result is forecast to finish later than before the change.
    Forecasts,
}

/// Days by which tasks have to be finished.
pub type Latest = BTreeMap<TaskId, NaiveDate>;

/// A measure on a task of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskMeasure {
    /// The task that is done otherwise.
    pub task: TaskId,
    /// What is done.
    pub what: TaskMeasureKind,
    /// Person-days.
    pub cost: f64,
}

/// What is done about a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskMeasureKind {
    /// So many days fewer, by more people or longer hours.
    Crash(u32),
    /// It begins so many days before the one that it waits for is done.
    FastTrack(TaskId, u32),
    /// This person does it, and takes so many days more to be briefed.
    Reassign(String, u32),
    /// Two people do half each, which saves so many days.
    Split(u32),
}

/// Measures and what they reach.
#[derive(Debug, Clone, PartialEq)]
pub struct RepairPlan {
    /// Tasks that are too late for the aim without them.
    pub late: Vec<TaskId>,
    /// What to do.
    pub measures: Vec<TaskMeasure>,
    /// Person-days.
    pub cost: f64,
    /// Working days by which the aim that is missed most is missed without them.
    pub late_before: i32,
    /// The same with them.
    pub late_after: i32,
    /// Nothing cheaper reaches the aim.
    pub is_cheapest: bool,
}

impl PlanState {
    /// The cheapest measures that reach the aim on `after`, which is this plan with the edits, and the edits with them. `awaited` are the
    /// days by which other plans need tasks of this one for the same aim; colleagues, whose working times are in the edits, may be given tasks.
    #[must_use]
    pub fn repair(
        &self,
        (edits, after): (&Edits, &Self),
        (aim, terms): (RepairAim, &RepairTerms),
        (awaited, colleagues): (&Latest, &[Colleague]),
        moment: Moment,
        policy: &Policy,
    ) -> (RepairPlan, Edits) {
        let aims = self.aims(after, aim, awaited);
        let stand_ins = RefCell::new(StandIns::of(after, colleagues, terms));
        let replacements = |ix: TaskIx| {
            let task = after.task_at(ix);
            task.map(|task| stand_ins.borrow_mut().calendars(task))
                .unwrap_or_default()
        };
        let found = repair::cheapest(
            &after.network,
            &aims.iter().map(|(_, aim)| *aim).collect::<Vec<_>>(),
            &terms.measures,
            &replacements,
        );
        let measures: Vec<TaskMeasure> = found
            .measures
            .iter()
            .filter_map(|measure| {
                Some(match *measure {
                    Measure::Crash { task, days } => {
                        (after.task_at(task)?, TaskMeasureKind::Crash(days))
                    }
                    Measure::Split { task, days } => {
                        (after.task_at(task)?, TaskMeasureKind::Split(days))
                    }
                    Measure::Overlap {
                        predecessor,
                        successor,
                        days,
                    } => (
                        after.task_at(successor)?,
                        TaskMeasureKind::FastTrack(after.task_at(predecessor)?, days),
                    ),
                    Measure::Reassign { task, to } => {
                        let task = after.task_at(task)?;
                        let person = stand_ins.borrow_mut().take(task, to)?;
                        let begun = after.tasks[&task].fact.actual_start.is_some();
                        let briefing = if begun {
                            terms.measures.hand_over_days
                        } else {
                            0
                        };
                        (task, TaskMeasureKind::Reassign(person, briefing))
                    }
                })
                .map(|(task, what)| TaskMeasure {
                    task,
                    what,
                    cost: terms.measures.cost(measure),
                })
            })
            .collect();
        let mended = with_measures(edits, &measures);
        let repaired = self.edited(&mended, moment, policy);
        let late_after = aims.iter().filter_map(|(task, aim)| {
            let view = repaired.tasks.get(task)?.view.as_ref()?;
            let calendar = repaired.planning_calendar(&repaired.tasks[task].fact);
            Some(calendar.working_days_between(aim.by, view.forecast_finish))
        });
        let plan = RepairPlan {
            late: aims
                .iter()
                .filter(|(task, aim)| {
                    let view = after.tasks[task].view.as_ref();
                    view.is_some_and(|view| view.forecast_finish > aim.by)
                })
                .map(|(task, _)| *task)
                .collect(),
            cost: measures.iter().map(|measure| measure.cost).sum(),
            late_before: found.late_before,
            late_after: late_after.max().unwrap_or(0).max(0),
            // Nobody is left for one of them: something dearer might have reached the aim.
            is_cheapest: found.is_cheapest && measures.len() == found.measures.len(),
            measures,
        };
        (plan, mended)
    }

    /// By when each task that the change makes later, or too late for a deadline that it moves, has to be done: for its key result, and
    /// for the plans that wait for it.
    fn aims(&self, after: &Self, aim: RepairAim, awaited: &Latest) -> Vec<(TaskId, repair::Aim)> {
        let mut aims = Vec::new();
        for (id, node) in &after.tasks {
            let before = self.tasks.get(id).and_then(|node| node.view.as_ref());
            let (Some(ix), Some(view), Some(before)) =
                (after.position(*id), node.view.as_ref(), before)
            else {
                continue;
            };
            let before = before.forecast_finish;
            let is_over =
                node.fact.actual_finish.is_some() || node.fact.state == StoredState::Cancelled;
            if is_over {
                continue;
            }
            let is_later = view.forecast_finish > before;
            // One that stays where it was can only have been overtaken by a deadline.
            if !is_later && aim == RepairAim::Forecasts {
                continue;
            }
            let own = self.needed_by(after, &node.fact, before, aim);
            let by = [own, awaited.get(id).copied()].into_iter().flatten().min();
            if let Some(by) = by
                && (is_later || view.forecast_finish > by)
            {
                aims.push((*id, repair::Aim { task: ix, by }));
            }
        }
        aims
    }

    /// By when the key result of a task that was forecast to finish on `before` needs it.
    fn needed_by(
        &self,
        after: &Self,
        fact: &TaskFact,
        before: NaiveDate,
        aim: RepairAim,
    ) -> Option<NaiveDate> {
        let deadline = after.deadline_of(fact)?;
        Some(match aim {
            // What would have met its deadline is to meet the one that it gets.
            RepairAim::Deadlines if self.deadline_of(fact).is_none_or(|was| before <= was) => {
                deadline
            }
            RepairAim::Deadlines => deadline.max(before),
            RepairAim::Forecasts => {
                let was = self.key_results.get(&fact.key_result_id);
                let was = was.and_then(|node| node.view.as_ref());
                was.and_then(|view| view.forecast_finish).unwrap_or(before)
            }
        })
    }

    /// The first deadline that a task has by its key result and its goal.
    fn deadline_of(&self, fact: &TaskFact) -> Option<NaiveDate> {
        let key_result = &self.key_results.get(&fact.key_result_id)?.fact;
        let goal = self.goals.get(&key_result.goal_id);
        Some(goal.map_or(key_result.deadline, |goal| {
            goal.fact.deadline.min(key_result.deadline)
        }))
    }

    /// The latest days on which tasks of other plans may finish so that this plan, which hears of them in the edits, reaches the aim; none
    /// where it reaches it as it is. Where it hears of several, all come back by as many days at most.
    #[must_use]
    pub fn latest_awaited(
        &self,
        edits: &Edits,
        (aim, awaited): (RepairAim, &Latest),
        moment: Moment,
        policy: &Policy,
    ) -> Latest {
        let heard: Vec<_> = edits
            .foreign
            .iter()
            .filter_map(|(id, dates)| {
                let (_, finish) = (*dates)?;
                let (_, before) = self.foreign.get(id)?.dates?;
                (finish > before).then_some((*id, before, finish))
            })
            .collect();
        let finishes = |sooner: i64| -> Latest {
            let latest = |(id, before, finish): &(TaskId, NaiveDate, NaiveDate)| {
                (*id, (*finish - TimeDelta::days(sooner)).max(*before))
            };
            heard.iter().map(latest).collect()
        };
        let reaches = |sooner: i64| {
            let mut edits = edits.clone();
            for (id, finish) in finishes(sooner) {
                let dates = edits.foreign.entry(id).or_default();
                *dates = dates.map(|(start, _)| (start.min(finish), finish));
            }
            let after = self.edited(&edits, moment, policy);
            let finish = |task| {
                after
                    .tasks
                    .get(task)?
                    .view
                    .as_ref()
                    .map(|view| view.forecast_finish)
            };
            let aims = self.aims(&after, aim, awaited);
            aims.iter().all(|(task, aim)| finish(task) <= Some(aim.by))
        };
        let days =
            |(_, before, finish): &(TaskId, NaiveDate, NaiveDate)| (*finish - *before).num_days();
        let Some(most) = heard.iter().map(days).max() else {
            return Latest::new();
        };
        if reaches(0) {
            return Latest::new();
        }
        // The fewest days sooner with which it does; all of them where none suffice.
        let (mut too_few, mut enough) = (0, most);
        while enough - too_few > 1 {
            let between = too_few.midpoint(enough);
            if reaches(between) {
                enough = between;
            } else {
                too_few = between;
            }
        }
        finishes(enough)
    }
}

/// The edits with the measures in them.
fn with_measures(edits: &Edits, measures: &[TaskMeasure]) -> Edits {
    let mut edits = edits.clone();
    for measure in measures {
        let task: &mut TaskEdit = edits.tasks.entry(measure.task).or_default();
        let fewer = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        match &measure.what {
            TaskMeasureKind::Crash(days) | TaskMeasureKind::Split(days) => {
                task.slip -= fewer(*days);
            }
            TaskMeasureKind::Reassign(person, briefing) => {
                task.owner = Some(person.clone());
                task.slip += fewer(*briefing);
            }
            TaskMeasureKind::FastTrack(predecessor, days) => {
                edits
                    .links
                    .insert((*predecessor, measure.task), LinkEdit::Sooner(*days));
            }
        }
    }
    edits
}
