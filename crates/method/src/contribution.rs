//! Contributions (§2): a key result that carries a share of a goal or key result above it, across departments; one may
//! contribute to several and several to one.

use crate::{Finding, Table, Text, rules, target};

/// Percent points by which the shares of one receiver may miss 100.
const SUM_TOLERANCE: f64 = 0.01;

/// What is wrong with a share, in percent of the receiver (KR-017).
#[must_use]
pub fn check_share(contributor: &str, share: f64) -> Option<Finding> {
    (!(share > 0.0 && share <= 100.0)).then(|| {
        Finding::new(
            &rules::KR_CONTRIBUTION_SHARE,
            Table::KeyResults,
            contributor,
            "share",
            Text::new(
                format!("贡献份额 {share} 不在 0–100% 之间"),
                format!("A share of {share} is not above 0 and at most 100"),
            ),
        )
        .value(share)
        .advice(Text::new(
            "请填写该关键结果承担上级目标的百分比",
            "Give the percent of the goal above that this key result carries",
        ))
    })
}

/// That a contribution leads nowhere or back to itself (KR-018).
#[must_use]
pub fn leads_nowhere(contributor: &str, receiver: &str, message: Text) -> Finding {
    Finding::new(
        &rules::KR_CONTRIBUTION_TARGET,
        Table::KeyResults,
        contributor,
        "receiver_id",
        message,
    )
    .value(receiver)
    .advice(Text::new(
        "请选择上级的目标或关键结果",
        "Choose a goal or key result of the level above",
    ))
}

/// Shares that do not add up to 100 % (KR-019): part of the receiver is carried by nobody, or twice.
#[must_use]
pub fn check_sum(table: Table, receiver: &str, shares: &[f64]) -> Option<Finding> {
    let sum: f64 = shares.iter().sum();
    (!shares.is_empty() && (sum - 100.0).abs() > SUM_TOLERANCE).then(|| {
        let (zh, en) = if sum < 100.0 {
            (
                format!(
                    "各方承担的份额合计 {sum:.2}%，还有 {:.2}% 无人承担",
                    100.0 - sum
                ),
                format!(
                    "The shares add up to {sum:.2} %: nobody carries the other {:.2} %",
                    100.0 - sum
                ),
            )
        } else {
            (
                format!("各方承担的份额合计 {sum:.2}%，超出 {:.2}%", sum - 100.0),
                format!(
                    "The shares add up to {sum:.2} %: {:.2} points too many",
                    sum - 100.0
                ),
            )
        };
        Finding::new(
            &rules::KR_CONTRIBUTION_SUM,
            table,
            receiver,
            "contributions",
            Text::new(zh, en),
        )
        .value(format!("{sum:.2}"))
        .advice(Text::new(
            "请与各承担方重新分配份额",
            "Divide it anew among those who carry it",
        ))
    })
}

/// Attainment as those below it deliver it: `Σ share × attainment / Σ share`, each attainment within 0–1 (KR-020); none
/// without contributions. Pairs of share in percent and raw attainment.
#[must_use]
pub fn contributed(parts: &[(f64, f64)]) -> Option<f64> {
    let shares: f64 = parts.iter().map(|(share, _)| share).sum();
    (shares > 0.0).then(|| {
        let reached: f64 = parts
            .iter()
            .map(|(share, attainment)| share * target::capped(*attainment))
            .sum();
        reached / shares
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_part() {
        for wrong in [0.0, -5.0, 100.5, f64::NAN, f64::INFINITY] {
            let said = check_share("KR1", wrong).unwrap();
            assert_eq!(said.rule.id, "KR-017", "{wrong}");
        }
        assert_eq!(check_share("KR1", 100.0), None);
        assert_eq!(check_share("KR1", 0.5), None);
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(check_sum(Table::Goals, "G1", &[]), None);
        assert_eq!(check_sum(Table::Goals, "G1", &[60.0, 40.0]), None);
        let few = check_sum(Table::Goals, "G1", &[60.0, 30.0]).unwrap();
        assert_eq!((few.rule.id, few.value.as_str()), ("KR-019", "90.00"));
        assert!(few.message.en.contains("10.00 %"));
        let many = check_sum(Table::KeyResults, "KR1", &[60.0, 50.0]).unwrap();
        assert!(many.message.en.contains("10.00 points too many"));
    }

    #[test]
    fn what_comes_from_below_is_weighted_by_its_shares() {
        // KR-020
        assert_eq!(contributed(&[]), None);
        let got = contributed(&[(60.0, 0.5), (20.0, 1.8)]).unwrap();
        assert!((got - (60.0 * 0.5 + 20.0) / 80.0).abs() < 1e-12);
        assert_eq!(contributed(&[(50.0, -1.0)]), Some(0.0));
    }
}
