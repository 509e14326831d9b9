//! What a settlement has to look at again, and the paths by which a task far away may concern it.
//!
//! Everything derived follows from facts, dates and floats. Facts say themselves what they touch; the network says which dates and
//! floats have changed. Only a root-cause path reaches further: it goes through other tasks and looks at those that each of them waits
//! for. So the path of every task that is not green, or finished past the deadline of its key result or goal, is kept, and looked for by the
//! tasks on it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use cascade_method::light::Light;

use super::{
    facts::{GoalFact, KeyResultFact},
    plan::PlanState,
    rulebook::Rulebook,
    told::Told,
};
use crate::ids::{GoalId, KeyResultId, NodeId, PlanId, TaskId};

/// What has been touched since the last settlement.
#[derive(Debug, Default)]
pub(super) struct Stale {
    /// Everything.
    pub(super) all: bool,
    /// Tasks whose facts or links have changed.
    pub(super) tasks: BTreeSet<TaskId>,
    /// Key results whose parts have changed.
    pub(super) key_results: BTreeSet<KeyResultId>,
    /// Goals likewise.
    pub(super) goals: BTreeSet<GoalId>,
    /// Every alert's cause is to be looked at; set until the first settlement of an active plan.
    pub(super) all_causes: bool,
    /// Causes that may lead to something else than before.
    pub(super) causes: BTreeSet<TaskId>,
    /// Somebody else may be whom open alerts ask.
    pub(super) asked: bool,
    /// Tasks whose paths are looked for again, whatever their own light.
    pub(super) targets: BTreeSet<TaskId>,
    /// Other plans' tasks that may make something else red here than these plans were told.
    pub(super) impacts: BTreeSet<TaskId>,
    /// All of them.
    pub(super) all_impacts: bool,
    /// Goals of other plans that may have something else above them here.
    pub(super) placed: BTreeSet<GoalId>,
    /// All of them.
    pub(super) all_placed: bool,
    /// Plans that wait for tasks of this one are to hear again how these stand.
    pub(super) all_successors: bool,
    /// Goals of which the plan above is to be told, where it is another.
    pub(super) parents: BTreeSet<GoalId>,
    /// What was told otherwise than it follows from what is known now.
    pub(super) untold: Option<Told>,
    /// Other plans are to hear what their tasks make red here, whatever they were told.
    pub(super) impacts_again: bool,
    /// Goals that hang no longer where they hung, under what and of which other plan.
    pub(super) left: BTreeSet<(GoalId, NodeId, PlanId)>,
}

impl Stale {
    /// Nothing has been looked at yet.
    pub(super) fn everything() -> Self {
        Self {
            all: true,
            all_causes: true,
            asked: true,
            all_impacts: true,
            all_placed: true,
            ..Self::default()
        }
    }
}

/// Paths of tasks that are not green or past a deadline, and which tasks make which ones red.
#[derive(Debug, Default)]
pub(super) struct Paths {
    /// Tasks on the path of each, itself among them.
    of: HashMap<TaskId, Vec<TaskId>>,
    /// Whose path goes through a task.
    through: HashMap<TaskId, BTreeSet<TaskId>>,
    /// The cause of each red task, and of each that makes tasks of other plans red; maybe another plan's task.
    cause_of: HashMap<TaskId, TaskId>,
    /// Those tasks by their cause.
    pub(super) made_red: BTreeMap<TaskId, BTreeSet<TaskId>>,
}

impl Paths {
    /// Tasks whose path goes through one of these.
    pub(super) fn through<'a>(
        &self,
        tasks: impl IntoIterator<Item = &'a TaskId>,
    ) -> BTreeSet<TaskId> {
        tasks
            .into_iter()
            .filter_map(|task| self.through.get(task))
            .flatten()
            .copied()
            .collect()
    }

    /// Every task with a path.
    pub(super) fn all(&self) -> impl Iterator<Item = TaskId> {
        self.of.keys().copied()
    }

    fn set_path(&mut self, target: TaskId, path: Vec<TaskId>) {
        for task in self.of.remove(&target).unwrap_or_default() {
            if let Some(targets) = self.through.get_mut(&task) {
                targets.remove(&target);
                if targets.is_empty() {
                    self.through.remove(&task);
                }
            }
        }
        if path.is_empty() {
            return;
        }
        for task in &path {
            self.through.entry(*task).or_default().insert(target);
        }
        self.of.insert(target, path);
    }

    /// Notes the cause of a red task, or that it has none here; answers the causes that this concerns.
    fn set_cause(&mut self, target: TaskId, cause: Option<TaskId>) -> [Option<TaskId>; 2] {
        let before = match cause {
            Some(cause) => self.cause_of.insert(target, cause),
            None => self.cause_of.remove(&target),
        };
        if let Some(before) = before.filter(|before| Some(*before) != cause)
            && let Some(targets) = self.made_red.get_mut(&before)
        {
            targets.remove(&target);
            if targets.is_empty() {
                self.made_red.remove(&before);
            }
        }
        if let Some(cause) = cause {
            self.made_red.entry(cause).or_default().insert(target);
        }
        [before, cause]
    }
}

impl PlanState {
    /// Makes the next settlement look at everything: something has changed that no fact of this plan tells.
    pub fn look_at_all(&mut self) {
        self.stale.all = true;
        self.stale.all_causes = true;
        self.stale.asked = true;
    }

    /// Makes the next settlement look for whom open alerts are to ask: somebody has gone away or come back.
    pub fn look_who_is_asked(&mut self) {
        self.stale.asked = true;
    }

    /// Takes the policies as they are now. Where they are others, every task is judged anew.
    pub fn take_rules(&mut self, rules: Arc<Rulebook>) {
        if !Arc::ptr_eq(&self.rules, &rules) && self.rules != rules {
            self.look_at_all();
        }
        self.rules = rules;
    }

    /// A goal's fact has come.
    pub(super) fn touch_goal(&mut self, before: Option<&GoalFact>, after: &GoalFact) {
        self.stale.goals.insert(after.id);
        if before.map(|fact| &fact.department) != Some(&after.department) {
            // Its key results are judged by its department's policy.
            let theirs = self.key_results.iter();
            let theirs = theirs.filter(|(_, node)| node.fact.goal_id == after.id);
            self.stale.key_results.extend(theirs.map(|(id, _)| *id));
        }
        if before.map(|fact| fact.deadline) != Some(after.deadline) {
            let theirs = self.key_results.iter();
            let theirs = theirs.filter(|(_, node)| node.fact.goal_id == after.id);
            let tasks = theirs.filter_map(|(id, _)| self.parts.get(id)).flatten();
            self.stale.tasks.extend(tasks.map(|(id, _)| *id));
        }
        let named = |fact: &GoalFact| {
            let above = (fact.company_goal, fact.deadline, fact.parent);
            (fact.code.clone(), above)
        };
        if before.map(named) != Some(named(after)) {
            self.stale.all_causes = true;
            self.stale.all_impacts = true;
            self.stale.all_placed = true;
        }
        self.align(before, after);
    }

    /// A key result's fact has come.
    pub(super) fn touch_key_result(
        &mut self,
        before: Option<&KeyResultFact>,
        after: &KeyResultFact,
    ) {
        self.stale.key_results.insert(after.id);
        self.stale.goals.extend(before.map(|fact| fact.goal_id));
        self.stale.goals.insert(after.goal_id);
        let due = |fact: &KeyResultFact| (fact.deadline, fact.goal_id);
        if before.map(due) != Some(due(after)) {
            let tasks = self.parts.get(&after.id).into_iter().flatten();
            self.stale.tasks.extend(tasks.map(|(id, _)| *id));
        }
        let named = |fact: &KeyResultFact| (fact.code.clone(), fact.goal_id, fact.deadline);
        if before.map(named) != Some(named(after)) {
            self.stale.all_causes = true;
            self.stale.all_impacts = true;
            self.stale.all_placed = true;
        }
        self.stale.asked |= before.map(|fact| &fact.owner) != Some(&after.owner);
    }

    /// Looks for the paths of these tasks again, as far as they are not green or past a deadline, and notes what that concerns.
    pub(super) fn follow_paths(&mut self, targets: BTreeSet<TaskId>) {
        for target in targets {
            let Some(node) = self.tasks.get(&target) else {
                continue;
            };
            let view = node.view.as_ref();
            let light = view.map_or(Light::Green, |view| view.light);
            let is_past =
                view.is_some_and(|view| self.is_past_deadline(&node.fact, view.forecast_finish));
            self.stale.key_results.insert(node.fact.key_result_id);
            let mut path = Vec::new();
            let mut cause = None;
            let makes_red = self.makes_red_elsewhere(target);
            if light != Light::Green || is_past || makes_red {
                path = self.root_cause_tasks(target);
                // A task that is behind but not yet late is its own cause; another plan's task has its alert there, unless nobody is
                // asked there.
                let is_asked =
                    |id: &&TaskId| !self.foreign.get(id).is_some_and(|fact| fact.unasked);
                cause = Some(path.iter().find(is_asked).copied().unwrap_or(target))
                    .filter(|_| light == Light::Red || makes_red);
                if path.last() != Some(&target) {
                    path.push(target);
                }
            }
            self.paths.set_path(target, path);
            let concerned = self.paths.set_cause(target, cause);
            for concerned in concerned.into_iter().flatten() {
                if self.tasks.contains_key(&concerned) {
                    self.stale.causes.insert(concerned);
                } else {
                    self.stale.impacts.insert(concerned);
                }
            }
            // Its own alert says how it stands, red or not.
            self.stale.causes.insert(target);
        }
    }
}
