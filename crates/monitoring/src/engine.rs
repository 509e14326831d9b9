//! The one way in which a plan changes: lock its row, take the cached plan or read it, change it, settle it, write what
//! differs with its events, commit, and only then keep the changed plan in memory.
//!
//! The cache is never trusted: a plan carries the revision of the row that it was read from or last written to, and the
//! locked row tells whether that is still the newest. A replica that was elsewhere for a while reads again.

use std::{collections::BTreeMap, sync::Arc};

use cascade_directory::backfill;
use cascade_events::{CloudEvent, NewEvent, inbox, outbox};
use cascade_method::policy::Policy;
use cascade_runtime::{clock::Clock, error::ServiceError};
use cascade_storage::{DbConn, DbPool, StorageError};
use uuid::Uuid;

use crate::{
    cache::{Cache, Taken},
    directory::Directory,
    directory_words,
    domain::{
        facts::PlanFact,
        outcome::Outcome,
        plan::{Applied, PlanState},
        rulebook::Rulebook,
        settle::Moment,
        working_time::Worker,
    },
    grounds::{Grounds, Known},
    ids::PlanId,
    incoming::{self, Incoming},
    outgoing,
    store::{self, PlanRow},
};

/// Name under which this service's deliveries are recorded.
pub const CONSUMER: &str = "monitoring";

/// Plans in memory over the database that is the truth.
pub struct Engine {
    pub(crate) pool: DbPool,
    pub(crate) clock: Clock,
    pub(crate) policy: Policy,
    cache: Arc<Cache>,
    grounds: Known,
}

impl Engine {
    /// An engine with nothing in memory yet.
    #[must_use]
    pub fn new(pool: DbPool, clock: Clock, policy: Policy) -> Arc<Self> {
        Arc::new(Self {
            pool,
            clock,
            policy,
            cache: Arc::default(),
            grounds: Known::default(),
        })
    }

    /// The present moment in the organisation's calendar.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment::at(self.clock.now(), self.clock.offset())
    }

    /// Applies a batch of events in one transaction, each once in effect.
    ///
    /// # Errors
    /// Database errors. Nothing of the batch is applied then.
    pub async fn apply(self: &Arc<Self>, batch: &[CloudEvent]) -> Result<(), ServiceError> {
        let read: Vec<(Uuid, Incoming)> = batch
            .iter()
            .map(|event| incoming::read(event).map(|incoming| (event.id, incoming)))
            .collect::<Result<_, _>>()
            .map_err(ServiceError::internal)?;
        let engine = Arc::clone(self);
        cascade_storage::mutation(async move { engine.apply_in_one_transaction(read).await })
            .await?
    }

    async fn apply_in_one_transaction(
        &self,
        read: Vec<(Uuid, Incoming)>,
    ) -> Result<(), ServiceError> {
        let mut tx = self.pool.begin().await?;
        let new = inbox::claim(&mut tx, CONSUMER, read, self.clock.now()).await?;
        let (mut departments, mut adjustments) = (Vec::new(), Vec::new());
        let mut working_time = Vec::new();
        let mut by_plan: BTreeMap<PlanId, Vec<Incoming>> = BTreeMap::new();
        let (new, pages) = incoming::opened(new);
        for incoming in new {
            match incoming {
                Incoming::Department(department) => departments.push(department),
                Incoming::Adjustment(adjustment) => adjustments.push(adjustment),
                Incoming::Person(_) | Incoming::Calendar(_) | Incoming::Absence(_) => {
                    working_time.push(incoming);
                }
                Incoming::Other => {}
                incoming => {
                    if let Some(plan) = plan_of(&incoming) {
                        by_plan.entry(plan).or_default().push(incoming);
                    }
                }
            }
        }
        // Departments by code, then adjustments by id, then working times, then plans put off, then plans, both by id, as in every transaction: two replicas cannot wait for each other.
        let said_of_directory = !departments.is_empty() || !working_time.is_empty();
        let rearranged = directory_words::take_in_departments(&mut tx, departments).await?;
        adjustments.sort_by_key(|adjustment| adjustment.id);
        for adjustment in &adjustments {
            store::upsert_adjustment(&mut tx, adjustment).await?;
        }
        let moment = self.moment();
        let Grounds { directory, rules } = if said_of_directory {
            // What is written here, nobody else sees yet.
            Grounds::read(&mut tx, moment.today, &self.policy).await?
        } else {
            let grounds = self.grounds.on(&mut tx, moment.today, &self.policy);
            grounds.await?
        };
        let mut concerned =
            directory_words::take_in_working_time(&mut tx, working_time, &directory).await?;
        concerned.extend(directory_words::plans_rearranged(&mut tx, rearranged, &directory).await?);
        let directory = if concerned.is_empty() {
            directory
        } else {
            // Who is away is known only now.
            Arc::new(store::directory_on(&mut tx, moment.today).await?)
        };
        let concerned = self.put_off(&mut tx, concerned, &by_plan).await?;
        for plan in &concerned {
            by_plan.entry(*plan).or_default();
        }
        let mut changed = Vec::with_capacity(by_plan.len());
        for (mut plan, id) in self.lock_or_create(&mut tx, by_plan.keys(), &rules).await? {
            let incoming = by_plan.remove(&id).unwrap_or_default();
            let mut workers = new_workers(&plan, &incoming);
            if concerned.contains(&id) {
                workers.extend(plan.workers());
                plan.look_who_is_asked();
            }
            plan.set_working_times(store::working_times(&mut tx, workers, &directory).await?);
            let mut outcome = Outcome::default();
            for incoming in incoming {
                take_in(&mut plan, incoming, moment, &mut outcome);
            }
            plan.settle(moment, &directory, &self.policy, &mut outcome);
            changed.push((plan, outcome));
        }
        self.write(&mut tx, &mut changed).await?;
        for page in &pages {
            backfill::note_page(&mut tx, page, self.clock.now()).await?;
        }
        tx.commit().await?;
        if said_of_directory {
            self.grounds.forget();
        }
        self.keep(changed.into_iter().map(|(plan, _)| plan));
        Ok(())
    }

    /// Changes one plan by `decide` in one transaction, together with what `before_commit` writes into it.
    ///
    /// # Errors
    /// What `decide` refuses, an unknown plan, database errors.
    pub(crate) async fn change<T, E>(
        &self,
        conn: &mut DbConn,
        id: PlanId,
        decide: impl FnOnce(&mut PlanState, Moment, &Directory, &mut Outcome) -> Result<T, E>,
    ) -> Result<(T, Taken), ServiceError>
    where
        ServiceError: From<E>,
    {
        let moment = self.moment();
        let directory = store::directory_on(conn, moment.today).await?;
        let mut plan = self
            .lock(conn, id)
            .await?
            .ok_or_else(|| plan_not_found(&id.to_string()))?;
        let mut outcome = Outcome::default();
        // Whoever is told something on the way is told how things stand today, though nothing has been settled for days.
        plan.settle_views(moment, &self.policy, &mut outcome);
        let answer = decide(&mut plan, moment, &directory, &mut outcome)?;
        plan.settle(moment, &directory, &self.policy, &mut outcome);
        let mut changed = [(plan, outcome)];
        self.write(conn, &mut changed).await?;
        let [(plan, _)] = changed;
        Ok((answer, plan))
    }

    /// Keeps plans in memory after their transaction has been committed.
    pub(crate) fn keep(&self, plans: impl IntoIterator<Item = Taken>) {
        self.cache.keep(plans);
    }

    /// The plan, where what is in memory is what is committed or newer; none where it has to be read.
    pub(crate) async fn in_memory(&self, id: PlanId) -> Result<Option<Taken>, ServiceError> {
        let today = self.moment().today;
        let (revision, rules) = {
            let mut conn = self.pool.get().await?;
            let revision = store::plan_revision(&mut conn, id)
                .await?
                .ok_or_else(|| plan_not_found(&id.to_string()))?;
            let grounds = self.grounds.on(&mut conn, today, &self.policy).await?;
            (revision, grounds.rules)
        };
        let (cached, place) = self.cache.take(id).await;
        Ok(cached
            .filter(|plan| plan.revision >= revision && plan.read_on == Some(today))
            .map(|mut plan| {
                plan.take_rules(rules);
                place.with(plan)
            }))
    }

    /// Locks the plan's row until the end of the transaction and gives the plan as it stands there.
    pub(crate) async fn lock(
        &self,
        conn: &mut DbConn,
        id: PlanId,
    ) -> Result<Option<Taken>, StorageError> {
        let Some(row) = store::lock_plans(conn, &[id]).await?.pop() else {
            return Ok(None);
        };
        let rules = Arc::new(store::rulebook(conn, &self.policy).await?);
        self.open(conn, row, rules).await.map(Some)
    }

    /// The plan of a locked row.
    async fn open(
        &self,
        conn: &mut DbConn,
        row: PlanRow,
        rules: Arc<Rulebook>,
    ) -> Result<Taken, StorageError> {
        let today = self.moment().today;
        let (cached, place) = self.cache.take(row.id).await;
        match cached {
            // Read anew once a day, for the directory may have changed in ways that no event of this plan told.
            Some(mut plan) if plan.revision == row.revision && plan.read_on == Some(today) => {
                plan.take_rules(rules);
                Ok(place.with(plan))
            }
            _ => {
                let (mut plan, told) = store::load_plan(conn, row).await?;
                plan.read_on = Some(today);
                plan.rules = rules;
                let directory = store::directory(conn).await?;
                let workers = plan.workers();
                plan.set_working_times(store::working_times(conn, workers, &directory).await?);
                if let Some(day) = plan.as_of {
                    // What follows from the facts is not read but calculated; it was told when it changed. What follows otherwise since,
                    // from what other rows say, is told by the next settlement.
                    let then = Moment {
                        today: day,
                        ..self.moment()
                    };
                    plan.settle_views(then, &self.policy, &mut Outcome::default());
                    plan.keep_untold(told);
                }
                Ok(place.with(plan))
            }
        }
    }

    /// Locks the rows of plans, in the order of their ids, and gives the plans; one of which nothing is known gets a row.
    async fn lock_or_create(
        &self,
        conn: &mut DbConn,
        ids: impl Iterator<Item = &PlanId>,
        rules: &Arc<Rulebook>,
    ) -> Result<Vec<(Taken, PlanId)>, StorageError> {
        let ids: Vec<PlanId> = ids.copied().collect();
        // All of them before the first lock, so that two replicas cannot wait for each other.
        for id in ids.iter().filter(|id| self.cache.is_new(**id)) {
            store::insert_plan_if_new(conn, &PlanFact::unknown(*id)).await?;
        }
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows = store::lock_plans(conn, &ids).await?;
        let missing: Vec<PlanId> = ids
            .iter()
            .filter(|id| rows.iter().all(|row| row.id != **id))
            .copied()
            .collect();
        if !missing.is_empty() {
            // Known here, and yet without a row: whoever created it has not committed, and may not. The insert waits for that; without a
            // row of its own the plan's events would be marked as handled and be lost.
            for id in &missing {
                store::insert_plan_if_new(conn, &PlanFact::unknown(*id)).await?;
            }
            rows.extend(store::lock_plans(conn, &missing).await?);
        }
        let mut plans = Vec::with_capacity(ids.len());
        for row in rows {
            let id = row.id;
            plans.push((self.open(conn, row, Arc::clone(rules)).await?, id));
        }
        Ok(plans)
    }

    /// Writes what changed of plans with what they have to say.
    pub(crate) async fn write(
        &self,
        conn: &mut DbConn,
        changed: &mut [(Taken, Outcome)],
    ) -> Result<(), StorageError> {
        let now = self.clock.now();
        let mut events: Vec<NewEvent> = Vec::new();
        for (plan, outcome) in &mut *changed {
            plan.revision += 1;
            let said = outcome.said.iter();
            events.extend(said.filter_map(|said| outgoing::event(plan, said, now)));
        }
        let changed: Vec<(&PlanState, &Outcome)> = changed
            .iter()
            .map(|(plan, outcome)| (&**plan, outcome))
            .collect();
        store::write(conn, &changed, now).await?;
        outbox::append(conn, &events).await
    }
}

/// The plan that was asked for is not known here.
pub(crate) fn plan_not_found(plan: &str) -> ServiceError {
    ServiceError::not_found("计划", "plan", plan)
}

fn plan_of(incoming: &Incoming) -> Option<PlanId> {
    match incoming {
        Incoming::Plan(fact) => Some(fact.id),
        Incoming::Goal(plan, _)
        | Incoming::KeyResult(plan, _)
        | Incoming::Task(plan, ..)
        | Incoming::Foreign(plan, _)
        | Incoming::Missed(plan, _)
        | Incoming::Request(plan, _)
        | Incoming::Part(plan, _)
        | Incoming::Placed { plan, .. }
        | Incoming::Impact { plan, .. }
        | Incoming::Edge { plan, .. } => Some(*plan),
        Incoming::Adjustment(_)
        | Incoming::Department(_)
        | Incoming::Person(_)
        | Incoming::Calendar(_)
        | Incoming::Absence(_)
        | Incoming::Directory(_)
        | Incoming::Other => None,
    }
}

/// Workers of tasks that are told of and whose working time the plan does not know yet.
fn new_workers(plan: &PlanState, incoming: &[Incoming]) -> Vec<Worker> {
    let mut workers: Vec<Worker> = incoming
        .iter()
        .filter_map(|incoming| match incoming {
            Incoming::Task(_, fact, _) => Some(Worker::all_of(fact)),
            _ => None,
        })
        .flatten()
        .filter(|worker| !plan.knows(worker))
        .collect();
    workers.sort_unstable();
    workers.dedup();
    workers
}

fn take_in(plan: &mut PlanState, incoming: Incoming, moment: Moment, outcome: &mut Outcome) {
    match incoming {
        Incoming::Plan(fact) => {
            plan.apply_plan(fact);
        }
        Incoming::Goal(_, fact) => {
            let id = fact.id;
            if plan.apply_goal(fact) == Applied::Changed {
                outcome.goals.insert(id);
            }
        }
        Incoming::KeyResult(_, fact) => {
            let id = fact.id;
            if plan.apply_key_result(fact) == Applied::Changed {
                outcome.key_results.insert(id);
            }
        }
        Incoming::Task(_, fact, report) => {
            // A late report is counted though its task is known in a newer version already.
            if let Some(report) = &report {
                plan.reports_applied += 1;
                plan.hear(report, outcome);
            }
            let id = fact.id;
            let edges = plan.incoming_edges_of(id);
            let looks_other = plan
                .tasks
                .get(&id)
                .is_some_and(|known| known.fact.looks_other_than(&fact));
            if plan.apply_task(*fact, moment.today) == Applied::Changed {
                outcome.tasks.insert(id);
                plan.declare_edges(id, &edges, outcome);
                if looks_other {
                    plan.tell_successors(id, outcome);
                }
            }
        }
        Incoming::Edge {
            task,
            successor,
            edge,
            ..
        } => plan.apply_edge(task, successor, edge, outcome),
        Incoming::Foreign(_, fact) => {
            let id = fact.id;
            if plan.apply_foreign(fact) == Applied::Changed {
                outcome.foreign.insert(id);
            }
        }
        Incoming::Impact {
            task,
            successor,
            impact,
            ..
        } => {
            if plan.apply_impact(task, successor, impact) == Applied::Changed {
                outcome.impacts.insert((task, successor));
            }
        }
        Incoming::Part(_, fact) => {
            let id = fact.id;
            if plan.apply_part(fact) == Applied::Changed {
                outcome.hanging.insert(id);
            }
        }
        Incoming::Placed {
            goal,
            above,
            placed,
            ..
        } => {
            if plan.apply_placed(goal, above, placed) == Applied::Changed {
                outcome.placed.insert((goal, above));
            }
        }
        Incoming::Request(_, fact) => {
            let id = fact.id;
            if plan.apply_request(fact, moment.today) == Applied::Changed {
                outcome.requests.insert(id);
            }
        }
        Incoming::Missed(_, fact) => plan.miss(&fact, moment, outcome),
        Incoming::Adjustment(_)
        | Incoming::Department(_)
        | Incoming::Person(_)
        | Incoming::Calendar(_)
        | Incoming::Absence(_)
        | Incoming::Directory(_)
        | Incoming::Other => {}
    }
}
