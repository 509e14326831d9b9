//! What differs between two states of a plan, field by field, as people read it.

use std::collections::BTreeMap;

use cascade_proto::goals::v1 as pb;

use crate::domain::version::Approved;

/// Name and value of a row's fields that an approval covers.
pub type Fields = Vec<(&'static str, String)>;

fn number(value: f64) -> String {
    value.to_string()
}

/// What is approved of a goal.
#[must_use]
pub fn goal_fields(goal: &pb::Goal) -> Fields {
    vec![
        ("description", goal.description.clone()),
        ("deadline", goal.deadline.clone()),
        ("baseline", goal.baseline.map(number).unwrap_or_default()),
        ("target", goal.target.map(number).unwrap_or_default()),
        ("unit", goal.unit.clone()),
    ]
}

/// What is approved of a key result.
#[must_use]
pub fn key_result_fields(part: &pb::KeyResult) -> Fields {
    vec![
        ("description", part.description.clone()),
        ("baseline", number(part.baseline)),
        ("target", number(part.target)),
        ("unit", part.unit.clone()),
        ("weight", number(part.weight)),
        ("deadline", part.deadline.clone()),
    ]
}

fn plan_fields(plan: &pb::Plan) -> Fields {
    vec![
        ("period_start", plan.period_start.clone()),
        ("period_end", plan.period_end.clone()),
    ]
}

/// What differs between two states of one row.
#[must_use]
pub fn row_fields(
    table: &str,
    id: &str,
    code: &str,
    before: &Fields,
    after: &Fields,
) -> Vec<pb::FieldChange> {
    before
        .iter()
        .zip(after)
        .filter(|(before, after)| before.1 != after.1)
        .map(|(before, after)| pb::FieldChange {
            table: table.to_owned(),
            row_id: id.to_owned(),
            row: code.to_owned(),
            field: before.0.to_owned(),
            from: before.1.clone(),
            to: after.1.clone(),
        })
        .collect()
}

/// Everything approved that differs between two states of a plan: the plan, its goals, their key results, by code. A row
/// that only one of them has stands as one change of the field `row`.
#[must_use]
pub fn between(before: &Approved, after: &Approved) -> Vec<pb::FieldChange> {
    let mut found = row_fields(
        "plan",
        &after.plan.id,
        &after.plan.code,
        &plan_fields(&before.plan),
        &plan_fields(&after.plan),
    );
    found.extend(rows(
        "goals",
        &before.goals,
        &after.goals,
        |goal| (&goal.id, &goal.code),
        goal_fields,
    ));
    found.extend(rows(
        "key_results",
        &before.key_results,
        &after.key_results,
        |part| (&part.id, &part.code),
        key_result_fields,
    ));
    found
}

/// A row before and after, where it is.
type Sides<'a, T> = (Option<&'a T>, Option<&'a T>);

fn rows<T>(
    table: &str,
    before: &[T],
    after: &[T],
    name: impl Fn(&T) -> (&String, &String),
    fields: impl Fn(&T) -> Fields,
) -> Vec<pb::FieldChange> {
    let mut pairs: BTreeMap<(&str, &str), Sides<'_, T>> = BTreeMap::new();
    for row in before {
        let (id, code) = name(row);
        pairs.entry((code, id)).or_default().0 = Some(row);
    }
    for row in after {
        let (id, code) = name(row);
        pairs.entry((code, id)).or_default().1 = Some(row);
    }
    pairs
        .into_iter()
        .flat_map(|((code, id), pair)| match pair {
            (Some(before), Some(after)) => {
                row_fields(table, id, code, &fields(before), &fields(after))
            }
            (before, after) => {
                let side = |row: Option<&T>| row.map(|_| code.to_owned()).unwrap_or_default();
                vec![pb::FieldChange {
                    table: table.to_owned(),
                    row_id: id.to_owned(),
                    row: code.to_owned(),
                    field: "row".to_owned(),
                    from: side(before),
                    to: side(after),
                }]
            }
        })
        .collect()
}
