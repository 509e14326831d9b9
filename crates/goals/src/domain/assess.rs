//! What the rules say of a plan as it stands, and what is computed from it.

use cascade_method::{Finding as Said, Policy, goal, key_result, smart, target};

use crate::domain::tree::{Goal, KeyResult, Plan, Tree, source};

/// A goal as the rules see it.
#[must_use]
pub fn goal_facts<'a>(plan: &Plan, goal: &'a Goal) -> goal::Goal<'a> {
    goal::Goal {
        code: &goal.code,
        description: &goal.description,
        source: source(goal.source),
        department: &goal.department,
        owner: &goal.owner,
        period: plan.period(),
        deadline: Some(goal.deadline),
        aligned: goal.parent.is_some(),
        company_goal: goal.company_goal,
    }
}

/// A key result as the rules see it.
#[must_use]
pub fn key_result_facts<'a>(
    key_result: &'a KeyResult,
    goal: Option<&Goal>,
) -> key_result::KeyResult<'a> {
    key_result::KeyResult {
        code: &key_result.code,
        description: &key_result.description,
        owner: &key_result.owner,
        baseline: key_result.baseline,
        target: Some(key_result.target),
        weight: key_result.weight,
        deadline: Some(key_result.deadline),
        goal_deadline: goal.map(|goal| goal.deadline),
    }
}

/// The SMART check of a goal with its key results.
#[must_use]
pub fn smart_of(tree: &Tree, goal: &Goal, policy: &Policy) -> smart::SmartReport {
    let texts: Vec<&str> = tree
        .parts(goal.id)
        .map(|part| part.description.as_str())
        .collect();
    let text = smart::GoalText {
        description: &goal.description,
        source_given: source(goal.source).is_some(),
        has_parent: goal.parent.is_some() || goal.company_goal,
        period: tree.plan.period(),
        deadline: Some(goal.deadline),
        baseline: goal.baseline,
        target: goal.target,
        key_results: &texts,
    };
    smart::check(&text, policy)
}

/// Everything the rules say of the plan, in the order of its tables.
#[must_use]
pub fn assess(tree: &Tree, activating: bool, policy: &Policy) -> Vec<Said> {
    let mut said = Vec::new();
    for goal in &tree.goals {
        said.extend(goal::check(&goal_facts(&tree.plan, goal)));
        said.extend(smart_of(tree, goal, policy).findings(&goal.code));
        let weights: Vec<f64> = tree.parts(goal.id).map(|part| part.weight).collect();
        said.extend(key_result::check_set(
            &goal.code, &weights, activating, policy,
        ));
    }
    for part in &tree.key_results {
        let goal = tree.goals.iter().find(|goal| goal.id == part.goal_id);
        said.extend(key_result::check(&key_result_facts(part, goal)));
    }
    said
}

/// Attainment of a value; none where target and baseline leave nothing to measure.
#[must_use]
pub fn attainment(baseline: f64, current: f64, target: f64) -> f64 {
    target::attainment(baseline, current, target).unwrap_or(0.0)
}

/// Progress of a goal: the weighted attainment of its key results, each within 0–1.
#[must_use]
pub fn progress<'a>(parts: impl IntoIterator<Item = &'a KeyResult>) -> f64 {
    target::goal_progress(parts.into_iter().map(|part| (part.weight, part.attainment)))
}
