//! Lights (§6): green, yellow, red, each with its reason in both languages, and their roll-up.

use crate::{Policy, Text, policy::RollUpRule};

/// 绿 黄 红; ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// 绿
    Green,
    /// 黄
    Yellow,
    /// 红
    Red,
}

impl Light {
    /// Its name.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Green => Text::new("绿灯", "green"),
            Self::Yellow => Text::new("黄灯", "yellow"),
            Self::Red => Text::new("红灯", "red"),
        }
    }
}

/// What a task's light follows from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LightInput {
    /// A finished task is no longer late: its variance is kept, its light is green.
    pub finished: bool,
    /// Nor is a cancelled one.
    pub cancelled: bool,
    /// Actual percent less planned percent, in points.
    pub deviation: f64,
    /// Working days from planned end to today.
    pub late_days: i32,
    /// Working days from planned end to forecast finish.
    pub forecast_late_days: i32,
    /// Working days from today to planned end; negative when past.
    pub due_in_days: i32,
    /// 0–100.
    pub percent: f64,
    /// On the critical path.
    pub critical: bool,
}

/// Percent points that arithmetic may add to a deviation; far below anything that people report.
const ROUNDING: f64 = 1e-9;

/// A light with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightVerdict {
    /// The light.
    pub light: Light,
    /// Why.
    pub reason: Text,
}

/// A task's light: the worst that any of the rules of §6 says; its reason is of the first rule that says so. A forecast finish
/// past the planned end counts as lateness: the light changes when the delay is seen, not when it has come.
#[must_use]
pub fn task_light(input: &LightInput, policy: &Policy) -> LightVerdict {
    let verdict = |light, zh: String, en: String| LightVerdict {
        light,
        reason: Text::new(zh, en),
    };
    if input.cancelled {
        return verdict(Light::Green, "已取消".into(), "cancelled".into());
    }
    if input.finished {
        return verdict(Light::Green, "已完成".into(), "done".into());
    }
    // Planned percent is a quotient: 33 of 60 days less 50 % is 5.000000000000007 points, which must still count as 5.
    let behind = -input.deviation - ROUNDING;
    // Rounded away from the boundary, so that no reason names a value that the rule would let pass.
    let points = (behind * 10.0).ceil() / 10.0;
    let coming = input.forecast_late_days.max(input.late_days);
    let lateness = || lateness(input.late_days, coming);
    if coming > 0 && input.critical {
        let lateness = lateness();
        return verdict(
            Light::Red,
            format!("关键路径任务{}", lateness.zh),
            format!("on the critical path and {}", lateness.en),
        );
    }
    if coming > policy.yellow_late_days {
        let lateness = lateness();
        return verdict(Light::Red, lateness.zh, lateness.en);
    }
    if behind > policy.yellow_points {
        return verdict(
            Light::Red,
            format!("进度落后计划 {points} 个百分点"),
            format!("{points} points behind plan"),
        );
    }
    if coming > 0 {
        let lateness = lateness();
        return verdict(Light::Yellow, lateness.zh, lateness.en);
    }
    if behind > policy.green_points {
        return verdict(
            Light::Yellow,
            format!("进度落后计划 {points} 个百分点"),
            format!("{points} points behind plan"),
        );
    }
    if (0..=policy.due_soon_days).contains(&input.due_in_days)
        && input.percent < policy.due_soon_percent
    {
        let (left, percent) = (input.due_in_days, (input.percent * 10.0).floor() / 10.0);
        return verdict(
            Light::Yellow,
            format!("{left} 个工作日内到期，进度仅 {percent}%"),
            format!("due in {left} working {} at {percent} %", days(left)),
        );
    }
    verdict(Light::Green, "按计划进行".into(), "on plan".into())
}

/// So many working days late today, and so many by the forecast, which is not less.
fn lateness(late: i32, coming: i32) -> Text {
    if late <= 0 {
        return Text::new(
            format!("预计延期 {coming} 个工作日"),
            format!("forecast to be late by {coming} working {}", days(coming)),
        );
    }
    let today = Text::new(
        format!("已延期 {late} 个工作日"),
        format!("late by {late} working {}", days(late)),
    );
    if coming == late {
        return today;
    }
    Text::new(
        format!("{}，预计共延期 {coming} 个工作日", today.zh),
        format!("{}, forecast to be late by {coming}", today.en),
    )
}

fn days(count: i32) -> &'static str {
    if count == 1 { "day" } else { "days" }
}

/// A part of a roll-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part<'a> {
    /// Code that people use.
    pub code: &'a str,
    /// Its light.
    pub light: Light,
    /// Its weight among the parts; only proportions count.
    pub weight: f64,
}

/// Several lights as one.
#[derive(Debug, Clone, PartialEq)]
pub struct RolledUp {
    /// By the rule that holds; green without parts.
    pub light: Light,
    /// Which parts are at their worst, and the score where that decides.
    pub reason: Text,
    /// Weighted share of what is well: green 1, yellow ½, red 0. 1 without parts.
    pub score: f64,
}

/// Parts that a roll-up's reason names; a goal of the company may have hundreds below it.
const NAMED: usize = 5;

/// Roll-up of §6: the worst of the parts with a weighted score beside it, or the light that a department has for such a score. The parts
/// may come in any order.
#[must_use]
pub fn roll_up(parts: &[Part<'_>], policy: &Policy) -> RolledUp {
    let worst = parts
        .iter()
        .map(|part| part.light)
        .max()
        .unwrap_or(Light::Green);
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    let well: f64 = parts
        .iter()
        .map(|part| {
            part.weight
                * match part.light {
                    Light::Green => 1.0,
                    Light::Yellow => 0.5,
                    Light::Red => 0.0,
                }
        })
        .sum();
    let score = if total > 0.0 { well / total } else { 1.0 };
    let reason = if worst == Light::Green {
        Text::new("各部分正常", "all parts are on plan")
    } else {
        let mut codes: Vec<&str> = parts
            .iter()
            .filter(|part| part.light == worst)
            .map(|part| part.code)
            .collect();
        codes.sort_unstable();
        let label = worst.label();
        let more = codes.len().saturating_sub(NAMED);
        let named = &codes[..codes.len() - more];
        let (zh, en) = if more == 0 {
            (String::new(), String::new())
        } else {
            (
                format!(" 等 {} 项", codes.len()),
                format!(" and {more} more"),
            )
        };
        Text::new(
            format!("{}{zh} {}", named.join("、"), label.zh),
            format!(
                "{}{en} {} {}",
                named.join(", "),
                if codes.len() == 1 { "is" } else { "are" },
                label.en
            ),
        )
    };
    match policy.roll_up {
        RollUpRule::Score {
            yellow_below,
            red_below,
        } if worst != Light::Green => by_score(score, yellow_below, red_below, &reason),
        RollUpRule::Score { .. } | RollUpRule::Worst => RolledUp {
            light: worst,
            reason,
            score,
        },
    }
}

fn by_score(score: f64, yellow_below: f64, red_below: f64, parts: &Text) -> RolledUp {
    let percent = score * 100.0;
    let below = |limit: f64| percent < limit - ROUNDING;
    let (light, limit) = if below(red_below) {
        (Light::Red, red_below)
    } else if below(yellow_below) {
        (Light::Yellow, yellow_below)
    } else {
        (Light::Green, yellow_below)
    };
    let (zh, en) = if light == Light::Green {
        ("不低于", "not below")
    } else {
        ("低于", "below")
    };
    RolledUp {
        light,
        reason: Text::new(
            format!("加权得分 {percent:.0}%，{zh} {limit}%：{}", parts.zh),
            format!(
                "the weighted score {percent:.0} % is {en} {limit} %: {}",
                parts.en
            ),
        ),
        score,
    }
}

#[cfg(test)]
mod tests;
