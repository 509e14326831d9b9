//! One plan in memory: its facts, its dependency network and what is derived from both.
//!
//! Facts may come in any order, since each service publishes on its own: a link waits until its predecessor is known, a
//! task may come before its key result. Nothing here depends on the order in the end.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use cascade_method::status::StoredState;
use cascade_schedule::{
    Calendar, CalendarIx, Constraints, Dates, Link, Network, Organisation, TaskInput, TaskIx,
    TaskState,
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    alert::Alert,
    facts::{
        Ancestor, EdgeFact, ForeignFact, GoalFact, ImpactFact, KeyResultFact, LinkFact, PartFact,
        PlacedFact, PlanFact, TaskFact,
    },
    forecast,
    impact::Reach,
    missed::MissedRun,
    requests::Requests,
    rollup::Share,
    rulebook::Rulebook,
    stale::{Paths, Stale},
    view::{RollUp, TaskView},
    working_time::{Assigned, Worker, WorkingTime},
};
use crate::ids::{AlertId, GoalId, KeyResultId, NodeId, PlanId, TaskId};

/// A fact with what is derived from it.
#[derive(Debug, Clone)]
pub struct Node<F, V> {
    /// What was said.
    pub fact: F,
    /// What follows; none before the plan was settled for the first time.
    pub view: Option<V>,
}

/// One plan in memory.
pub struct PlanState {
    /// The plan.
    pub plan: PlanFact,
    /// Its goals.
    pub goals: BTreeMap<GoalId, Node<GoalFact, RollUp>>,
    /// Its key results.
    pub key_results: BTreeMap<KeyResultId, Node<KeyResultFact, RollUp>>,
    /// Its tasks.
    pub tasks: BTreeMap<TaskId, Node<TaskFact, TaskView>>,
    /// Tasks of other plans that this plan waits for.
    pub foreign: BTreeMap<TaskId, ForeignFact>,
    /// Resources that its tasks have asked for.
    pub requests: Requests,
    /// Plans that wait, or have ceased to wait, for a task of this one.
    pub outgoing: BTreeMap<(TaskId, PlanId), EdgeFact>,
    /// What tasks of this plan make red in those.
    pub impacts: BTreeMap<TaskId, BTreeMap<PlanId, ImpactFact>>,
    /// Goals of other plans that hang, or have hung, under something of this one, each with what its plan was told is above it.
    pub hanging: BTreeMap<GoalId, Node<PartFact, Vec<Ancestor>>>,
    /// What is above goals of this plan that hang, or have hung, under something of another, as that plan has said.
    pub placed: BTreeMap<(GoalId, PlanId), PlacedFact>,
    /// Alerts, open and closed.
    pub alerts: BTreeMap<AlertId, Alert>,
    /// Tasks whose daily updates are missing.
    pub missed: BTreeMap<TaskId, MissedRun>,
    /// Escalation policies in force.
    pub rules: Arc<Rulebook>,
    /// Rises with every commit.
    pub revision: i64,
    /// Day of the last settlement.
    pub as_of: Option<NaiveDate>,
    /// Day on which it was read from the database, with people's working times as they were then.
    pub read_on: Option<NaiveDate>,
    /// When it is settled anew though nothing happens, as far as that has been said since it was read.
    pub(super) rings_at: Option<DateTime<Utc>>,
    /// Distinct progress reports seen.
    pub reports_applied: i64,
    pub(super) network: Network,
    /// The organisation's.
    pub(super) calendar: CalendarIx,
    pub(super) organisation: Organisation,
    /// What is known of people's working time, and the calendars that differ from the organisation's.
    pub(super) times: BTreeMap<Worker, WorkingTime>,
    pub(super) assigned: HashMap<Worker, Assigned>,
    index: HashMap<TaskId, TaskIx>,
    names: HashMap<TaskIx, TaskId>,
    /// Links in the network, by the task that waits.
    linked: HashMap<TaskId, Vec<Link>>,
    /// Tasks that name a task as predecessor, by that task; also where nobody knows it yet.
    waiting: HashMap<TaskId, BTreeSet<TaskId>>,
    /// Tasks with a link that would close a cycle for now.
    left_out: BTreeSet<TaskId>,
    /// Tasks by their key result, each with what it brings to it.
    pub(super) parts: HashMap<KeyResultId, BTreeMap<TaskId, Option<Share>>>,
    /// Goals of this plan and of others, by what they hang under.
    pub(super) below: HashMap<NodeId, BTreeSet<GoalId>>,
    /// What other plans were told their tasks make red here.
    pub(super) impacts_told: BTreeMap<TaskId, Reach>,
    /// What the next settlement looks at.
    pub(super) stale: Stale,
    pub(super) paths: Paths,
}

/// What came of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It was new.
    Changed,
    /// The same or a newer version was known already.
    Stale,
}

impl PlanState {
    /// A plan of which nothing is known but its fact.
    #[must_use]
    pub fn new(plan: PlanFact) -> Self {
        let mut network = Network::new(None);
        let calendar = network.add_calendar(Calendar::china());
        Self {
            plan,
            goals: BTreeMap::new(),
            key_results: BTreeMap::new(),
            tasks: BTreeMap::new(),
            foreign: BTreeMap::new(),
            requests: Requests::default(),
            outgoing: BTreeMap::new(),
            impacts: BTreeMap::new(),
            hanging: BTreeMap::new(),
            placed: BTreeMap::new(),
            alerts: BTreeMap::new(),
            missed: BTreeMap::new(),
            rules: Arc::default(),
            revision: 0,
            as_of: None,
            read_on: None,
            rings_at: None,
            reports_applied: 0,
            network,
            calendar,
            organisation: Organisation::new(Calendar::china()),
            times: BTreeMap::new(),
            assigned: HashMap::new(),
            index: HashMap::new(),
            names: HashMap::new(),
            linked: HashMap::new(),
            waiting: HashMap::new(),
            left_out: BTreeSet::new(),
            parts: HashMap::new(),
            below: HashMap::new(),
            impacts_told: BTreeMap::new(),
            stale: Stale::everything(),
            paths: Paths::default(),
        }
    }

    /// The organisation's calendar, on which the plan's own days are counted: those of alerts, of its last day.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        self.network.calendar(self.calendar)
    }

    /// Position of a task in the network; none for a cancelled or unknown one.
    #[must_use]
    pub fn position(&self, task: TaskId) -> Option<TaskIx> {
        self.index.get(&task).copied()
    }

    /// The task at a position of the network.
    #[must_use]
    pub fn task_at(&self, ix: TaskIx) -> Option<TaskId> {
        self.names.get(&ix).copied()
    }

    /// Code of the task at a position of the network, also of another plan's.
    pub(super) fn code_at(&self, ix: TaskIx) -> Option<&str> {
        let id = self.task_at(ix)?;
        let own = self.tasks.get(&id).map(|node| node.fact.code.as_str());
        own.or_else(|| self.foreign.get(&id).map(|fact| fact.code.as_str()))
    }

    /// Takes in a newer version of the plan's own fact.
    pub fn apply_plan(&mut self, fact: PlanFact) -> Applied {
        // A plan known only by its id stands at version 0.
        if fact.version <= self.plan.version {
            return Applied::Stale;
        }
        let seen = |fact: &PlanFact| (fact.active, fact.code.clone());
        if seen(&self.plan) != seen(&fact) {
            self.look_at_all_words();
        }
        self.plan = fact;
        Applied::Changed
    }

    /// Takes in a goal.
    pub fn apply_goal(&mut self, fact: GoalFact) -> Applied {
        let known = self.goals.get(&fact.id).map(|node| node.fact.clone());
        let applied = upsert(&mut self.goals, fact.id, fact.clone(), |fact| fact.version);
        if applied == Applied::Changed {
            self.touch_goal(known.as_ref(), &fact);
        }
        applied
    }

    /// Takes in a key result.
    pub fn apply_key_result(&mut self, fact: KeyResultFact) -> Applied {
        let known = self.key_results.get(&fact.id);
        let known = known.map(|node| node.fact.clone());
        let key_results = &mut self.key_results;
        let applied = upsert(key_results, fact.id, fact.clone(), |fact| fact.version);
        if applied == Applied::Changed {
            self.touch_key_result(known.as_ref(), &fact);
        }
        applied
    }

    /// Takes in a task and puts it, its links and the links that waited for it into the network.
    pub fn apply_task(&mut self, fact: TaskFact, today: NaiveDate) -> Applied {
        let id = fact.id;
        let known = self.tasks.get(&id);
        if known.is_some_and(|node| node.fact.version >= fact.version) {
            return Applied::Stale;
        }
        let relink = known.is_none_or(|node| {
            node.fact.predecessors != fact.predecessors
                || (node.fact.state == StoredState::Cancelled)
                    != (fact.state == StoredState::Cancelled)
        });
        let asks_another = known.is_some_and(|node| {
            node.fact.owner != fact.owner
                || node.fact.department != fact.department
                || node.fact.key_result_id != fact.key_result_id
        });
        self.stale.asked |= asks_another;
        let named = known.map(|node| node.fact.predecessors.clone());
        let served = known.map(|node| node.fact.key_result_id);
        let view = self.tasks.get_mut(&id).and_then(|node| node.view.take());
        self.serve(id, served, fact.key_result_id);
        self.wait(id, &named.unwrap_or_default(), &fact.predecessors);
        self.tasks.insert(id, Node { fact, view });
        self.share(id);
        self.place(id, today);
        if relink {
            self.relink(id);
            self.relink_successors_of(id);
            for waiting in std::mem::take(&mut self.left_out) {
                self.relink(waiting);
            }
        }
        Applied::Changed
    }

    /// Takes in what another plan says of one of its tasks.
    pub fn apply_foreign(&mut self, fact: ForeignFact) -> Applied {
        let id = fact.id;
        if self
            .foreign
            .get(&id)
            .is_some_and(|known| known.revision >= fact.revision)
        {
            return Applied::Stale;
        }
        let dates = fact.dates;
        self.foreign.insert(id, fact);
        // Paths through it name its owner and what they say, and begin elsewhere where nobody is asked there.
        self.stale.targets.extend(self.paths.through([&id]));
        let Some((start, finish)) = dates else {
            self.withdraw(id);
            return Applied::Changed;
        };
        let input = TaskInput {
            calendar: self.calendar,
            duration: 0,
            state: TaskState::Finished { start, finish },
        };
        let planned = self.foreign.get(&id).map(|fact| Dates {
            start: fact.planned_start,
            finish: fact.planned_end,
        });
        let new = self.position(id).is_none();
        let ix = self.put(id, input);
        self.network.set_plan(ix, planned);
        if new {
            self.relink_successors_of(id);
        }
        Applied::Changed
    }

    /// Says again what the network must know of every unfinished task, since "today" has moved.
    pub fn move_to(&mut self, today: NaiveDate) {
        // What is planned and what is late by today is another for every task.
        self.stale.all = true;
        self.network.set_data_date(Some(today));
        let open: Vec<TaskId> = self
            .tasks
            .iter()
            .filter(|(_, node)| node.fact.actual_finish.is_none())
            .map(|(id, _)| *id)
            .collect();
        for id in open {
            self.place(id, today);
        }
        self.as_of = Some(today);
    }

    pub(super) fn place(&mut self, id: TaskId, today: NaiveDate) {
        let Some(node) = self.tasks.get(&id) else {
            return;
        };
        self.stale.tasks.insert(id);
        if node.fact.state == StoredState::Cancelled {
            self.withdraw(id);
            return;
        }
        let fact = &node.fact;
        let calendar = self.calendar_for(fact);
        let input = forecast::network_input(
            fact,
            self.duration_of(fact),
            calendar,
            self.network.calendar(calendar),
            self.not_before(fact),
            today,
        );
        let constraints = Constraints {
            deadline: fact.constraints.deadline,
            start_on: fact.constraints.start_on,
        };
        let planned = Dates {
            start: fact.planned_start,
            finish: fact.planned_end,
        };
        let half_days = self.half_days_of(fact);
        let ix = self.put(id, input);
        if let Some(half_days) = half_days {
            self.network.take_half_days(ix, half_days);
        }
        self.network.set_constraints(ix, constraints);
        self.network.set_plan(ix, Some(planned));
    }

    fn put(&mut self, id: TaskId, input: TaskInput) -> TaskIx {
        if let Some(&ix) = self.index.get(&id) {
            self.network.set_task(ix, input);
            return ix;
        }
        let ix = self.network.add_task(input);
        self.index.insert(id, ix);
        self.names.insert(ix, id);
        ix
    }

    /// Takes a cancelled task out: nobody waits for it any more.
    fn withdraw(&mut self, id: TaskId) {
        let Some(ix) = self.index.remove(&id) else {
            return;
        };
        self.names.remove(&ix);
        self.linked.remove(&id);
        for waiting in self.waiting.get(&id).into_iter().flatten() {
            if let Some(links) = self.linked.get_mut(waiting) {
                links.retain(|link| link.predecessor != ix);
            }
        }
        self.network.remove_task(ix);
    }

    fn relink(&mut self, id: TaskId) {
        let Some(&successor) = self.index.get(&id) else {
            return;
        };
        for link in self.linked.remove(&id).unwrap_or_default() {
            self.network.remove_link(link);
        }
        let wanted: Vec<LinkFact> = self
            .tasks
            .get(&id)
            .map(|node| node.fact.predecessors.clone())
            .unwrap_or_default();
        let mut links = Vec::with_capacity(wanted.len());
        for fact in wanted {
            let Some(&predecessor) = self.index.get(&fact.predecessor) else {
                continue;
            };
            let link = Link {
                predecessor,
                successor,
                kind: fact.kind,
                lag: fact.lag,
            };
            match self.network.add_link(link) {
                Ok(()) => links.push(link),
                // The tasks service refuses cycles; one can only be seen here for the moment between two events, and
                // the next one that changes links tries again.
                Err(cycle) => {
                    tracing::info!(task = %id, length = cycle.path.len(), "link left out for now: it would close a cycle");
                    self.left_out.insert(id);
                }
            }
        }
        self.linked.insert(id, links);
    }

    /// Keeps the parts of key results in step with what a task serves.
    fn serve(&mut self, id: TaskId, before: Option<KeyResultId>, after: KeyResultId) {
        if let Some(before) = before.filter(|before| *before != after) {
            self.stale.key_results.insert(before);
            if let Some(parts) = self.parts.get_mut(&before) {
                parts.remove(&id);
            }
        }
        self.parts.entry(after).or_default().entry(id).or_default();
    }

    /// Keeps who waits for whom in step with what a task names.
    fn wait(&mut self, id: TaskId, before: &[LinkFact], after: &[LinkFact]) {
        for link in before {
            if let Some(waiting) = self.waiting.get_mut(&link.predecessor) {
                waiting.remove(&id);
            }
        }
        for link in after {
            self.waiting.entry(link.predecessor).or_default().insert(id);
        }
    }

    fn relink_successors_of(&mut self, predecessor: TaskId) {
        for id in self.waiting.get(&predecessor).cloned().unwrap_or_default() {
            self.relink(id);
        }
    }
}

fn upsert<K: Ord + Copy, F, V: Clone>(
    nodes: &mut BTreeMap<K, Node<F, V>>,
    key: K,
    fact: F,
    version: impl Fn(&F) -> i64,
) -> Applied {
    match nodes.get_mut(&key) {
        Some(node) if version(&node.fact) >= version(&fact) => Applied::Stale,
        Some(node) => {
            node.fact = fact;
            Applied::Changed
        }
        None => {
            nodes.insert(key, Node { fact, view: None });
            Applied::Changed
        }
    }
}
