//! How a budget stands against the work that it pays for.

use std::collections::HashMap;

use cascade_method::{Finding, Table, Text, rules};
use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};

use super::{grant, ledger::available};

/// Progress of the tasks that a budget pays for, weighted by the amounts; none without any.
#[must_use]
pub fn progress(
    requests: &[pb::ResourceRequest],
    tasks: &HashMap<String, tasks::Task>,
) -> Option<f64> {
    let (mut weight, mut done) = (0.0, 0.0);
    for request in requests {
        let (Some(amount), Some(task)) = (grant::amount(request), tasks.get(&request.task_id))
        else {
            continue;
        };
        let amount = as_number(amount);
        weight += amount;
        done += amount * task.percent.clamp(0.0, 100.0);
    }
    (weight > 0.0).then(|| done / weight)
}

/// The report on a budget. `ahead` is the number of points that its utilisation may run ahead of the progress.
#[must_use]
pub fn report(
    budget: pb::Budget,
    progress: Option<f64>,
    tasks: usize,
    ahead: f64,
) -> (pb::BudgetReport, Option<Finding>) {
    let granted = as_number(budget.amount_minor);
    let of_grant = |minor: i64| {
        if granted > 0.0 {
            as_number(minor) / granted * 100.0
        } else {
            0.0
        }
    };
    let utilisation = of_grant(budget.spent_minor);
    let forecast = progress
        .filter(|progress| *progress > 0.0)
        .map(|progress| as_number(budget.spent_minor) / progress * 100.0);
    let finding = progress
        .filter(|progress| utilisation > progress + ahead)
        .map(|progress| too_fast(&budget, utilisation, progress, ahead));
    let report = pb::BudgetReport {
        available_minor: available(&budget),
        utilisation_percent: utilisation,
        committed_percent: of_grant(budget.spent_minor.saturating_add(budget.reserved_minor)),
        progress_percent: progress,
        forecast_minor: forecast.map(as_minor),
        tasks: tasks.try_into().unwrap_or(i32::MAX),
        findings: Vec::new(),
        budget: Some(budget),
    };
    (report, finding)
}

fn too_fast(budget: &pb::Budget, utilisation: f64, progress: f64, ahead: f64) -> Finding {
    Finding::new(
        &rules::RES_BUDGET_AHEAD,
        Table::Budgets,
        &budget.code,
        "spent_minor",
        Text::new(
            format!("已支出 {utilisation:.1}%，而所支持的任务进度为 {progress:.1}%，超前 {ahead:.0} 个百分点以上"),
            format!("{utilisation:.1} % are spent while the tasks it pays for are {progress:.1} % done: more than {ahead:.0} points ahead"),
        ),
    )
    .value(budget.spent_minor)
    .advice(Text::new(
        "请核对支出节奏与任务进度，必要时调整预算或范围",
        "Compare spending with the tasks; change the budget or the scope where needed",
    ))
}

#[allow(clippy::cast_precision_loss, reason = "amounts stay below 2^53")]
fn as_number(minor: i64) -> f64 {
    minor as f64
}

#[allow(clippy::cast_possible_truncation, reason = "`as` stops at the limits")]
fn as_minor(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(spent: i64) -> pb::Budget {
        pb::Budget {
            code: "B".into(),
            amount_minor: 1_000,
            reserved_minor: 100,
            spent_minor: spent,
            ..pb::Budget::default()
        }
    }

    #[test]
    fn spending_ahead_of_the_work_is_told() {
        // RES-010
        let told = |spent, progress| report(budget(spent), progress, 1, 20.0).1.is_some();
        assert!(told(701, Some(50.0)));
        assert!(!told(700, Some(50.0)), "not more than twenty points");
        assert!(!told(900, None), "no task to compare with");
    }

    #[test]
    fn the_forecast_is_what_all_of_the_work_will_cost() {
        let (half, _) = report(budget(400), Some(50.0), 1, 20.0);
        assert_eq!(
            (half.forecast_minor, half.available_minor),
            (Some(800), 500)
        );
        assert!((half.utilisation_percent - 40.0).abs() < 1e-9);
        assert!((half.committed_percent - 50.0).abs() < 1e-9);
        let (none, _) = report(budget(400), Some(0.0), 1, 20.0);
        assert_eq!(none.forecast_minor, None);
    }

    #[test]
    fn progress_is_weighted_by_amount() {
        let request = |task: &str, amount| pb::ResourceRequest {
            task_id: task.into(),
            amount_minor: Some(amount),
            ..pb::ResourceRequest::default()
        };
        let task = |id: &str, percent| {
            let task = tasks::Task {
                percent,
                ..tasks::Task::default()
            };
            (id.to_owned(), task)
        };
        let known = HashMap::from([task("a", 100.0), task("b", 20.0)]);
        let requests = [request("a", 100), request("b", 300), request("gone", 900)];
        assert!((progress(&requests, &known).unwrap() - 40.0).abs() < 1e-9);
        assert_eq!(progress(&requests[2..], &known), None);
    }
}
