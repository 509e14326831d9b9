//! What importing, creating and changing tasks have in common: fetch what the rows refer to, decide, save.

use std::collections::{HashMap, HashSet};

use cascade_events::outbox;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    domain::{
        acceptance,
        finding::Finding,
        known::{Known, Reference},
        settle::{self, Row},
        task::{Planned, Task},
    },
    ids::{PlanId, TaskId},
    outgoing, reasons,
    store::{self, projections},
    use_cases::UseCases,
};

/// What became of the rows.
#[derive(Debug, Default)]
pub struct Saved {
    /// The task of each row, in their order.
    pub tasks: Vec<Task>,
    /// How many are new.
    pub created: usize,
    /// How many have changed.
    pub updated: usize,
    /// What the rules warn of in the plan now.
    pub findings: Vec<Finding>,
}

impl UseCases {
    /// Fetches what the rows refer to.
    pub(super) async fn known(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        rows: &[Row],
        stored: &[Task],
    ) -> Result<Known, ServiceError> {
        let mut known = Known {
            key_results: projections::key_results(conn, plan).await?,
            ..Known::default()
        };
        for task in stored {
            known.add_stored(task);
        }
        for row in rows {
            if !row.draft.code.is_empty() {
                known.add_task(row.id, plan, &row.draft.code);
            }
        }
        let elsewhere: Vec<Reference<'_>> = rows
            .iter()
            .flat_map(|row| &row.draft.predecessors)
            .filter(|link| known.task(plan, &link.reference).is_none())
            .map(|link| Reference::read(&link.reference))
            .collect();
        let mut ids = HashSet::new();
        let mut codes: HashMap<PlanId, Vec<String>> = HashMap::new();
        let mut plans: HashMap<&str, Vec<String>> = HashMap::new();
        for reference in elsewhere {
            match reference {
                Reference::Id(id) => {
                    ids.insert(id);
                }
                Reference::InPlan(plan, code) => {
                    codes.entry(plan).or_default().push(code.to_owned());
                }
                Reference::InPlanOfCode(plan, code) => {
                    plans.entry(plan).or_default().push(code.to_owned());
                }
                // A code of the same plan: an import has the plan's tasks at hand, an edit asks for those it names.
                Reference::Own(code) => codes.entry(plan).or_default().push(code.to_owned()),
            }
        }
        let named: Vec<String> = plans.keys().map(|code| (*code).to_owned()).collect();
        let mut found = Vec::new();
        if !named.is_empty() {
            for (code, id) in projections::plans_by_code(conn, named).await? {
                let wanted = plans.remove(code.as_str()).unwrap_or_default();
                codes.entry(id).or_default().extend(wanted);
                found.push((code, id));
            }
        }
        for (plan, codes) in codes {
            for task in store::tasks::by_codes(conn, plan, codes).await? {
                known.add_stored(&task);
            }
        }
        for task in store::tasks::by_ids(conn, &ids).await? {
            known.add_stored(&task);
        }
        known.plans.extend(found);
        Ok(known)
    }

    /// Decides on the rows, and writes those that change anything: task, dependencies, findings, events.
    pub(super) async fn save(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        rows: Vec<Row>,
        known: &Known,
        mut violations: Vec<Violation>,
        context: &RequestContext,
    ) -> Result<Saved, ServiceError> {
        let asked: Vec<TaskId> = rows.iter().map(|row| row.id).collect();
        let mut settled: Vec<(Row, Planned)> = Vec::with_capacity(rows.len());
        let owners = rows.iter().map(|row| row.draft.owner.as_str());
        let mut calendars = self.calendars_of(conn, owners).await?;
        for row in rows {
            let department = row.department(known).unwrap_or_default();
            let calendar = calendars.of_owner(&row.draft.owner, department);
            match settle::settle(&row, plan, known, &calendar, &self.policy) {
                Ok(planned) => {
                    if let Some(before) = &row.before {
                        violations.extend(settle::protected(&row.at, before, &planned));
                    }
                    let (before, today) = (row.before.as_ref(), context.today);
                    let early = settle::not_yet_reached(&row.at, before, &planned, today);
                    violations.extend(early);
                    settled.push((row, planned));
                }
                Err(wrong) => violations.extend(wrong),
            }
        }
        propose(conn, &mut settled).await?;
        violations.extend(self.cycles(conn, plan, &settled, known).await?);
        if !violations.is_empty() {
            return Err(refusal(violations));
        }

        let mut saved = Saved::default();
        let mut changed = Vec::new();
        for (row, planned) in settled {
            let task = match row.before {
                Some(before) => {
                    let state = row.state.unwrap_or(before.track.state);
                    if before.plan == planned && before.track.state == state {
                        saved.tasks.push(before);
                        continue;
                    }
                    let mut task = before.next();
                    task.plan = planned;
                    task.track.state = state;
                    saved.updated += 1;
                    task
                }
                None => {
                    saved.created += 1;
                    Task::new(row.id, planned)
                }
            };
            changed.push(task.clone());
            saved.tasks.push(task);
        }
        write(conn, &changed, context.now).await?;
        // Those that wait for a changed task may warn of something else now; those of the request are looked at anyway, for
        // their key result may have another deadline.
        let of_changed: Vec<TaskId> = changed.iter().map(|task| task.id).collect();
        let mut affected = store::links::successors(conn, &of_changed).await?;
        affected.extend(asked);
        self.refresh_findings(conn, &affected).await?;
        self.refresh_plan_findings(conn, plan).await?;
        saved.findings = store::findings::of_plan(conn, plan).await?;
        Ok(saved)
    }

    async fn cycles(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        settled: &[(Row, Planned)],
        known: &Known,
    ) -> Result<Vec<Violation>, ServiceError> {
        let waited_for: Vec<TaskId> = settled
            .iter()
            .flat_map(|(_, planned)| planned.predecessors.iter().map(|link| link.task_id))
            .collect();
        let stored = store::links::ancestors(conn, &waited_for).await?;
        if settle::cycles(settled, stored.clone(), |_| String::new()).is_empty() {
            return Ok(Vec::new());
        }
        // Only now are the names of tasks needed that nobody named.
        let mut places = known.places.clone();
        let unnamed: HashSet<TaskId> = stored
            .keys()
            .copied()
            .filter(|id| !places.contains_key(id))
            .collect();
        for task in store::tasks::by_ids(conn, &unnamed).await? {
            places.insert(task.id, (task.plan.plan_id, task.plan.code));
        }
        let others: HashSet<PlanId> = places
            .values()
            .map(|(other, _)| *other)
            .filter(|other| *other != plan)
            .collect();
        let plans = projections::plan_codes(conn, &others).await?;
        Ok(settle::cycles(settled, stored, |id| {
            match places.get(&id) {
                Some((of, code)) if *of == plan => code.clone(),
                Some((of, code)) => match plans.get(of) {
                    Some(plan) => format!("{plan}/{code}"),
                    None => format!("{of}/{code}"),
                },
                None => id.to_string(),
            }
        }))
    }
}

/// Proposes the links that somebody has to accept.
async fn propose(conn: &mut DbConn, settled: &mut [(Row, Planned)]) -> Result<(), ServiceError> {
    let mut waited_for: HashMap<TaskId, Planned> = settled
        .iter()
        .map(|(row, planned)| (row.id, planned.clone()))
        .collect();
    let others: HashSet<TaskId> = settled
        .iter()
        .flat_map(|(_, planned)| planned.predecessors.iter().map(|link| link.task_id))
        .filter(|id| !waited_for.contains_key(id))
        .collect();
    if !others.is_empty() {
        for task in store::tasks::by_ids(conn, &others).await? {
            waited_for.insert(task.id, task.plan);
        }
    }
    for (row, planned) in settled {
        acceptance::propose(row.before.as_ref(), planned, &waited_for);
    }
    Ok(())
}

/// Writes new and changed tasks with their dependencies and events.
async fn write(
    conn: &mut DbConn,
    changed: &[Task],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let created: Vec<Task> = changed
        .iter()
        .filter(|task| task.version == 1)
        .cloned()
        .collect();
    store::tasks::insert(conn, &created).await?;
    for task in changed.iter().filter(|task| task.version > 1) {
        update(conn, task).await?;
    }
    store::links::replace(conn, changed).await?;
    let events = changed
        .iter()
        .map(|task| outgoing::task_changed(task, now))
        .collect::<Result<Vec<_>, _>>()?;
    outbox::append(conn, &events).await?;
    Ok(())
}

/// Writes a task over its previous version.
pub(super) async fn update(conn: &mut DbConn, task: &Task) -> Result<(), ServiceError> {
    if store::tasks::update(conn, task).await? {
        Ok(())
    } else {
        Err(ServiceError::version_mismatch(task.version - 1, None))
    }
}

/// All violations in one answer. Where a single rule is behind them all that a program may want to tell apart, the reason says so.
pub(super) fn refusal(violations: Vec<Violation>) -> ServiceError {
    let all = |rule: &str| violations.iter().all(|violation| violation.rule == rule);
    if all(cascade_method::rules::ADJ_BASELINE_PROTECTED.id) {
        return ServiceError::new(
            ErrorKind::FailedPrecondition,
            reasons::BASELINE_PROTECTED,
            Localized::new(
                "计划日期已随基线批准，须经目标调整审批才能修改",
                "The planned dates are approved with the baseline: an adjustment has to be approved to change them",
            ),
        )
        .with_violations(violations);
    }
    if all(cascade_method::rules::TASK_CYCLE.id) {
        return ServiceError::invalid(violations).with_reason(reasons::TASK_CYCLE);
    }
    ServiceError::invalid(violations)
}
