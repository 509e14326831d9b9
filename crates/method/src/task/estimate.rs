//! Three-point estimates of how long a task takes (§6): the method of PERT; D. G. Malcolm, J. H. Roseboom, C. E. Clark, W. Fazar,
//! Application of a technique for research and development program evaluation, Operations Research 7 (1959).

use crate::{Finding, Table, Text, rules};

/// Most working days that a task may be estimated at.
const MOST_DAYS: f64 = 1_000.0;

/// How long a task may take, in working days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThreePoint {
    /// As short as it can be.
    pub optimistic: f64,
    /// Most likely.
    pub likely: f64,
    /// As long as it can be.
    pub pessimistic: f64,
}

/// Three points that are out of order or out of reason.
#[must_use]
pub fn check_estimate(task: &str, estimate: &ThreePoint) -> Option<Finding> {
    let ThreePoint {
        optimistic,
        likely,
        pessimistic,
    } = *estimate;
    let in_order = 0.0 < optimistic && optimistic <= likely && likely <= pessimistic;
    (!(in_order && pessimistic <= MOST_DAYS)).then(|| {
        Finding::new(
            &rules::TASK_ESTIMATE,
            Table::Tasks,
            task,
            "estimate",
            Text::new(
                format!("乐观 {optimistic}、最可能 {likely}、悲观 {pessimistic} 个工作日不成立"),
                format!(
                    "Optimistic {optimistic}, likely {likely}, pessimistic {pessimistic} working days cannot be"
                ),
            ),
        )
        .value(format!("{optimistic}/{likely}/{pessimistic}"))
        .advice(Text::new(
            format!("请由小到大填写大于 0、不超过 {MOST_DAYS} 的工作日数"),
            format!("Give three numbers of working days in rising order, above 0 and at most {MOST_DAYS}"),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_points_are_in_order_and_within_reason() {
        let check = |optimistic, likely, pessimistic| {
            let estimate = ThreePoint {
                optimistic,
                likely,
                pessimistic,
            };
            check_estimate("T1", &estimate).map(|finding| finding.rule.id)
        };
        assert_eq!(check(3.0, 5.0, 9.0), None);
        assert_eq!(check(5.0, 5.0, 5.0), None);
        for (optimistic, likely, pessimistic) in [
            (0.0, 5.0, 9.0),
            (6.0, 5.0, 9.0),
            (3.0, 5.0, 4.0),
            (3.0, 5.0, 1_001.0),
            (f64::NAN, 5.0, 9.0),
            (3.0, 5.0, f64::INFINITY),
        ] {
            assert_eq!(check(optimistic, likely, pessimistic), Some("TASK-021"));
        }
    }
}
