//! How good schedules are, on instances of the classes that the literature measures.

use cascade_psplib::{J30, J120, Kind, Solutions, generate, name, read};
use cascade_schedule::levelling::{Effort, level, violation};

/// Mean deviation from the critical path in percent, of every fifth combination of parameters.
fn deviation(kind: &Kind, schedules: u64) -> f64 {
    let parameters: Vec<usize> = (0..kind.parameters()).step_by(7).collect();
    let each = parameters.iter().map(|parameter| {
        let project = generate(kind, *parameter, 1);
        let found = level(&project, Effort { schedules, seed: 1 }, || false).unwrap();
        assert_eq!(violation(&project, &found.starts), None);
        assert!(found.finish <= found.by_rules);
        100.0 * (f64::from(found.finish) / f64::from(found.critical_path) - 1.0)
    });
    each.sum::<f64>() / parameters.len() as f64
}

#[test]
fn more_schedules_are_better_schedules() {
    let [rules, some, more] = [42, 500, 3_000].map(|schedules| deviation(&J120, schedules));
    assert!(
        some < rules - 0.5 && more < some - 0.5,
        "{rules} {some} {more}"
    );
    let [some, more] = [200, 3_000].map(|schedules| deviation(&J30, schedules));
    assert!(more <= some, "{some} {more}");
}

#[test]
fn a_known_optimum_is_found() {
    let project = read("j301_1.sm", include_str!("../../../psplib/data/j301_1.sm")).unwrap();
    let found = level(
        &project,
        Effort {
            schedules: 1_000,
            seed: 1,
        },
        || false,
    )
    .unwrap();
    assert_eq!((found.finish, found.critical_path), (43, 38));
}

#[test]
fn nearly_as_short_as_another_solver_has_proven_possible() {
    let optima = Solutions::read(include_str!("../../../psplib/data/own_j30opt.txt")).unwrap();
    let effort = Effort {
        schedules: 1_000,
        seed: 1,
    };
    let mut gap = 0.0;
    for parameter in 0..J30.parameters() {
        let shortest = optima.of(&name(&J30, parameter, 1), 30).unwrap();
        let found = level(&generate(&J30, parameter, 1), effort, || false).unwrap();
        assert!(
            found.finish >= shortest,
            "{parameter}: nothing is shorter than the shortest"
        );
        gap += 100.0 * (f64::from(found.finish) / f64::from(shortest) - 1.0);
    }
    let mean = gap / J30.parameters() as f64;
    assert!(mean <= 1.0, "{mean} %");
}
