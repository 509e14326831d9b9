//! Carrying over: goals, key results and tasks that go on in a plan of the next period.

use std::collections::{BTreeSet, HashMap, HashSet};

use cascade_method::Policy;
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, Violation},
    lang::Localized,
};
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    domain::{
        draft::{GoalDraft, KeyResultDraft, PlanDraft, Wanted},
        review::Ending,
        tree::{Goal, KeyResult, Plan, Tree},
    },
    ids::{GoalId, KeyResultId, PlanId},
    reasons,
    requests::Reader,
    store::{
        self,
        plans::{self, PlanRef},
    },
    use_cases::save::{Word, save, settled},
};

/// What was carried over.
#[derive(Default)]
pub(super) struct Carried {
    pub plan: Option<Plan>,
    pub goals: usize,
    pub key_results: usize,
    pub tasks: Vec<pb::CarriedTask>,
}

/// What goes on, by the word of rows and dispositions: a goal with all its key results, a key result with its goal, a task
/// with its key result.
struct Going {
    goals: HashSet<GoalId>,
    key_results: HashSet<KeyResultId>,
}

fn going(ending: &Ending) -> Going {
    let tree = &ending.tree;
    let marked = |id| ending.written(id).carried_over;
    let with_tasks: BTreeSet<&str> = carried_tasks(ending)
        .map(|task| task.key_result_id.as_str())
        .collect();
    let whole: HashSet<GoalId> = tree
        .goals
        .iter()
        .filter(|goal| marked(goal.id.into()))
        .map(|goal| goal.id)
        .collect();
    let key_results: HashSet<KeyResultId> = tree
        .key_results
        .iter()
        .filter(|part| {
            whole.contains(&part.goal_id)
                || marked(part.id.into())
                || with_tasks.contains(part.id.to_string().as_str())
        })
        .map(|part| part.id)
        .collect();
    let mut goals = whole;
    goals.extend(
        tree.key_results
            .iter()
            .filter(|part| key_results.contains(&part.id))
            .map(|part| part.goal_id),
    );
    Going { goals, key_results }
}

fn carried_tasks(ending: &Ending) -> impl Iterator<Item = &crate::domain::facts::TaskFact> {
    ending.unfinished().filter(|task| {
        ending
            .disposed
            .get(&task.id)
            .is_some_and(|made| made.disposition == pb::Disposition::CarriedOver)
    })
}

/// Writes what goes on into a draft of the next period. Nothing is lost of where a key result stands: it begins where the
/// old one ended.
pub(super) async fn carry_over(
    conn: &mut DbConn,
    ending: &Ending,
    next: Option<&pb::NextPeriod>,
    policy: &Policy,
    (by, now): (&str, DateTime<Utc>),
) -> Result<Carried, ServiceError> {
    let going = going(ending);
    if going.goals.is_empty() {
        return Ok(Carried::default());
    }
    let mut reader = Reader::default();
    let asked = next.map(|next| pb::Plan {
        code: next.code.clone(),
        title: next.title.clone(),
        period_start: next.period_start.clone(),
        period_end: next.period_end.clone(),
        ..pb::Plan::default()
    });
    let Some(asked) = asked else {
        return Err(ServiceError::invalid([next_missing()]));
    };
    let known = plans::find(conn, &PlanRef::Code(asked.code.trim().to_owned())).await?;
    let before = match known {
        Some(found) => existing(conn, found.id).await?,
        None => {
            let draft = reader.plan(Some(&asked));
            let broken: Vec<Violation> = reader
                .into_violations()
                .into_iter()
                .map(|mut violation| {
                    violation.field = violation.field.replacen("plan.", "next.", 1);
                    violation
                })
                .collect();
            if !broken.is_empty() {
                return Err(ServiceError::invalid(broken));
            }
            new_plan(&draft)
        }
    };
    let mut base = before.clone();
    if before.plan.version == 0 {
        base.plan.version = 1;
    }
    let names = Names::new(&ending.tree, &before);
    let wanted = Wanted {
        goals: ending
            .tree
            .goals
            .iter()
            .filter(|goal| going.goals.contains(&goal.id))
            .map(|goal| next_goal(goal, &base.plan, &names))
            .collect(),
        key_results: ending
            .tree
            .key_results
            .iter()
            .filter(|part| going.key_results.contains(&part.id))
            .map(|part| next_part(part, &ending.tree, &base.plan, &names))
            .collect(),
    };
    let settled = settled(conn, &base, &wanted, Vec::new(), policy).await?;
    let word = Word {
        by,
        action: Some("carried_over"),
        now,
    };
    save(conn, &before, &settled, word).await?;
    let ids: HashMap<&str, KeyResultId> = settled
        .tree
        .key_results
        .iter()
        .map(|part| (part.code.as_str(), part.id))
        .collect();
    let new_part: HashMap<String, KeyResultId> = ending
        .tree
        .key_results
        .iter()
        .filter_map(|part| {
            let code = names.free(&part.code);
            Some((part.id.to_string(), *ids.get(code.as_str())?))
        })
        .collect();
    let plan = settled.tree.plan.clone();
    Ok(Carried {
        goals: wanted.goals.len(),
        key_results: wanted.key_results.len(),
        tasks: carried_tasks(ending)
            .filter_map(|task| {
                Some(pb::CarriedTask {
                    task_id: task.id.to_string(),
                    next_plan_id: plan.id.to_string(),
                    next_key_result_id: new_part.get(&task.key_result_id)?.to_string(),
                    period_start: plan.period_start.to_string(),
                    period_end: plan.period_end.to_string(),
                })
            })
            .collect(),
        plan: Some(plan),
    })
}

/// A draft that is there already, held.
async fn existing(conn: &mut DbConn, id: PlanId) -> Result<Tree, ServiceError> {
    let plan = plans::lock(conn, id)
        .await?
        .ok_or_else(|| ServiceError::not_found("计划", "plan", id))?;
    if plan.status != pb::PlanStatus::Draft {
        return Err(ServiceError::new(
            ErrorKind::FailedPrecondition,
            reasons::PLAN_NOT_DRAFT,
            Localized::new(
                format!("计划 {} 不是草稿，不能承接结转内容", plan.code),
                format!("The plan {} is no draft and takes nothing over", plan.code),
            ),
        )
        .with_metadata("plan", &plan.code));
    }
    Ok(store::tree(conn, plan).await?)
}

fn new_plan(draft: &PlanDraft) -> Tree {
    Tree {
        plan: Plan {
            id: PlanId::new(),
            code: draft.code.clone(),
            title: draft.title.clone(),
            period_start: draft.start.unwrap_or_default(),
            period_end: draft.end.unwrap_or_default(),
            status: pb::PlanStatus::Draft,
            activated_at: None,
            version: 0,
        },
        goals: Vec::new(),
        key_results: Vec::new(),
    }
}

/// Codes in the next plan: the old ones, or with the old plan's code behind where they are taken.
struct Names<'a> {
    plan: &'a str,
    taken: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(old: &'a Tree, next: &'a Tree) -> Self {
        let goals = next.goals.iter().map(|goal| goal.code.as_str());
        let parts = next.key_results.iter().map(|part| part.code.as_str());
        Self {
            plan: &old.plan.code,
            taken: goals.chain(parts).collect(),
        }
    }

    /// The code that this row has in the next plan.
    fn free(&self, code: &str) -> String {
        if self.taken.contains(code) {
            format!("{code}@{}", self.plan)
        } else {
            code.to_owned()
        }
    }
}

fn next_goal(goal: &Goal, plan: &Plan, names: &Names<'_>) -> GoalDraft {
    GoalDraft {
        at: format!("goals[{}].", goal.code),
        code: names.free(&goal.code),
        description: goal.description.clone(),
        source: goal.source,
        department: goal.department.clone(),
        owner: goal.owner.clone(),
        deadline: Some(plan.period_end),
        priority: goal.priority,
        key_result_direction: goal.key_result_direction.clone(),
        parent: goal.parent.map(|id| id.to_string()).unwrap_or_default(),
        baseline: goal.baseline,
        target: goal.target,
        unit: goal.unit.clone(),
        company_goal: goal.company_goal,
    }
}

fn next_part(part: &KeyResult, old: &Tree, plan: &Plan, names: &Names<'_>) -> KeyResultDraft {
    let goal = old
        .goals
        .iter()
        .find(|goal| goal.id == part.goal_id)
        .map(|goal| names.free(&goal.code))
        .unwrap_or_default();
    // What has been reached is where the next period begins; where all has, the old measure stays.
    let baseline = if part.current == part.target {
        part.baseline
    } else {
        part.current
    };
    KeyResultDraft {
        at: format!("key_results[{}].", part.code),
        code: names.free(&part.code),
        goal,
        description: part.description.clone(),
        owner: part.owner.clone(),
        collaborators: part.collaborators.clone(),
        kind: part.kind,
        baseline,
        target: Some(part.target),
        current: Some(part.current),
        unit: part.unit.clone(),
        weight: part.weight,
        deadline: Some(plan.period_end),
    }
}

fn next_missing() -> Violation {
    Violation::new(
        "next",
        "request.next_period",
        Localized::new(
            "有结转内容，须指明下期计划",
            "Something is carried over: the plan of the next period is needed",
        ),
    )
    .value("")
    .advice(Localized::new(
        "请填写下期计划的编号、名称与周期",
        "Give code, title and period of the next plan",
    ))
}
