//! Goals with their SMART check, key results, weights.

use cascade_method::period::Period;
use cascade_method::{Policy, goal, key_result, smart};

use super::{Findings, Stage};
use crate::document::PlanDocument;
use crate::lookup::Lookup;

pub(super) fn check(
    document: &PlanDocument,
    lookup: &Lookup<'_>,
    policy: &Policy,
    stage: Stage,
    out: &mut Findings,
) {
    let of_plan = document.plan.period_start.zip(document.plan.period_end);
    let of_plan = of_plan.and_then(|(start, end)| Period::new(start, end));
    for row in &document.goals {
        let period = Period::parse(&row.period).or(of_plan);
        let facts = goal::Goal {
            code: &row.code,
            description: &row.description,
            source: row.source.map(Into::into),
            department: &row.department,
            owner: &row.owner,
            period,
            deadline: row.deadline,
            aligned: !row.parent.is_empty(),
            company_goal: row.company_goal,
        };
        out.place_all(goal::check(&facts), &row.origin);

        let parts = lookup.parts_of(&row.code);
        let texts: Vec<&str> = parts.iter().map(|part| part.description.as_str()).collect();
        let text = smart::GoalText {
            description: &row.description,
            source_given: row.source.is_some(),
            has_parent: !row.parent.is_empty() || row.company_goal,
            period,
            deadline: row.deadline,
            baseline: row.baseline,
            target: row.target,
            key_results: &texts,
        };
        out.place_all(smart::check(&text, policy).findings(&row.code), &row.origin);

        let weights: Vec<f64> = parts
            .iter()
            .map(|part| part.weight.unwrap_or(0.0))
            .collect();
        for finding in
            key_result::check_set(&row.code, &weights, stage == Stage::Activation, policy)
        {
            // Weights are mended where they stand, not in the goal's row.
            let origin = match (finding.field, parts.first()) {
                ("weight", Some(first)) => &first.origin,
                _ => &row.origin,
            };
            out.place(finding, Some(origin));
        }
    }
    for row in &document.key_results {
        let facts = key_result::KeyResult {
            code: &row.code,
            description: &row.description,
            owner: &row.owner,
            baseline: row.baseline.unwrap_or(0.0),
            target: row.target_value(),
            weight: row.weight.unwrap_or(0.0),
            deadline: row.deadline,
            goal_deadline: lookup
                .goals
                .get(row.goal.as_str())
                .and_then(|goal| goal.deadline),
        };
        out.place_all(key_result::check(&facts), &row.origin);
    }
}
