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
fn what_is_late_and_what_is_to_come_are_told_apart() {
    let reason = |late_days, forecast_late_days, critical| {
        let input = LightInput {
            late_days,
            forecast_late_days,
            critical,
            ..ON_PLAN
        };
        task_light(&input, &Policy::default()).reason
    };
    for (late, forecast, zh, en) in [
        (
            1,
            5,
            "已延期 1 个工作日，预计共延期 5 个工作日",
            "late by 1 working day, forecast to be late by 5",
        ),
        (
            2,
            3,
            "已延期 2 个工作日，预计共延期 3 个工作日",
            "late by 2 working days, forecast to be late by 3",
        ),
        (2, 2, "已延期 2 个工作日", "late by 2 working days"),
        (2, 0, "已延期 2 个工作日", "late by 2 working days"),
        (
            -3,
            1,
            "预计延期 1 个工作日",
            "forecast to be late by 1 working day",
        ),
    ] {
        assert_eq!(reason(late, forecast, false), Text::new(zh, en));
        let critical = Text::new(
            format!("关键路径任务{zh}"),
            format!("on the critical path and {en}"),
        );
        assert_eq!(reason(late, forecast, true), critical);
    }
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

#[test]
fn a_reason_names_few_of_many_parts() {
    let codes: Vec<String> = (1..=12).map(|at| format!("G{at:02}")).collect();
    let parts: Vec<Part<'_>> = codes
        .iter()
        .map(|code| Part {
            code,
            light: Light::Red,
            weight: 1.0,
        })
        .collect();
    let reason = roll_up(&parts, &Policy::default()).reason;
    assert_eq!(reason.zh, "G01、G02、G03、G04、G05 等 12 项 红灯");
    assert_eq!(reason.en, "G01, G02, G03, G04, G05 and 7 more are red");
}
