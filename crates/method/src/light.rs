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
    let late = input.late_days;
    let coming = input.forecast_late_days.max(late);
    let (zh_late, en_late) = if late > 0 {
        ("已延期", "late by")
    } else {
        ("预计延期", "forecast to be late by")
    };
    let days = |count: i32| if count == 1 { "day" } else { "days" };
    if coming > 0 && input.critical {
        return verdict(
            Light::Red,
            format!("关键路径任务{zh_late} {coming} 个工作日"),
            format!(
                "on the critical path and {en_late} {coming} working {}",
                days(coming)
            ),
        );
    }
    if coming > policy.yellow_late_days {
        return verdict(
            Light::Red,
            format!("{zh_late} {coming} 个工作日"),
            format!("{en_late} {coming} working {}", days(coming)),
        );
    }
    if behind > policy.yellow_points {
        return verdict(
            Light::Red,
            format!("进度落后计划 {points} 个百分点"),
            format!("{points} points behind plan"),
        );
    }
    if coming > 0 {
        return verdict(
            Light::Yellow,
            format!("{zh_late} {coming} 个工作日"),
            format!("{en_late} {coming} working {}", days(coming)),
        );
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
        Text::new(
            format!("{} {}", codes.join("、"), label.zh),
            format!(
                "{} {} {}",
                codes.join(", "),
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ON_PLAN: LightInput = LightInput {
        finished: false,
        cancelled: false,
        deviation: 0.0,
        late_days: 0,
        forecast_late_days: 0,
        due_in_days: 8,
        percent: 40.0,
        critical: false,
    };

    fn light(input: LightInput) -> Light {
        task_light(&input, &Policy::default()).light
    }

    #[test]
    fn boundaries_are_those_of_the_requirements() {
        // TRACK-011
        for (behind, expected) in [
            (0.0, Light::Green),
            (5.0, Light::Green),
            (5.1, Light::Yellow),
            (10.0, Light::Yellow),
            (10.1, Light::Red),
        ] {
            assert_eq!(
                light(LightInput {
                    deviation: -behind,
                    ..ON_PLAN
                }),
                expected,
                "{behind} points behind"
            );
        }
        for (late, expected) in [
            (0, Light::Green),
            (1, Light::Yellow),
            (3, Light::Yellow),
            (4, Light::Red),
        ] {
            assert_eq!(
                light(LightInput {
                    late_days: late,
                    ..ON_PLAN
                }),
                expected,
                "{late} days late"
            );
            assert_eq!(
                light(LightInput {
                    forecast_late_days: late,
                    ..ON_PLAN
                }),
                expected,
                "{late} days to come"
            );
        }
        assert_eq!(
            light(LightInput {
                late_days: 1,
                critical: true,
                ..ON_PLAN
            }),
            Light::Red
        );
        let soon = LightInput {
            due_in_days: 3,
            percent: 79.0,
            ..ON_PLAN
        };
        assert_eq!(light(soon), Light::Yellow);
        assert_eq!(
            light(LightInput {
                due_in_days: 4,
                ..soon
            }),
            Light::Green
        );
        assert_eq!(
            light(LightInput {
                percent: 80.0,
                ..soon
            }),
            Light::Green
        );
        assert_eq!(
            light(LightInput {
                finished: true,
                late_days: 9,
                critical: true,
                ..ON_PLAN
            }),
            Light::Green
        );
    }

    #[test]
    fn a_reason_never_names_a_value_that_would_pass() {
        let reason = |input| task_light(&input, &Policy::default()).reason.en;
        for (behind, said) in [(5.04, "5.1"), (5.3, "5.3"), (9.0, "9"), (10.01, "10.1")] {
            let input = LightInput {
                deviation: -behind,
                ..ON_PLAN
            };
            assert_eq!(reason(input), format!("{said} points behind plan"));
        }
        let due = LightInput {
            due_in_days: 2,
            percent: 79.96,
            ..ON_PLAN
        };
        assert_eq!(reason(due), "due in 2 working days at 79.9 %");
    }

    #[test]
    fn a_boundary_holds_however_its_quotient_is_rounded() {
        let policy = Policy::default();
        for total in 1..=60 {
            for elapsed in 0..=total {
                for percent in 0..=100 {
                    // In whole numbers: behind = (100 · elapsed − percent · total) / total.
                    let behind = 100 * elapsed - percent * total;
                    let expected = if behind > 10 * total {
                        Light::Red
                    } else if behind > 5 * total {
                        Light::Yellow
                    } else {
                        Light::Green
                    };
                    let percent = f64::from(percent);
                    let deviation = percent - crate::progress::planned_percent(elapsed, total);
                    let verdict = task_light(
                        &LightInput {
                            deviation,
                            percent,
                            ..ON_PLAN
                        },
                        &policy,
                    );
                    assert_eq!(
                        verdict.light, expected,
                        "{elapsed}/{total} days, {percent} %"
                    );
                }
            }
        }
    }

    #[test]
    fn a_reason_says_how_much_in_both_languages() {
        let verdict = task_light(
            &LightInput {
                forecast_late_days: 4,
                ..ON_PLAN
            },
            &Policy::default(),
        );
        assert_eq!(
            verdict.reason,
            Text::new(
                "预计延期 4 个工作日",
                "forecast to be late by 4 working days"
            )
        );
    }

    #[test]
    fn the_worst_part_decides_and_the_score_weighs() {
        let part = |code: &'static str, light, weight| Part {
            code,
            light,
            weight,
        };
        let rolled = roll_up(
            &[
                part("KR1", Light::Red, 40.0),
                part("KR2", Light::Green, 35.0),
                part("KR3", Light::Yellow, 25.0),
            ],
            &Policy::default(),
        );
        assert_eq!(rolled.light, Light::Red);
        assert!((rolled.score - 0.475).abs() < 1e-9);
        assert_eq!(rolled.reason.zh, "KR1 红灯");
        assert_eq!(roll_up(&[], &Policy::default()).light, Light::Green);
    }

    #[test]
    fn a_department_may_judge_by_the_weighted_score() {
        let part = |code: &'static str, light, weight| Part {
            code,
            light,
            weight,
        };
        let parts = [
            part("KR1", Light::Red, 40.0),
            part("KR2", Light::Green, 35.0),
            part("KR3", Light::Yellow, 25.0),
        ];
        let by = |yellow_below, red_below| {
            let policy = Policy {
                roll_up: RollUpRule::Score {
                    yellow_below,
                    red_below,
                },
                ..Policy::default()
            };
            roll_up(&parts, &policy)
        };
        // 35 % well and half of 25 %: 47.5 %.
        assert_eq!(by(80.0, 50.0).light, Light::Red);
        assert_eq!(by(80.0, 47.5).light, Light::Yellow, "not below its limit");
        assert_eq!(by(47.5, 20.0).light, Light::Green);
        assert_eq!(by(80.0, 50.0).reason.zh, "加权得分 48%，低于 50%：KR1 红灯");
        assert_eq!(
            by(40.0, 20.0).reason.en,
            "the weighted score 48 % is not below 40 %: KR1 is red"
        );
    }

    proptest! {
        #[test]
        fn worse_is_never_greener(
            behind in 0.0..100.0_f64, more in 0.0..50.0_f64,
            late in 0..20_i32, later in 0..10_i32,
            due in -5..20_i32, percent in 0.0..100.0_f64, critical: bool,
        ) {
            let base = LightInput {
                deviation: -behind, late_days: late, forecast_late_days: late, due_in_days: due, percent, critical, ..ON_PLAN
            };
            for worse in [
                LightInput { deviation: -behind - more, ..base },
                LightInput { late_days: late + later, ..base },
                LightInput { forecast_late_days: late + later, ..base },
                LightInput { critical: true, ..base },
            ] {
                prop_assert!(light(worse) >= light(base), "{:?} is greener than {:?}", worse, base);
            }
        }
    }
}
