//! From what is wanted of a plan to the plan as it becomes, or to every rule that stands against it.

use std::collections::{BTreeSet, HashMap, HashSet};

use cascade_method::{Finding as Said, Policy, Table, Text, goal, key_result, rules};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::error::Violation;

use crate::{
    domain::{
        alignment::{self, Outside},
        assess,
        draft::{GoalDraft, KeyResultDraft, Wanted},
        finding::{Finding, violation, violations as refused, warnings},
        protection,
        tree::{Goal, KeyResult, Tree, Verdict, source},
    },
    ids::{GoalId, KeyResultId, NodeId},
};

/// A plan as it becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Everything, with new versions where something changed.
    pub tree: Tree,
    /// The goals that were named, in the order of the request.
    pub goals: Vec<GoalId>,
    /// The key results that were named, in the order of the request.
    pub key_results: Vec<KeyResultId>,
    /// Warnings of the rules.
    pub findings: Vec<Finding>,
}

/// On whose word a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Of somebody who edits: what was approved is protected.
    Editor,
    /// Of an adjustment: what was approved is what it changes.
    Adjustment,
}

/// Departments that a request touches: of the goals it names, as they are and as they become, and of its key results' goals.
#[must_use]
pub fn departments(before: &Tree, wanted: &Wanted) -> BTreeSet<String> {
    let goals = wanted.goals.iter();
    let mut touched: BTreeSet<String> = goals.map(|goal| goal.department.clone()).collect();
    let named: HashSet<&str> = wanted
        .goals
        .iter()
        .map(|goal| goal.code.as_str())
        .chain(wanted.key_results.iter().map(|part| part.goal.as_str()))
        .collect();
    let parts: HashSet<&str> = wanted
        .key_results
        .iter()
        .map(|part| part.code.as_str())
        .collect();
    let moved: HashSet<GoalId> = before
        .key_results
        .iter()
        .filter(|part| parts.contains(part.code.as_str()))
        .map(|part| part.goal_id)
        .collect();
    touched.extend(
        before
            .goals
            .iter()
            .filter(|goal| {
                named.contains(goal.code.as_str())
                    || named.contains(goal.id.to_string().as_str())
                    || moved.contains(&goal.id)
            })
            .map(|goal| goal.department.clone()),
    );
    touched.retain(|department| !department.trim().is_empty());
    touched
}

/// Writes what is wanted over the plan as it is.
///
/// # Errors
/// Every rule marked E that is broken, at once.
pub fn settle(
    before: &Tree,
    wanted: &Wanted,
    outside: &Outside,
    policy: &Policy,
    authority: Authority,
) -> Result<Settled, Vec<Violation>> {
    let names = Names::new(before, wanted);
    let mut violations = names.unclear(wanted);
    let active = before.plan.status == pb::PlanStatus::Active;
    let protected = active && authority == Authority::Editor;
    let mut tree = before.clone();
    let mut paths: HashMap<GoalId, String> = HashMap::new();
    for draft in &wanted.goals {
        let id = names.goal_id(&draft.code);
        let parent = names.parent(draft, outside);
        let found = goal::check(&goal::Goal {
            code: &draft.code,
            description: &draft.description,
            source: source(draft.source),
            department: &draft.department,
            owner: &draft.owner,
            period: before.plan.period(),
            deadline: draft.deadline,
            aligned: !draft.parent.is_empty(),
            company_goal: draft.company_goal,
        });
        violations.extend(refused(&found, &draft.at));
        let parent = parent.unwrap_or_else(|broken| {
            violations.push(broken);
            None
        });
        let Some(next) = wanted_goal(before, draft, id, parent) else {
            continue;
        };
        let was = before.goals.iter().find(|goal| goal.id == id);
        if protected {
            violations.extend(protection::goal(&draft.at, was, &next));
        }
        paths.insert(id, draft.at.clone());
        put(&mut tree.goals, next, |goal| goal.id);
    }
    let mut named = HashSet::new();
    for draft in &wanted.key_results {
        let id = names.key_result_id(&draft.code);
        named.insert(id);
        let goal_id = names.known_goal(&draft.goal);
        let goal = goal_id.and_then(|id| tree.goals.iter().find(|goal| goal.id == id));
        let found = key_result::check(&key_result::KeyResult {
            code: &draft.code,
            description: &draft.description,
            owner: &draft.owner,
            baseline: draft.baseline,
            target: draft.target,
            weight: draft.weight,
            deadline: draft.deadline,
            goal_deadline: goal.map(|goal| goal.deadline),
        });
        violations.extend(refused(&found, &draft.at));
        let Some(goal_id) = goal_id else {
            violations.push(unknown_goal(draft));
            continue;
        };
        let Some(next) = wanted_key_result(before, draft, id, goal_id) else {
            continue;
        };
        let was = before.key_results.iter().find(|part| part.id == id);
        if protected {
            violations.extend(protection::key_result(&draft.at, was, &next));
        }
        put(&mut tree.key_results, next, |part| part.id);
    }
    // A goal that moves to an earlier day must take the key results along that the request does not name.
    for part in tree
        .key_results
        .iter()
        .filter(|part| !named.contains(&part.id))
    {
        let goal = tree.goals.iter().find(|goal| goal.id == part.goal_id);
        let found = key_result::check(&assess::key_result_facts(part, goal));
        violations.extend(refused(&found, &format!("key_results[{}].", part.code)));
    }
    violations.extend(alignment::cycles(&tree, outside, &paths));
    if !violations.is_empty() {
        return Err(violations);
    }
    compute(&mut tree, policy);
    tree.sort();
    count_versions(before, &mut tree);
    let findings = warnings(&assess::assess(&tree, active, policy));
    Ok(Settled {
        goals: wanted
            .goals
            .iter()
            .map(|draft| names.goal_id(&draft.code))
            .collect(),
        key_results: wanted
            .key_results
            .iter()
            .map(|draft| names.key_result_id(&draft.code))
            .collect(),
        tree,
        findings,
    })
}

/// Codes of one request and of what is stored, and the identities behind them.
struct Names {
    goals: HashMap<String, GoalId>,
    key_results: HashMap<String, KeyResultId>,
}

impl Names {
    fn new(before: &Tree, wanted: &Wanted) -> Self {
        let mut goals: HashMap<String, GoalId> = before
            .goals
            .iter()
            .map(|goal| (goal.code.clone(), goal.id))
            .collect();
        for draft in &wanted.goals {
            goals.entry(draft.code.clone()).or_default();
        }
        let mut key_results: HashMap<String, KeyResultId> = before
            .key_results
            .iter()
            .map(|part| (part.code.clone(), part.id))
            .collect();
        for draft in &wanted.key_results {
            key_results.entry(draft.code.clone()).or_default();
        }
        Self { goals, key_results }
    }

    /// Every code of the request is among the names.
    fn goal_id(&self, code: &str) -> GoalId {
        self.goals.get(code).copied().unwrap_or_default()
    }

    fn key_result_id(&self, code: &str) -> KeyResultId {
        self.key_results.get(code).copied().unwrap_or_default()
    }

    fn known_goal(&self, name: &str) -> Option<GoalId> {
        self.goals.get(name).copied().or_else(|| {
            let id = name.parse().ok()?;
            self.goals.values().any(|known| *known == id).then_some(id)
        })
    }

    fn parent(&self, draft: &GoalDraft, outside: &Outside) -> Result<Option<NodeId>, Violation> {
        let name = draft.parent.as_str();
        if name.is_empty() {
            return Ok(None);
        }
        let by_code = self
            .goals
            .get(name)
            .map(|id| NodeId::from(*id))
            .or_else(|| self.key_results.get(name).map(|id| NodeId::from(*id)));
        let by_id = || {
            let id: NodeId = name.parse().ok()?;
            let known = self.goals.values().any(|known| NodeId::from(*known) == id)
                || self
                    .key_results
                    .values()
                    .any(|known| NodeId::from(*known) == id)
                || outside.codes.contains_key(&id);
            known.then_some(id)
        };
        by_code.or_else(by_id).map(Some).ok_or_else(|| {
            let said = Said::new(
                &rules::GOAL_PARENT_UNKNOWN,
                Table::Goals,
                &draft.code,
                "parent_id",
                Text::new(
                    format!("找不到上级目标或关键结果 {name}"),
                    format!("There is no goal or key result {name} to hang under"),
                ),
            )
            .value(name)
            .advice(Text::new(
                "请填写同一计划内的编号，或其他计划中上级的 id",
                "Give a code of this plan, or the id of one in another plan",
            ));
            violation(&said, &draft.at)
        })
    }

    /// Codes that are missing or stand twice.
    fn unclear(&self, wanted: &Wanted) -> Vec<Violation> {
        let goals = wanted
            .goals
            .iter()
            .map(|row| (row.at.as_str(), row.code.as_str()));
        let parts = wanted
            .key_results
            .iter()
            .map(|row| (row.at.as_str(), row.code.as_str()));
        let mut found = twice(goals, &rules::GOAL_CODE_DUPLICATE, Table::Goals);
        found.extend(twice(parts, &rules::KR_CODE_DUPLICATE, Table::KeyResults));
        found
    }
}

fn twice<'a>(
    rows: impl Iterator<Item = (&'a str, &'a str)>,
    rule: &'static cascade_method::Rule,
    table: Table,
) -> Vec<Violation> {
    let mut seen = HashSet::new();
    rows.filter(|(_, code)| !code.is_empty() && !seen.insert(*code))
        .map(|(at, code)| {
            let message = Text::new(
                format!("编号 {code} 重复"),
                format!("The code {code} stands twice"),
            );
            let said = Said::new(rule, table, code, "code", message)
                .value(code)
                .advice(Text::new(
                    "请使用不同的编号",
                    "Give each row a code of its own",
                ));
            violation(&said, at)
        })
        .collect()
}

fn unknown_goal(draft: &KeyResultDraft) -> Violation {
    let message = Text::new(
        format!("找不到所属目标 {}", draft.goal),
        format!("There is no goal {} in this plan", draft.goal),
    );
    let said = Said::new(
        &rules::KR_GOAL_UNKNOWN,
        Table::KeyResults,
        &draft.code,
        "goal_id",
        message,
    )
    .value(&draft.goal)
    .advice(Text::new("请填写目标编号", "Give the code of its goal"));
    violation(&said, &draft.at)
}

/// The goal as wanted; none where a rule has named a gap. What is computed stays for now.
fn wanted_goal(
    before: &Tree,
    draft: &GoalDraft,
    id: GoalId,
    parent: Option<NodeId>,
) -> Option<Goal> {
    let was = before.goals.iter().find(|goal| goal.id == id);
    Some(Goal {
        id,
        plan_id: before.plan.id,
        code: draft.code.clone(),
        description: draft.description.clone(),
        source: draft.source,
        department: draft.department.clone(),
        owner: draft.owner.clone(),
        deadline: draft.deadline?,
        priority: draft.priority,
        key_result_direction: draft.key_result_direction.clone(),
        parent,
        baseline: draft.baseline,
        target: draft.target,
        unit: draft.unit.clone(),
        company_goal: draft.company_goal,
        progress: was.map_or(0.0, |goal| goal.progress),
        smart: was.map(|goal| goal.smart.clone()).unwrap_or_default(),
        version: was.map_or(0, |goal| goal.version),
    })
}

/// The key result as wanted; none where a rule has named a gap. A value that was checked in stays.
fn wanted_key_result(
    before: &Tree,
    draft: &KeyResultDraft,
    id: KeyResultId,
    goal_id: GoalId,
) -> Option<KeyResult> {
    let was = before.key_results.iter().find(|part| part.id == id);
    let checked_in = was.filter(|part| part.value_as_of.is_some());
    Some(KeyResult {
        id,
        plan_id: before.plan.id,
        goal_id,
        code: draft.code.clone(),
        description: draft.description.clone(),
        owner: draft.owner.clone(),
        collaborators: draft.collaborators.clone(),
        kind: draft.kind,
        baseline: draft.baseline,
        target: draft.target?,
        current: checked_in.map_or_else(
            || draft.current.unwrap_or(draft.baseline),
            |part| part.current,
        ),
        value_as_of: checked_in.and_then(|part| part.value_as_of),
        unit: draft.unit.clone(),
        weight: draft.weight,
        deadline: draft.deadline?,
        attainment: 0.0,
        version: was.map_or(0, |part| part.version),
    })
}

fn put<T, K: PartialEq>(rows: &mut Vec<T>, row: T, key: impl Fn(&T) -> K) {
    match rows.iter_mut().find(|other| key(other) == key(&row)) {
        Some(place) => *place = row,
        None => rows.push(row),
    }
}

/// Attainment, progress and SMART of everything.
fn compute(tree: &mut Tree, policy: &Policy) {
    for part in &mut tree.key_results {
        part.attainment = assess::attainment(part.baseline, part.current, part.target);
    }
    tree.sort();
    let computed: Vec<(f64, Vec<Verdict>)> = tree
        .goals
        .iter()
        .map(|goal| {
            let smart = assess::smart_of(tree, goal, policy);
            (
                assess::progress(tree.parts(goal.id)),
                smart.letters.iter().map(Into::into).collect(),
            )
        })
        .collect();
    for (goal, (progress, smart)) in tree.goals.iter_mut().zip(computed) {
        goal.progress = progress;
        goal.smart = smart;
    }
}

/// What changed rises by one; what is new begins with one.
fn count_versions(before: &Tree, tree: &mut Tree) {
    let goals: HashMap<GoalId, &Goal> = before.goals.iter().map(|goal| (goal.id, goal)).collect();
    for goal in &mut tree.goals {
        if goals.get(&goal.id) != Some(&&*goal) {
            goal.version += 1;
        }
    }
    let parts: HashMap<KeyResultId, &KeyResult> = before
        .key_results
        .iter()
        .map(|part| (part.id, part))
        .collect();
    for part in &mut tree.key_results {
        if parts.get(&part.id) != Some(&&*part) {
            part.version += 1;
        }
    }
}
