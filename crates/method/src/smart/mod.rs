//! The SMART check (§1): one verdict, reason and suggestion a letter, in both languages.

use chrono::{Datelike, NaiveDate};

use crate::{
    Finding, Policy, Table, Text,
    period::Period,
    quantity::{self, Quantity, QuantityKind},
    rules,
    when::{self, When},
};

/// A letter of SMART.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// 具体
    Specific,
    /// 可衡量
    Measurable,
    /// 可实现
    Achievable,
    /// 相关
    Relevant,
    /// 有时限
    TimeBound,
}

impl Letter {
    /// The letter itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Specific => "S",
            Self::Measurable => "M",
            Self::Achievable => "A",
            Self::Relevant => "R",
            Self::TimeBound => "T",
        }
    }
}

/// What is judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct GoalText<'a> {
    /// The sentence.
    pub description: &'a str,
    /// A source is given.
    pub source_given: bool,
    /// It hangs under a goal or key result above, or is at the top.
    pub has_parent: bool,
    /// Its period.
    pub period: Option<Period>,
    /// Its deadline, where it stands in a field of its own.
    pub deadline: Option<NaiveDate>,
    /// Value at the start.
    pub baseline: Option<f64>,
    /// Value to reach.
    pub target: Option<f64>,
    /// Descriptions of its key results: they may name what the goal's own text leaves out.
    pub key_results: &'a [&'a str],
}

/// Verdict on one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The letter.
    pub letter: Letter,
    /// Whether it is met.
    pub passed: bool,
    /// Why, or why not.
    pub reason: Text,
    /// What would make it better; may be empty.
    pub suggestion: Text,
}

/// Verdicts on all five letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartReport {
    /// S, M, A, R, T.
    pub letters: [Verdict; 5],
}

impl SmartReport {
    /// The verdict on a letter.
    #[must_use]
    pub fn verdict(&self, letter: Letter) -> &Verdict {
        &self.letters[letter as usize]
    }

    /// A warning for each letter that is not met.
    #[must_use]
    pub fn findings(&self, row: &str) -> Vec<Finding> {
        self.letters
            .iter()
            .filter(|verdict| !verdict.passed)
            .map(|verdict| {
                let (rule, field) = match verdict.letter {
                    Letter::Specific => (&rules::SMART_SPECIFIC, "description"),
                    Letter::Measurable => (&rules::SMART_MEASURABLE, "description"),
                    Letter::Achievable => (&rules::SMART_ACHIEVABLE, "description"),
                    Letter::Relevant => (&rules::SMART_RELEVANT, "parent"),
                    Letter::TimeBound => (&rules::SMART_TIME_BOUND, "deadline"),
                };
                Finding::new(rule, Table::Goals, row, field, verdict.reason.clone())
                    .advice(verdict.suggestion.clone())
            })
            .collect()
    }
}

/// Words that name a scope: product, channel, customer group, region, process.
const SCOPE: &[&str] = &[
    "带货",
    "线上",
    "线下",
    "渠道",
    "产品",
    "客户",
    "用户",
    "老客",
    "新客",
    "会员",
    "门店",
    "区域",
    "市场",
    "华东",
    "华南",
    "华北",
    "电商",
    "平台",
    "团队",
    "部门",
    "流程",
    "系统",
    "项目",
    "服务",
    "订单",
    "供应商",
    "员工",
    "品牌",
    "业务",
    "生产线",
    "仓库",
    "小程序",
    "官网",
    "q1",
    "q2",
    "q3",
    "q4",
    "channel",
    "online",
    "offline",
    "product",
    "customer",
    "user",
    "client",
    "store",
    "region",
    "market",
    "segment",
    "team",
    "department",
    "process",
    "system",
    "project",
    "service",
    "order",
    "supplier",
    "employee",
    "staff",
    "brand",
    "line",
    "app",
    "website",
    "platform",
    "member",
    "subscriber",
    "account",
    "enterprise",
    "smb",
    "europe",
    "asia",
    "china",
];
/// Words that name what is measured.
const OBJECT: &[&str] = &[
    "销售额",
    "收入",
    "营收",
    "利润",
    "成本",
    "签约",
    "复购率",
    "转化率",
    "满意度",
    "留存",
    "活跃",
    "投诉",
    "交付",
    "缺陷",
    "流失",
    "份额",
    "毛利",
    "回款",
    "库存",
    "周期",
    "时长",
    "效率",
    "合格率",
    "覆盖率",
    "增长率",
    "订单量",
    "客单价",
    "粉丝",
    "曝光",
    "线索",
    "培训",
    "招聘",
    "上线",
    "直播",
    "故障",
    "sales",
    "revenue",
    "profit",
    "cost",
    "conversion",
    "retention",
    "churn",
    "satisfaction",
    "nps",
    "share",
    "margin",
    "inventory",
    "cycle",
    "lead",
    "repurchase",
    "contract",
    "defect",
    "complaint",
    "delivery",
    "uptime",
    "latency",
    "headcount",
    "launch",
    "signing",
    "rate",
    "turnover",
    "backlog",
    "cash",
];
const GROWTH: &[&str] = &[
    "翻", "提升", "提高", "增长", "增加", "上升", "扩大", "increase", "grow", "raise", "improve",
    "boost", "lift", "expand",
];
const TO_LEVEL: &[&str] = &["至", "到", "达", "不低于", "reach", " to ", "at least"];

/// Judges a goal's sentence with what its fields say.
#[must_use]
pub fn check(goal: &GoalText<'_>, policy: &Policy) -> SmartReport {
    let lower = goal.description.to_lowercase();
    let year = goal.period.map_or_else(
        || goal.deadline.map_or(2026, |day| day.year()),
        |period| period.end.year(),
    );
    let dates = when::deadlines(goal.description, year, goal.period);
    let numbers: Vec<Quantity> = quantity::quantities(goal.description)
        .into_iter()
        .filter(|number| !dates.iter().any(|when| overlaps(number, when)))
        .collect();
    SmartReport {
        letters: [
            specific(&lower),
            measurable(goal, &numbers),
            achievable(goal, &lower, &numbers, policy),
            relevant(goal),
            time_bound(goal, &dates),
        ],
    }
}

fn overlaps(number: &Quantity, when: &When) -> bool {
    number.span.start < when.span.end && when.span.start < number.span.end
}

fn verdict(
    letter: Letter,
    passed: bool,
    reason: (&str, &str),
    suggestion: (&str, &str),
) -> Verdict {
    Verdict {
        letter,
        passed,
        reason: Text::new(reason.0, reason.1),
        suggestion: Text::new(suggestion.0, suggestion.1),
    }
}

fn specific(lower: &str) -> Verdict {
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match (has(OBJECT), has(SCOPE)) {
        (true, true) => verdict(
            Letter::Specific,
            true,
            ("对象与范围明确", "Object and scope are named"),
            ("", ""),
        ),
        (true, false) => verdict(
            Letter::Specific,
            false,
            ("没有写明范围", "The scope is not named"),
            (
                "通过哪些产品、渠道或客户群？",
                "Through which products, channels or customer groups?",
            ),
        ),
        (false, _) => verdict(
            Letter::Specific,
            false,
            ("没有写明要改变的对象", "What is to change is not named"),
            (
                "请写明具体对象，例如销售额、转化率、签约量",
                "Name what is to change: sales, conversion, contracts …",
            ),
        ),
    }
}

fn measurable(goal: &GoalText<'_>, numbers: &[Quantity]) -> Verdict {
    let measured = numbers
        .iter()
        .any(|number| number.kind != QuantityKind::Plain || number.value >= 1_000.0);
    if !measured {
        return verdict(
            Letter::Measurable,
            false,
            ("没有带单位的数值", "There is no number with a unit"),
            (
                "提升到多少？请写明数值与单位",
                "To how much? Give a number with its unit",
            ),
        );
    }
    if goal.baseline.is_none() {
        return verdict(
            Letter::Measurable,
            true,
            (
                "有数值与单位，但没有基线",
                "It has a number with a unit, but no baseline",
            ),
            (
                "请补充基线，例如上季度实际值",
                "Add the baseline, for example last quarter's actual",
            ),
        );
    }
    verdict(
        Letter::Measurable,
        true,
        (
            "有数值、单位与基线",
            "It has a number, a unit and a baseline",
        ),
        ("", ""),
    )
}

fn achievable(goal: &GoalText<'_>, lower: &str, numbers: &[Quantity], policy: &Policy) -> Verdict {
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let from_values = goal
        .baseline
        .zip(goal.target)
        .filter(|(baseline, _)| *baseline > 0.0)
        .map(|(baseline, target)| target / baseline - 1.0);
    let from_text = numbers
        .iter()
        .find(|number| number.kind == QuantityKind::Percent)
        .filter(|_| has(GROWTH) && !has(TO_LEVEL))
        .map(|number| number.high.unwrap_or(number.value) / 100.0);
    match from_values.or(from_text) {
        Some(growth) if growth > policy.growth_factor => Verdict {
            letter: Letter::Achievable,
            passed: false,
            reason: Text::new(
                format!(
                    "要求增长 {:.0}%，超过 {:.0}%",
                    growth * 100.0,
                    policy.growth_factor * 100.0
                ),
                format!(
                    "It asks for {:.0} % growth, above {:.0} %",
                    growth * 100.0,
                    policy.growth_factor * 100.0
                ),
            ),
            suggestion: Text::new(
                "请说明依据：历史增速、可用人力与预算",
                "Say what makes it possible: past growth, people and budget",
            ),
        },
        Some(growth) => Verdict {
            letter: Letter::Achievable,
            passed: true,
            reason: Text::new(
                format!("要求增长 {:.0}%，幅度合理", growth * 100.0),
                format!(
                    "It asks for {:.0} % growth, which is in proportion",
                    growth * 100.0
                ),
            ),
            suggestion: Text::default(),
        },
        None => verdict(
            Letter::Achievable,
            true,
            ("未见超出能力的要求", "Nothing out of proportion is asked"),
            (
                "补充基线后可判断增幅",
                "With a baseline the growth can be judged",
            ),
        ),
    }
}

fn relevant(goal: &GoalText<'_>) -> Verdict {
    match (goal.source_given, goal.has_parent) {
        (true, true) => verdict(
            Letter::Relevant,
            true,
            (
                "有来源并对齐上级",
                "It has a source and hangs under a goal above",
            ),
            ("", ""),
        ),
        (true, false) => verdict(
            Letter::Relevant,
            false,
            (
                "没有对齐上级目标或关键结果",
                "It hangs under no goal or key result above",
            ),
            ("它支撑哪个上级目标？", "Which goal above does it support?"),
        ),
        (false, _) => verdict(
            Letter::Relevant,
            false,
            ("没有写明来源", "Its source is not given"),
            (
                "来自公司战略、上级指令还是年度经营计划？",
                "Company strategy, a directive, or the annual plan?",
            ),
        ),
    }
}

fn time_bound(goal: &GoalText<'_>, dates: &[When]) -> Verdict {
    let Some(deadline) = goal
        .deadline
        .or_else(|| dates.iter().map(|when| when.date).max())
    else {
        return verdict(
            Letter::TimeBound,
            false,
            ("没有期限", "There is no deadline"),
            (
                "何时完成？请写明日期或季度",
                "By when? Give a date or a quarter",
            ),
        );
    };
    match goal.period {
        Some(period) if !period.contains(deadline) => Verdict {
            letter: Letter::TimeBound,
            passed: false,
            reason: Text::new(
                format!("期限 {deadline} 不在周期 {period} 内"),
                format!("The deadline {deadline} is outside the period {period}"),
            ),
            suggestion: Text::new(
                "请调整期限或周期",
                "Move the deadline, or choose another period",
            ),
        },
        _ => Verdict {
            letter: Letter::TimeBound,
            passed: true,
            reason: Text::new(
                format!("期限为 {deadline}"),
                format!("It is due by {deadline}"),
            ),
            suggestion: Text::default(),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Letters that a bare sentence passes; R needs fields, so it is left out.
    fn passes(description: &str) -> String {
        let goal = GoalText {
            description,
            period: Period::quarter(2026, 3),
            ..GoalText::default()
        };
        check(&goal, &Policy::default())
            .letters
            .iter()
            .filter(|verdict| verdict.passed && verdict.letter != Letter::Relevant)
            .map(|verdict| verdict.letter.name())
            .collect()
    }

    #[test]
    fn sentences_that_people_write() {
        for (sentence, expected) in [
            ("提升销售额", "A"),
            ("Q3销售额提升20%", "SMAT"),
            ("线上渠道销售额提升30%", "SMA"),
            ("9月30日前新客户签约量增长25%", "SMAT"),
            ("老客户复购率提升至15%", "SMA"),
            ("开展3场直播带货，9月底前完成", "SMAT"),
            ("第三季度产品收入翻一番", "SMT"),
            ("加强团队建设", "A"),
            ("Improve sales", "A"),
            ("Increase online sales by 20% by end of Q3", "SMAT"),
            ("Reduce customer churn to 5% by Sep 30", "SMAT"),
            ("Grow enterprise revenue by 80% this quarter", "SMT"),
            ("Launch the new website", "SA"),
            ("2027年1月前客户满意度达到95%", "SMA"),
        ] {
            assert_eq!(passes(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn the_questions_of_the_method_are_asked() {
        let goal = GoalText {
            description: "提升销售额",
            ..GoalText::default()
        };
        let report = check(&goal, &Policy::default());
        assert!(
            report
                .verdict(Letter::Measurable)
                .suggestion
                .zh
                .contains("到多少")
        );
        assert!(
            report
                .verdict(Letter::Specific)
                .suggestion
                .zh
                .contains("产品、渠道")
        );
        assert!(
            report
                .verdict(Letter::TimeBound)
                .suggestion
                .zh
                .contains("何时完成")
        );
        assert!(
            report
                .verdict(Letter::TimeBound)
                .suggestion
                .en
                .contains("By when")
        );
        assert_eq!(report.findings("G1").len(), 4);
    }

    #[test]
    fn fields_complete_the_sentence() {
        let goal = GoalText {
            description: "线上渠道销售额提升30%",
            source_given: true,
            has_parent: true,
            period: Period::quarter(2026, 3),
            deadline: NaiveDate::from_ymd_opt(2026, 9, 30),
            baseline: Some(400.0),
            target: Some(520.0),
            key_results: &[],
        };
        assert!(
            check(&goal, &Policy::default())
                .letters
                .iter()
                .all(|verdict| verdict.passed)
        );
    }

    proptest! {
        #[test]
        fn any_text_gets_five_verdicts(text in "\\PC{0,80}") {
            let report = check(&GoalText { description: &text, ..GoalText::default() }, &Policy::default());
            prop_assert_eq!(report.letters.len(), 5);
        }
    }
}
