//! Rules of key results (§2).

use chrono::NaiveDate;

use crate::{Finding, Policy, Table, Text, rules, target};

/// A key result, as far as its rules need it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeyResult<'a> {
    /// KR编号
    pub code: &'a str,
    /// KR描述
    pub description: &'a str,
    /// 负责人, exactly one.
    pub owner: &'a str,
    /// Value at the start.
    pub baseline: f64,
    /// Value to reach; none where it could not be read.
    pub target: Option<f64>,
    /// Percent of the goal.
    pub weight: f64,
    /// 完成时限
    pub deadline: Option<NaiveDate>,
    /// Its goal's deadline.
    pub goal_deadline: Option<NaiveDate>,
}

/// What the rules say of a key result by itself.
#[must_use]
pub fn check(key_result: &KeyResult<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |rule, field, value: String, zh: &str, en: &str, advice: (&str, &str)| {
        findings.push(
            Finding::new(
                rule,
                Table::KeyResults,
                key_result.code,
                field,
                Text::new(zh, en),
            )
            .value(value)
            .advice(Text::new(advice.0, advice.1)),
        );
    };
    if key_result.description.trim().is_empty() {
        say(
            &rules::KR_DESCRIPTION_MISSING,
            "description",
            String::new(),
            "关键结果缺少描述",
            "The key result lacks a description",
            ("请填写关键结果描述", "Give a description"),
        );
    }
    let owners = key_result
        .owner
        .split(['、', ',', '，', ';', '；'])
        .filter(|name| !name.trim().is_empty())
        .count();
    if owners != 1 {
        say(
            &rules::KR_OWNER,
            "owner",
            key_result.owner.to_owned(),
            "关键结果须有且仅有一位负责人",
            "A key result has exactly one owner",
            (
                "请只填一位负责人，其他人列为协同人",
                "Name one owner; others are collaborators",
            ),
        );
    }
    // A weight that is not a number is not above zero either.
    if !key_result.weight.is_finite() || key_result.weight <= 0.0 {
        say(
            &rules::KR_WEIGHT_POSITIVE,
            "weight",
            key_result.weight.to_string(),
            "权重须大于 0",
            "The weight is not above 0",
            ("请填写大于 0 的百分比", "Give a percentage above 0"),
        );
    }
    match (key_result.deadline, key_result.goal_deadline) {
        (None, _) => say(
            &rules::KR_DEADLINE_MISSING,
            "deadline",
            String::new(),
            "关键结果缺少完成时限",
            "The key result lacks a deadline",
            ("请填写完成时限", "Give a deadline"),
        ),
        (Some(deadline), Some(goal)) if deadline > goal => say(
            &rules::KR_DEADLINE_AFTER_GOAL,
            "deadline",
            deadline.to_string(),
            "关键结果期限晚于目标期限",
            "The key result is due after its goal",
            (
                "请提前关键结果期限，或申请调整目标期限",
                "Move it before the goal's deadline, or ask to adjust the goal",
            ),
        ),
        _ => {}
    }
    match key_result.target {
        None => say(
            &rules::KR_TARGET_MISSING,
            "target",
            String::new(),
            "关键结果缺少目标值",
            "The key result lacks a target",
            ("请填写可衡量的目标值", "Give a measurable target"),
        ),
        Some(value) => {
            if target::attainment(key_result.baseline, key_result.baseline, value).is_err() {
                say(
                    &rules::KR_TARGET_IS_BASELINE,
                    "target",
                    value.to_string(),
                    "目标值与基线值相同，无法衡量",
                    "The target equals the baseline: nothing can be measured",
                    ("请核对目标值与基线值", "Check target and baseline"),
                );
            }
        }
    }
    findings
}

/// What the rules say of a goal's key results together. `activating`: weights that do not add up are an error then, as is
/// having none.
#[must_use]
pub fn check_set(goal: &str, weights: &[f64], activating: bool, policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (fewest, most) = policy.key_results;
    let count = weights.len();
    if count == 0 && activating {
        findings.push(
            Finding::new(
                &rules::KR_NONE,
                Table::Goals,
                goal,
                "key_results",
                Text::new(
                    "目标没有关键结果，不能启动",
                    "The goal has no key result and cannot be activated",
                ),
            )
            .value(0)
            .advice(Text::new(
                "请先拆解关键结果",
                "Break it down into key results first",
            )),
        );
        return findings;
    }
    if !(fewest..=most).contains(&count) {
        findings.push(
            Finding::new(
                &rules::KR_COUNT,
                Table::Goals,
                goal,
                "key_results",
                Text::new(
                    format!("有 {count} 个关键结果，宜为 {fewest}–{most} 个"),
                    format!("It has {count} key results; {fewest}–{most} are advised"),
                ),
            )
            .value(count)
            .advice(Text::new("请合并或补充关键结果", "Merge some, or add some")),
        );
    }
    let sum: f64 = weights.iter().sum();
    if count > 0 && (sum - 100.0).abs() > policy.weight_tolerance + 1e-9 {
        let rule = if activating {
            &rules::KR_WEIGHT_SUM
        } else {
            &rules::KR_WEIGHT_SUM_DRAFT
        };
        findings.push(
            Finding::new(
                rule,
                Table::Goals,
                goal,
                "weight",
                Text::new(
                    format!("权重合计为 {sum}%，应为 100%"),
                    format!("The weights add up to {sum} %, not 100 %"),
                ),
            )
            .value(sum)
            .advice(Text::new(
                format!("请调整权重，差 {:.2} 个百分点", 100.0 - sum),
                format!("Adjust the weights by {:.2} points", 100.0 - sum),
            )),
        );
    }
    findings
}

/// Where task completion and attainment diverge (§2): much work done, little reached. Both 0–1.
#[must_use]
pub fn check_divergence(
    code: &str,
    completion: f64,
    attainment: f64,
    policy: &Policy,
) -> Option<Finding> {
    let points = (completion - target::capped(attainment)) * 100.0;
    (points > policy.divergence_points).then(|| {
        Finding::new(
            &rules::KR_DIVERGENCE,
            Table::KeyResults,
            code,
            "attainment",
            Text::new(
                format!(
                    "任务已完成 {:.0}%，关键结果仅达成 {:.0}%",
                    completion * 100.0,
                    attainment * 100.0
                ),
                format!(
                    "{:.0} % of the work is done, but {:.0} % is reached",
                    completion * 100.0,
                    attainment * 100.0
                ),
            ),
        )
        .value(format!("{:.2}", attainment))
        .advice(Text::new(
            "请检查任务是否真正支撑该关键结果",
            "Check whether the tasks really move this key result",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(findings: &[Finding]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.rule.id).collect()
    }

    #[test]
    fn weights_are_a_warning_in_draft_and_an_error_at_activation() {
        let policy = Policy::default();
        assert!(check_set("G1", &[40.0, 35.0, 25.0], true, &policy).is_empty());
        assert!(check_set("G1", &[33.33, 33.33, 33.33], true, &policy).is_empty());
        assert_eq!(
            ids(&check_set("G1", &[40.0, 35.0, 20.0], false, &policy)),
            ["KR-004"]
        );
        assert_eq!(
            ids(&check_set("G1", &[40.0, 35.0, 20.0], true, &policy)),
            ["KR-005"]
        );
        assert_eq!(ids(&check_set("G1", &[], true, &policy)), ["KR-002"]);
        assert_eq!(ids(&check_set("G1", &[], false, &policy)), ["KR-001"]);
        assert_eq!(
            ids(&check_set("G1", &[50.0, 50.0], false, &policy)),
            ["KR-001"]
        );
    }

    #[test]
    fn a_key_result_by_itself() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 30);
        let whole = KeyResult {
            code: "KR1",
            description: "线上渠道销售额提升30%",
            owner: "P1",
            baseline: 400.0,
            target: Some(520.0),
            weight: 40.0,
            deadline: day,
            goal_deadline: day,
        };
        assert!(check(&whole).is_empty());
        assert_eq!(
            ids(&check(&KeyResult {
                description: " ",
                ..whole
            })),
            ["KR-012"]
        );
        assert_eq!(
            ids(&check(&KeyResult {
                target: None,
                ..whole
            })),
            ["KR-014"]
        );
        assert_eq!(
            ids(&check(&KeyResult {
                owner: "P1、P2",
                ..whole
            })),
            ["KR-003"]
        );
        assert_eq!(
            ids(&check(&KeyResult {
                weight: 0.0,
                ..whole
            })),
            ["KR-006"]
        );
        assert_eq!(
            ids(&check(&KeyResult {
                weight: f64::NAN,
                ..whole
            })),
            ["KR-006"]
        );
        assert_eq!(
            ids(&check(&KeyResult {
                target: Some(400.0),
                ..whole
            })),
            ["KR-008"]
        );
        assert_eq!(
            ids(&check(&KeyResult {
                deadline: day.and_then(|day| day.succ_opt()),
                ..whole
            })),
            ["KR-007"]
        );
    }

    #[test]
    fn divergence_is_seen_from_one_side_only() {
        let diverging = check_divergence("KR1", 0.9, 0.2, &Policy::default());
        assert_eq!(diverging.map(|finding| finding.rule.id), Some("KR-009"));
        assert!(check_divergence("KR1", 0.2, 0.9, &Policy::default()).is_none());
    }
}
