//! The tree of goals (§1): a goal hangs under a goal or key result of the level above, often of another plan.
//!
//! ```text
//!  plan of the goal ──── GoalRolledUp: how it stands ────► plan of what it hangs under
//!                   ◄─── GoalPlaced: what is above it ────
//! ```
//!
//! Upwards goes how the goal stands, whenever that moves; downwards what is above it, codes, deadlines and which are goals of the company:
//! facts that seldom change, and by which the goal's own plan tells whether an alert of its concerns a goal of the company.

use std::collections::BTreeSet;

use super::{
    facts::{Ancestor, GoalFact, ParentFact, PartFact, PlacedFact},
    outcome::{Outcome, Said},
    plan::{Applied, Node, PlanState},
    view::RollUp,
};
use crate::ids::{GoalId, KeyResultId, NodeId, PlanId};

impl PlanState {
    /// Takes in how a goal of another plan stands that hangs, or hangs no longer, under something of this one.
    pub fn apply_part(&mut self, fact: PartFact) -> Applied {
        let id = fact.id;
        let known = self.hanging.get(&id);
        if known.is_some_and(|known| known.fact.revision >= fact.revision) {
            return Applied::Stale;
        }
        let before = known.map(|known| known.fact.parent);
        let told = known.and_then(|known| known.view.clone());
        // A goal that comes back is told again what is above it.
        let view = told.filter(|_| before == Some(fact.parent));
        let after = fact.standing.is_some().then_some(fact.parent);
        self.hang(id, before, after);
        self.hanging.insert(id, Node { fact, view });
        self.stale.placed.insert(id);
        Applied::Changed
    }

    /// Takes in what another plan says is above a goal of this one.
    pub fn apply_placed(&mut self, goal: GoalId, above: PlanId, fact: PlacedFact) -> Applied {
        let known = self.placed.get(&(goal, above));
        if known.is_some_and(|known| known.revision >= fact.revision) {
            return Applied::Stale;
        }
        if known.map(|known| &known.ancestors) != Some(&fact.ancestors) {
            self.stale.all_causes = true;
            self.stale.all_impacts = true;
            self.stale.all_placed = true;
        }
        self.placed.insert((goal, above), fact);
        Applied::Changed
    }

    /// Keeps what hangs where in step with a goal's fact, and notes whom that concerns in other plans.
    pub(super) fn align(&mut self, before: Option<&GoalFact>, after: &GoalFact) {
        let was = before.and_then(|fact| fact.parent);
        if was != after.parent {
            let node = |parent: Option<ParentFact>| parent.map(|parent| parent.node);
            self.hang(after.id, node(was), node(after.parent));
            if let Some(was) = was.filter(|was| was.plan != self.plan.id) {
                self.stale.left.insert((after.id, was.node, was.plan));
            }
        }
        let seen = |fact: &GoalFact| (fact.code.clone(), fact.parent);
        if before.map(seen) != Some(seen(after)) {
            self.stale.parents.insert(after.id);
        }
    }

    /// Every plan that knows goals or tasks of this one is to hear again how they stand: it has another code, or its lights count from now
    /// on, or no longer.
    pub(super) fn look_at_all_words(&mut self) {
        self.stale.all_successors = true;
        self.stale.all_impacts = true;
        self.stale.all_placed = true;
        self.stale.parents.extend(self.goals.keys());
    }

    fn hang(&mut self, goal: GoalId, before: Option<NodeId>, after: Option<NodeId>) {
        if let Some(before) = before {
            if let Some(goals) = self.below.get_mut(&before) {
                goals.remove(&goal);
            }
            self.touch_node(before);
        }
        if let Some(after) = after {
            self.below.entry(after).or_default().insert(goal);
            self.touch_node(after);
        }
    }

    /// What a goal or key result of this plan is rolled up from has moved; nothing where it is another plan's.
    pub(super) fn touch_node(&mut self, node: NodeId) {
        if self.goals.contains_key(&GoalId(node.0)) {
            self.stale.goals.insert(GoalId(node.0));
        } else if self.key_results.contains_key(&KeyResultId(node.0)) {
            self.stale.key_results.insert(KeyResultId(node.0));
        }
    }

    /// What hangs under a goal or key result, with how it stands, by code.
    pub(super) fn hanging_under(&self, node: NodeId) -> Vec<(&str, &RollUp)> {
        let mut found: Vec<(&str, GoalId, &RollUp)> = Vec::new();
        for id in self.below.get(&node).into_iter().flatten() {
            let own = self.goals.get(id);
            let own = own.and_then(|own| Some((own.fact.code.as_str(), own.view.as_ref()?)));
            let other = || {
                let other = &self.hanging.get(id)?.fact;
                Some((other.code.as_str(), other.standing.as_ref()?))
            };
            if let Some((code, view)) = own.or_else(other) {
                found.push((code, *id, view));
            }
        }
        found.sort_by_key(|(code, id, _)| (*code, *id));
        found
            .into_iter()
            .map(|(code, _, view)| (code, view))
            .collect()
    }

    /// Key results of this plan that a goal or key result is rolled up from, those of goals that hang under it too, and such goals of other
    /// plans.
    pub(super) fn all_under(&self, node: NodeId) -> (BTreeSet<KeyResultId>, Vec<&PartFact>) {
        let (mut key_results, mut others) = (BTreeSet::new(), Vec::new());
        let (mut waiting, mut seen) = (vec![node], BTreeSet::new());
        while let Some(node) = waiting.pop() {
            // A circle is refused where goals are written; one can only be seen here between two events.
            if !seen.insert(node) {
                continue;
            }
            for id in self.below.get(&node).into_iter().flatten() {
                if self.goals.contains_key(id) {
                    waiting.push((*id).into());
                } else if let Some(other) = self.hanging.get(id) {
                    others.push(&other.fact);
                }
            }
            if self.key_results.contains_key(&KeyResultId(node.0)) {
                key_results.insert(KeyResultId(node.0));
            } else {
                let goal = GoalId(node.0);
                let theirs = self.key_results.iter();
                let theirs = theirs.filter(|(_, part)| part.fact.goal_id == goal);
                waiting.extend(theirs.map(|(id, _)| NodeId::from(*id)));
            }
        }
        (key_results, others)
    }

    /// What is above a goal of this plan, to the top; `name` says how codes of this plan are told, those of others stand behind their plans'.
    pub(super) fn ancestors(&self, goal: GoalId, name: impl Fn(&str) -> String) -> Vec<Ancestor> {
        self.goals
            .get(&goal)
            .and_then(|node| node.fact.parent)
            .map_or_else(Vec::new, |parent| self.upwards(goal, parent, name))
    }

    /// What is above a goal, from its parent on; `name` says how codes of this plan are told.
    fn upwards(
        &self,
        goal: GoalId,
        parent: ParentFact,
        name: impl Fn(&str) -> String,
    ) -> Vec<Ancestor> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::from([goal]);
        let mut next = Some((goal, parent));
        while let Some((goal, parent)) = next.take() {
            if parent.plan != self.plan.id {
                let placed = self.placed.get(&(goal, parent.plan));
                found.extend(placed.into_iter().flat_map(|fact| fact.ancestors.clone()));
                break;
            }
            let mut above = GoalId(parent.node.0);
            if let Some(node) = self.key_results.get(&KeyResultId(parent.node.0)) {
                found.push(Ancestor {
                    code: name(&node.fact.code),
                    deadline: node.fact.deadline,
                    company_goal: false,
                });
                above = node.fact.goal_id;
            }
            if let Some(node) = self.goals.get(&above).filter(|_| seen.insert(above)) {
                found.push(Ancestor {
                    code: name(&node.fact.code),
                    deadline: node.fact.deadline,
                    company_goal: node.fact.company_goal,
                });
                next = node.fact.parent.map(|parent| (above, parent));
            }
        }
        found
    }

    /// Tells the plans of goals that hang here what is above them, where that is other than they were told.
    pub(super) fn settle_placed(&mut self, outcome: &mut Outcome) {
        let mut stale = std::mem::take(&mut self.stale.placed);
        if std::mem::take(&mut self.stale.all_placed) {
            stale.extend(self.hanging.keys());
        }
        for id in stale {
            let Some(node) = self.hanging.get(&id) else {
                continue;
            };
            let parent = ParentFact {
                node: node.fact.parent,
                plan: self.plan.id,
            };
            // Where it hangs no longer, nobody asks.
            if node.fact.standing.is_none() {
                continue;
            }
            let now = self.upwards(id, parent, |code| self.in_plan(code));
            if node.view.as_ref() != Some(&now) {
                outcome.said.push(Said::GoalPlaced { goal: id });
                if let Some(node) = self.hanging.get_mut(&id) {
                    node.view = Some(now);
                }
            }
        }
    }

    /// Tells the plans above how the goals stand that hang under something of theirs.
    pub(super) fn tell_parents(&mut self, outcome: &mut Outcome) {
        for (goal, node, plan) in std::mem::take(&mut self.stale.left) {
            let now = self.goals.get(&goal).and_then(|node| node.fact.parent);
            if now.is_some_and(|now| now.plan == plan) {
                // It hears below where the goal hangs now.
                continue;
            }
            outcome.said.push(Said::GoalRolledUp {
                goal,
                parent: ParentFact { node, plan },
                hangs: false,
            });
        }
        for goal in std::mem::take(&mut self.stale.parents) {
            let fact = self.goals.get(&goal).map(|node| &node.fact);
            let parent = fact.and_then(|fact| fact.parent);
            if let Some(parent) = parent.filter(|parent| parent.plan != self.plan.id) {
                outcome.said.push(Said::GoalRolledUp {
                    goal,
                    parent,
                    hangs: true,
                });
            }
        }
    }

    /// How a goal stands, for the plan of what it hangs under, or hangs under no longer.
    pub(crate) fn part_of(
        &self,
        goal: GoalId,
        parent: ParentFact,
        hangs: bool,
    ) -> Option<PartFact> {
        let node = self.goals.get(&goal)?;
        Some(PartFact {
            id: goal,
            plan: self.plan.id,
            parent: parent.node,
            code: self.in_plan(&node.fact.code),
            standing: node.view.clone().filter(|_| hangs && self.plan.active),
            revision: self.revision,
        })
    }

    /// The plan of a goal that hangs here, and what is above it.
    pub(crate) fn placed_of(&self, goal: GoalId) -> Option<(PlanId, PlacedFact)> {
        let node = self.hanging.get(&goal)?;
        let fact = PlacedFact {
            ancestors: node.view.clone()?,
            revision: self.revision,
        };
        Some((node.fact.plan, fact))
    }

    /// Tells a plan that is built anew from the facts of this one what other plans have said.
    pub(super) fn repeat_words(&self, fresh: &mut Self) {
        for node in self.hanging.values() {
            fresh.apply_part(node.fact.clone());
        }
        for ((goal, above), fact) in &self.placed {
            fresh.apply_placed(*goal, *above, fact.clone());
        }
        for (task, by_plan) in &self.impacts {
            for (successor, fact) in by_plan {
                fresh.apply_impact(*task, *successor, fact.clone());
            }
        }
    }

    /// A code of this plan as other plans know it: behind the plan's.
    pub(super) fn in_plan(&self, code: &str) -> String {
        if self.plan.code.is_empty() {
            code.to_owned()
        } else {
            format!("{}/{code}", self.plan.code)
        }
    }
}

/// Whether the plan above would see another part: its percent counts in whole points, so that not every report is told.
pub(super) fn looks_other(before: Option<&RollUp>, after: &RollUp) -> bool {
    let seen = |view: &RollUp| {
        let points = |share: f64| (share * 100.0).round();
        (
            view.light,
            view.forecast_finish,
            points(view.score),
            points(view.completion),
        )
    };
    before.is_none_or(|before| {
        seen(before) != seen(after)
            || before.reason != after.reason
            || before.root_cause != after.root_cause
    })
}
