//! Reports of many callers in one transaction: while one group is being written, those that come wait together for the next. A report
//! that comes alone is written at once, so nobody waits for a timer; under load a commit carries as many as have come meanwhile.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use cascade_events::{
    idempotency::{self, Key, Known, Seen},
    outbox,
};
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError},
    grpc::RequestContext,
};
use cascade_storage::{DbConn, DbPool, mutation};
use prost::Message;
use tokio::sync::oneshot;

use crate::{
    domain::{
        finding::Scope,
        report::{Accepted, Report},
        task::Task,
    },
    ids::TaskId,
    messages, outgoing, store,
    use_cases::{
        edit::no_task,
        report::{Asked, decide},
    },
};

/// Reports of one transaction.
const MOST_IN_A_GROUP: usize = 256;

/// One report on its way into a transaction.
#[derive(Clone)]
pub(super) struct Entry {
    /// Who reports.
    pub(super) context: RequestContext,
    /// What is said.
    pub(super) asked: Asked,
    /// The key under which its answer is kept.
    pub(super) key: Option<Key>,
    /// The caller's trace.
    pub(super) traceparent: Option<String>,
}

/// What came of an entry.
pub(super) enum Item {
    /// Accepted.
    Accepted(Box<Accepted>),
    /// Answered before under its key, as it was kept.
    Known(Vec<u8>),
    /// Refused.
    Refused(ServiceError),
}

/// What is kept of an accepted report under its key.
pub(super) type Kept = fn(&Accepted) -> Vec<u8>;

/// The answer to one report.
pub(super) fn response(accepted: &Accepted) -> pb::ReportProgressResponse {
    pb::ReportProgressResponse {
        report: Some(messages::report(&accepted.report)),
        task: Some(messages::task(&accepted.task)),
        findings: messages::findings(&accepted.findings),
    }
}

/// Reports that wait for the next transaction.
#[derive(Default)]
pub(super) struct Group {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: Vec<Waiting>,
    /// Somebody is writing, and takes those that wait when done.
    is_written: bool,
}

struct Waiting {
    entry: Entry,
    tell: oneshot::Sender<Result<pb::ReportProgressResponse, ServiceError>>,
}

impl Group {
    /// Writes a report together with others.
    ///
    /// # Errors
    /// What its rules or the database say.
    pub(super) async fn write(
        self: &Arc<Self>,
        pool: &DbPool,
        entry: Entry,
    ) -> Result<pb::ReportProgressResponse, ServiceError> {
        let (tell, told) = oneshot::channel();
        let leads = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.waiting.push(Waiting { entry, tell });
            !std::mem::replace(&mut state.is_written, true)
        };
        if leads {
            tokio::spawn(Arc::clone(self).write_those_that_wait(pool.clone()));
        }
        told.await.map_err(ServiceError::internal)?
    }

    async fn write_those_that_wait(self: Arc<Self>, pool: DbPool) {
        while let Some(group) = self.next() {
            let (entries, tell): (Vec<Entry>, Vec<_>) = group
                .into_iter()
                .map(|waiting| (waiting.entry, waiting.tell))
                .unzip();
            // In a task of its own: should it panic, its callers hear of it and the next group is written nevertheless.
            let pool = pool.clone();
            let written = mutation(async move { write(&pool, entries).await }).await;
            let Ok(answers) = written else { continue };
            for (tell, answer) in tell.into_iter().zip(answers) {
                // Whoever has hung up does not want to know.
                let _ = tell.send(answer);
            }
        }
    }

    fn next(&self) -> Option<Vec<Waiting>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.waiting.is_empty() {
            state.is_written = false;
            return None;
        }
        let count = state.waiting.len().min(MOST_IN_A_GROUP);
        Some(state.waiting.drain(..count).collect())
    }
}

type Answer = Result<pb::ReportProgressResponse, ServiceError>;

/// Writes a group. Where the database refuses the group as a whole, as it does when another replica has just used one of its keys,
/// each report gets a transaction of its own and so its own answer.
async fn write(pool: &DbPool, entries: Vec<Entry>) -> Vec<Answer> {
    match in_one_transaction(pool, &entries).await {
        Ok(items) => items.into_iter().map(answer).collect(),
        // Nobody knows what came of it, so it must not be tried again.
        Err(error) if is_everybodys(error.kind()) => {
            let others = entries.iter().skip(1);
            let others = others.map(|_| Err(ServiceError::unavailable(error.to_string())));
            let others: Vec<Answer> = others.collect();
            std::iter::once(Err(error)).chain(others).collect()
        }
        Err(_) => {
            let mut answers = Vec::with_capacity(entries.len());
            for entry in entries {
                answers.push(alone(pool, entry).await);
            }
            answers
        }
    }
}

fn is_everybodys(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unavailable | ErrorKind::ResourceExhausted | ErrorKind::DeadlineExceeded
    )
}

async fn alone(pool: &DbPool, entry: Entry) -> Answer {
    let entries = [entry];
    let error = match in_one_transaction(pool, &entries).await {
        Ok(items) => return items.into_iter().next().map_or_else(nothing, answer),
        Err(error) => error,
    };
    let [Entry { key, .. }] = &entries;
    // A twin of this call may have been faster; then its answer is this one's too, not the conflict between them.
    if let Some(key) = key
        && let Seen::Answered(bytes) = idempotency::lookup(&mut pool.get().await?, key).await?
    {
        return answer(Item::Known(bytes));
    }
    Err(error)
}

fn nothing() -> Answer {
    Err(ServiceError::internal("a report without an answer"))
}

fn answer(item: Item) -> Answer {
    match item {
        Item::Accepted(accepted) => Ok(response(&accepted)),
        Item::Known(bytes) => {
            pb::ReportProgressResponse::decode(bytes.as_slice()).map_err(ServiceError::internal)
        }
        Item::Refused(error) => Err(error),
    }
}

async fn in_one_transaction(pool: &DbPool, entries: &[Entry]) -> Result<Vec<Item>, ServiceError> {
    let mut tx = pool.begin().await?;
    let kept: Kept = |accepted| response(accepted).encode_to_vec();
    let entries: Vec<Result<Entry, ServiceError>> = entries.iter().cloned().map(Ok).collect();
    let items = take(&mut tx, entries, kept).await?;
    if items.iter().any(|item| matches!(item, Item::Accepted(_))) {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(items)
}

/// Decides on each entry and writes those that are accepted, with their events and the answers kept under their keys, in as many round
/// trips as one report takes. A refused entry leaves no trace.
///
/// # Errors
/// What the database says.
pub(super) async fn take(
    conn: &mut DbConn,
    entries: Vec<Result<Entry, ServiceError>>,
    kept: Kept,
) -> Result<Vec<Item>, ServiceError> {
    let readable = || entries.iter().flatten();
    let ids: Vec<TaskId> = readable().map(|entry| entry.asked.task_id).collect();
    let held = store::tasks::lock_many(conn, &ids).await?;
    let keys: Vec<Key> = readable().filter_map(|entry| entry.key.clone()).collect();
    let mut known = idempotency::lookup_many(conn, &keys).await?;
    let mut tasks: HashMap<TaskId, Task> =
        held.iter().map(|task| (task.id, task.clone())).collect();
    let mut accepted: Vec<(Accepted, Entry)> = Vec::new();
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        items.push(match decide_on(entry, &mut tasks, &mut known, kept) {
            Ok((Item::Accepted(report), entry)) => {
                accepted.push(((*report).clone(), entry));
                Item::Accepted(report)
            }
            Ok((item, _)) => item,
            Err(error) => Item::Refused(error),
        });
    }
    keep(conn, &held, &accepted, kept).await?;
    Ok(items)
}

fn decide_on(
    entry: Result<Entry, ServiceError>,
    tasks: &mut HashMap<TaskId, Task>,
    known: &mut Known,
    kept: Kept,
) -> Result<(Item, Entry), ServiceError> {
    let entry = entry?;
    if let Some(key) = &entry.key {
        match known.seen(key) {
            Seen::New => {}
            Seen::Answered(bytes) => return Ok((Item::Known(bytes), entry)),
            Seen::Reused => return Err(ServiceError::idempotency_key_reused(&key.key)),
        }
    }
    let task = tasks
        .get_mut(&entry.asked.task_id)
        .ok_or_else(|| no_task(entry.asked.task_id))?;
    let accepted = decide(&entry.context, task, entry.asked.clone())?;
    // A second report about the same task goes on from the first.
    *task = accepted.task.clone();
    if let Some(key) = &entry.key {
        known.note(key, kept(&accepted));
    }
    Ok((Item::Accepted(Box::new(accepted)), entry))
}

async fn keep(
    conn: &mut DbConn,
    held: &[Task],
    accepted: &[(Accepted, Entry)],
    kept: Kept,
) -> Result<(), ServiceError> {
    if accepted.is_empty() {
        return Ok(());
    }
    // Of several reports about one task the last one's state and findings stay.
    let latest: HashMap<TaskId, &Accepted> = accepted
        .iter()
        .map(|(accepted, _)| (accepted.task.id, accepted))
        .collect();
    let changed: Vec<(i64, &Task)> = held
        .iter()
        .filter_map(|before| Some((before.version, &latest.get(&before.id)?.task)))
        .collect();
    if store::tasks::update_tracked(conn, &changed).await? != changed.len() {
        return Err(ServiceError::version_mismatch(0, None));
    }
    let reports: Vec<&Report> = accepted
        .iter()
        .map(|(accepted, _)| &accepted.report)
        .collect();
    store::reports::insert(conn, &reports).await?;
    let stale: Vec<TaskId> = held
        .iter()
        .filter(|task| task.track.flagged && latest.contains_key(&task.id))
        .map(|task| task.id)
        .collect();
    if !stale.is_empty() {
        store::findings::forget_tasks(conn, &stale, Scope::Report).await?;
        store::missed::forget(conn, &stale).await?;
    }
    for (_, task) in &changed {
        let findings = &latest[&task.id].findings;
        if !findings.is_empty() {
            store::findings::insert(conn, task.plan.plan_id, findings).await?;
        }
    }
    let events = accepted
        .iter()
        .map(|(accepted, entry)| {
            let event = outgoing::progress_reported(&accepted.report, &accepted.task)?;
            Ok((event, entry.traceparent.clone()))
        })
        .collect::<Result<Vec<_>, ServiceError>>()?;
    outbox::append_traced(conn, &events).await?;
    let answers: Vec<(&Key, Vec<u8>)> = accepted
        .iter()
        .filter_map(|(accepted, entry)| Some((entry.key.as_ref()?, kept(accepted))))
        .collect();
    let now = accepted.iter().map(|(_, entry)| entry.context.now).max();
    if let Some(now) = now {
        idempotency::record_many(conn, &answers, now).await?;
    }
    Ok(())
}
