//! One judgement per letter.

use super::{
    GoalText, Letter, Verdict, lexicon,
    measure::{self, Measure, Role},
    reading::Reading,
    words::{self, Direction},
};
use crate::{Policy, Text, quantity::QuantityKind, scan::Plain};

fn verdict(letter: Letter, passed: bool, reason: Text, suggestion: Text) -> Verdict {
    Verdict {
        letter,
        passed,
        reason,
        suggestion,
    }
}

/// A number without needless digits.
fn figure(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 {
        "0".to_owned()
    } else {
        rounded.to_string()
    }
}

/// Names object and scope.
pub(super) fn specific(goal: &GoalText<'_>, reading: &Reading) -> Verdict {
    let letter = Letter::Specific;
    let which = || {
        Text::new(
            "通过哪些产品、渠道或客户群？",
            "Through which products or channels, or for which customer groups?",
        )
    };
    let named = reading.named;
    if !named.object() {
        return verdict(
            letter,
            false,
            Text::new(
                "没有写明要改变的具体对象",
                "It does not say what exactly is to change",
            ),
            Text::new(
                "请写明具体对象与范围，例如“线上渠道销售额”“老客户复购率”",
                "Name what is to change and where, such as \"online sales\" or \"repeat purchases of existing customers\"",
            ),
        );
    }
    let measured = !reading.measures.is_empty() || goal.target.is_some();
    if named.particular(measured) || (named.weak && measured) {
        return verdict(
            letter,
            true,
            Text::new("对象与范围明确", "Object and scope are named"),
            Text::default(),
        );
    }
    if goal.key_results.iter().any(|text| {
        let named = lexicon::named(&Plain::new(text).text, |_| false);
        named.particular(true) || named.weak
    }) {
        return verdict(
            letter,
            true,
            Text::new(
                "对象明确，范围由关键结果写明",
                "The object is named, and the key results name the scope",
            ),
            Text::default(),
        );
    }
    // A figure with a date is a whole by itself: the total of the department.
    let dated = goal.deadline.is_some() || reading.deadline.is_some() || reading.undated.is_some();
    if measured && dated {
        return verdict(
            letter,
            true,
            Text::new(
                "对象明确，按整体口径衡量",
                "The object is named and measured as a whole",
            ),
            which(),
        );
    }
    verdict(
        letter,
        false,
        Text::new("没有写明范围", "It does not name its scope"),
        which(),
    )
}

/// A number with a unit, and a baseline.
pub(super) fn measurable(goal: &GoalText<'_>, reading: &Reading) -> Verdict {
    let letter = Letter::Measurable;
    let goes = reading
        .measures
        .iter()
        .find(|measure| measure.role != Role::Start);
    let written = match (goes, goal.target) {
        (Some(measure), _) => measure.written.clone(),
        (None, Some(target)) => figure(target),
        (None, None) => return unmeasured(reading),
    };
    if goal.baseline.is_some() || reading.baseline_named {
        return verdict(
            letter,
            true,
            Text::new(
                format!("有数值“{written}”与基线"),
                format!("It gives a figure, {written}, and a baseline"),
            ),
            Text::default(),
        );
    }
    verdict(
        letter,
        true,
        Text::new(
            format!("有数值“{written}”，基线未知"),
            format!("It gives a figure, {written}; the baseline is not known"),
        ),
        Text::new(
            "请补充基线，例如上季度或去年同期的实际值",
            "Add the baseline, such as the actual of last quarter or of a year ago",
        ),
    )
}

fn unmeasured(reading: &Reading) -> Verdict {
    let reason = match &reading.bare {
        Some(number) => Text::new(
            format!("数值“{number}”没有单位"),
            format!("The number {number} has no unit"),
        ),
        None => Text::new("没有带单位的数值", "There is no number with a unit"),
    };
    let suggestion = if words::asks_for_less(&reading.lower) {
        Text::new(
            "降低到多少？请写明数值与单位，并给出基线",
            "Down to how much? Give a number with its unit, and the baseline",
        )
    } else if ["上线", "launch", "完成", "建成", "deliver"]
        .iter()
        .any(|word| reading.lower.contains(word))
    {
        Text::new(
            "做到多少、以什么验收？请写明数量、覆盖率等带单位的数值",
            "To how much, and how is it accepted? Give a number with its unit, such as a count or coverage",
        )
    } else {
        Text::new(
            "提升到多少？请写明数值与单位，并给出基线",
            "To how much? Give a number with its unit, and the baseline",
        )
    };
    verdict(Letter::Measurable, false, reason, suggestion)
}

/// What a goal asks for against its baseline.
struct Growth {
    share: f64,
    /// Baseline and target, where both are known.
    values: Option<(f64, f64)>,
}

/// Growth by the fields, else by the text; none where no baseline is known, or it is not above 0.
fn growth(goal: &GoalText<'_>, reading: &Reading) -> Option<Growth> {
    let between = |from: f64, to: f64| {
        (from > 0.0 && from.is_finite() && to.is_finite()).then(|| Growth {
            share: to / from - 1.0,
            values: Some((from, to)),
        })
    };
    if let (Some(from), Some(to)) = (goal.baseline, goal.target) {
        return between(from, to);
    }
    let measures = &reading.measures;
    let level = measures.iter().find(|measure| measure.role == Role::Level);
    let pairs = measures.iter().enumerate().filter_map(|(at, from)| {
        let fits = |to: &&Measure| measure::alike(&from.kind, &to.kind);
        let ahead = measures
            .get(at + 1)
            .filter(|to| to.role == Role::Level)
            .filter(fits);
        // 2.4 GW, up from 1.2 GW
        let behind = || measures.get(at.checked_sub(1)?).filter(fits);
        let to = (from.role == Role::Start).then(|| ahead.or_else(behind))??;
        between(from.value, to.value)
    });
    if let Some(steepest) = pairs.max_by(|one, other| one.share.total_cmp(&other.share)) {
        return Some(steepest);
    }
    let by_itself = measures
        .iter()
        .filter_map(Measure::change)
        .max_by(f64::total_cmp);
    if let Some(share) = by_itself {
        let values = goal
            .baseline
            .filter(|baseline| *baseline > 0.0)
            .map(|baseline| (baseline, baseline * (1.0 + share)));
        return Some(Growth { share, values });
    }
    let (from, level) = (goal.baseline.filter(|baseline| *baseline > 0.0)?, level?);
    between(from, in_unit_of(from, level)?)
}

/// A level in the unit that the baseline is kept in: 520万元 beside a baseline of 400 means 520, not 5200000.
fn in_unit_of(baseline: f64, level: &Measure) -> Option<f64> {
    let units: &[f64] = match level.kind {
        QuantityKind::Percent => &[1.0, 100.0],
        QuantityKind::Ratio => return None,
        _ => &[1.0, 1e3, 1e4, 1e6, 1e8],
    };
    units
        .iter()
        .map(|unit| level.value / unit)
        .min_by(|one, other| {
            (one / baseline)
                .ln()
                .abs()
                .total_cmp(&(other / baseline).ln().abs())
        })
        .filter(|value| value.is_finite())
}

/// Growth in proportion to the baseline.
pub(super) fn achievable(goal: &GoalText<'_>, reading: &Reading, policy: &Policy) -> Verdict {
    let letter = Letter::Achievable;
    let too_high = |measure: &&Measure| {
        measure.role == Role::Level
            && measure.bounded
            && measure.kind == QuantityKind::Percent
            && measure.value > 100.0
    };
    if let Some(measure) = reading.measures.iter().find(too_high) {
        return verdict(
            letter,
            false,
            Text::new(
                format!("“{}”高于 100%，该比率不可能达到", measure.written),
                format!(
                    "{} is above 100 %, which this rate cannot reach",
                    measure.written
                ),
            ),
            Text::new("请核对目标值", "Check the figure"),
        );
    }
    let Some(growth) = growth(goal, reading) else {
        return ungauged(reading);
    };
    let (share, limit) = (
        figure(growth.share.abs() * 100.0),
        figure(policy.growth_factor * 100.0),
    );
    let (values_zh, values_en) =
        growth
            .values
            .map_or((String::new(), String::new()), |(from, to)| {
                (
                    format!("（基线 {}，目标 {}）", figure(from), figure(to)),
                    format!(" ({} to {})", figure(from), figure(to)),
                )
            });
    if growth.share > policy.growth_factor {
        return verdict(
            letter,
            false,
            Text::new(
                format!("要求增长 {share}%{values_zh}，超过 {limit}%"),
                format!("It asks for {share} % growth{values_en}, above {limit} %"),
            ),
            Text::new(
                "请说明依据（历史增速、可用人力与预算），或分阶段设定目标",
                "Say what makes it possible (past growth, people, budget), or set it in stages",
            ),
        );
    }
    if growth.share < -1.0 {
        return verdict(
            letter,
            false,
            Text::new(
                format!("要求降低 {share}%{values_zh}，超过 100%"),
                format!("It asks for a fall of {share} %{values_en}, more than there is"),
            ),
            Text::new("请核对目标值", "Check the figure"),
        );
    }
    let reason = if growth.share < 0.0 {
        Text::new(
            format!("要求降低 {share}%{values_zh}"),
            format!("It asks for a fall of {share} %{values_en}"),
        )
    } else {
        Text::new(
            format!("要求增长 {share}%{values_zh}，未超过 {limit}%"),
            format!("It asks for {share} % growth{values_en}, not above {limit} %"),
        )
    };
    verdict(letter, true, reason, Text::default())
}

fn ungauged(reading: &Reading) -> Verdict {
    let reason = if reading.measures.is_empty() {
        Text::new(
            "没有数值，增幅尚无法判断",
            "Without a figure, growth cannot be judged yet",
        )
    } else {
        Text::new(
            "未见与基线不相称的增幅",
            "No growth out of proportion to a baseline is asked",
        )
    };
    let rises = reading
        .measures
        .iter()
        .any(|measure| measure.direction == Some(Direction::Rise));
    let suggestion = if rises || reading.measures.is_empty() {
        Text::new(
            "补充基线后可判断增幅是否合理",
            "With a baseline, the growth can be judged",
        )
    } else {
        Text::default()
    };
    verdict(Letter::Achievable, true, reason, suggestion)
}

/// Source and parent.
pub(super) fn relevant(goal: &GoalText<'_>) -> Verdict {
    let (passed, reason, suggestion) = match (goal.source_given, goal.has_parent) {
        (true, true) => (
            true,
            Text::new(
                "写明来源并对齐上级",
                "It names its source and supports a goal above",
            ),
            Text::default(),
        ),
        (true, false) => (
            false,
            Text::new(
                "没有对齐上级目标或关键结果",
                "It supports no goal or key result above it",
            ),
            Text::new(
                "它支撑哪个上级目标或关键结果？",
                "Which goal or key result above does it support?",
            ),
        ),
        (false, true) => (
            false,
            Text::new("没有写明目标来源", "It does not name its source"),
            Text::new(
                "来自公司战略、上级指令还是年度经营计划？",
                "Does it come from company strategy, a superior's directive, or the annual operating plan?",
            ),
        ),
        (false, false) => (
            false,
            Text::new(
                "没有写明来源，也没有对齐上级目标",
                "It names no source and supports no goal above it",
            ),
            Text::new(
                "来自公司战略、上级指令还是年度经营计划？支撑哪个上级目标？",
                "Where does it come from: company strategy, a directive, the annual plan? Which goal above does it support?",
            ),
        ),
    };
    verdict(Letter::Relevant, passed, reason, suggestion)
}

/// A deadline in the text or its field, inside the period.
pub(super) fn time_bound(goal: &GoalText<'_>, reading: &Reading) -> Verdict {
    let letter = Letter::TimeBound;
    let in_text = reading.deadline.as_ref();
    let outside = |day: &chrono::NaiveDate| {
        goal.period
            .filter(|period| !period.contains(*day))
            .map(|period| (*day, period))
    };
    let stray = goal
        .deadline
        .as_ref()
        .and_then(outside)
        .or_else(|| in_text.and_then(|(day, _)| outside(day)));
    if let Some((day, period)) = stray {
        return verdict(
            letter,
            false,
            Text::new(
                format!("期限 {day} 不在周期 {period} 内"),
                format!("The deadline {day} is outside the period {period}"),
            ),
            Text::new(
                "请调整期限或周期",
                "Move the deadline, or choose another period",
            ),
        );
    }
    match (goal.deadline, in_text) {
        (Some(field), Some((day, words)))
            if *day < field && words.contains(|c: char| c.is_ascii_digit()) =>
        {
            verdict(
                letter,
                true,
                Text::new(format!("期限为 {field}"), format!("It is due by {field}")),
                Text::new(
                    format!("描述中的“{words}”即 {day}，与期限 {field} 不同，请统一"),
                    format!(
                        "The text says \"{words}\", which is {day}, but the deadline is {field}: make them agree"
                    ),
                ),
            )
        }
        (Some(field), _) => verdict(
            letter,
            true,
            Text::new(format!("期限为 {field}"), format!("It is due by {field}")),
            Text::default(),
        ),
        (None, Some((day, words))) => verdict(
            letter,
            true,
            Text::new(
                format!("描述中的“{words}”即 {day}"),
                format!("The text says \"{words}\", which is {day}"),
            ),
            Text::default(),
        ),
        (None, None) => match &reading.undated {
            Some(words) => verdict(
                letter,
                true,
                Text::new(
                    format!("描述中写明了“{words}”"),
                    format!("The text says \"{words}\""),
                ),
                Text::new("请填写期限与周期", "Fill in the deadline and the period"),
            ),
            None => verdict(
                letter,
                false,
                Text::new("没有完成期限", "There is no deadline"),
                Text::new(
                    "何时完成？请写明日期、月份或季度",
                    "By when? Give a date, a month or a quarter",
                ),
            ),
        },
    }
}
