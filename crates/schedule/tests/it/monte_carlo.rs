//! Simulated finishes against closed forms, and the same answer for the same seed.

use std::sync::Arc;

use cascade_schedule::{
    Calendar, CalendarIx, Link, LinkKind, Network, TaskInput, TaskIx, TaskState,
    monte_carlo::{Estimate, EstimateError, Forecast, Simulation, Uncertain, simulate},
};
use chrono::{NaiveDate, Weekday};

const RUNS: u32 = 20_000;

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

/// Every day is worked, so that dates are days from the start.
fn network() -> Network {
    let mut network = Network::new(Some(start()));
    let mut day = Weekday::Mon;
    let week: Vec<Weekday> = std::iter::repeat_with(|| {
        day = day.succ();
        day
    })
    .take(7)
    .collect();
    network.add_calendar(Calendar::weekly(week));
    network
}

fn task(network: &mut Network) -> TaskIx {
    network.add_task(TaskInput {
        calendar: CalendarIx(0),
        duration: 10,
        state: TaskState::Planned { not_before: None },
    })
}

fn after(network: &mut Network, predecessor: TaskIx, successor: TaskIx) {
    let link = Link {
        predecessor,
        successor,
        kind: LinkKind::FinishToStart,
        lag: 0,
    };
    network.add_link(link).unwrap();
}

fn certain(task: TaskIx, estimate: Estimate) -> Uncertain {
    Uncertain {
        task,
        estimate,
        group: None,
    }
}

fn triangular(optimistic: f64, likely: f64, pessimistic: f64) -> Estimate {
    Estimate::Triangular {
        optimistic,
        likely,
        pessimistic,
    }
}

fn run(
    network: &mut Network,
    uncertain: &[Uncertain],
    targets: &[Vec<TaskIx>],
    correlation: f64,
) -> Vec<Forecast> {
    network.propagate();
    let simulation = Simulation {
        runs: RUNS,
        seed: 7,
        correlation,
    };
    simulate(network, uncertain, targets, simulation).unwrap()
}

/// Days that were taken, the last one counted as a whole: half a day more on average than was drawn, and one less half of rounding.
fn days(forecast: &Forecast) -> Vec<f64> {
    let finishes = forecast.finishes().iter();
    finishes
        .map(|finish| ((*finish - start()).num_days() + 1) as f64)
        .collect()
}

fn mean(days: &[f64]) -> f64 {
    days.iter().sum::<f64>() / days.len() as f64
}

fn variance(days: &[f64]) -> f64 {
    let mean = mean(days);
    days.iter().map(|day| (day - mean).powi(2)).sum::<f64>() / days.len() as f64
}

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not within {tolerance} of {expected}"
    );
}

/// Drawn days are rounded to half days and a half day takes its whole date: a quarter of a day more on average, and the variance of
/// the rounding with it.
const SHOWN_LATER: f64 = 0.25;

#[test]
fn one_triangular_task_has_the_mean_variance_and_quantiles_of_its_distribution() {
    let mut network = network();
    let only = task(&mut network);
    let estimate = triangular(20.0, 40.0, 90.0);
    let forecasts = run(&mut network, &[certain(only, estimate)], &[vec![only]], 0.0);
    let days = days(&forecasts[0]);
    near(mean(&days), 150.0 / 3.0 + SHOWN_LATER, 0.4);
    let expected = (20.0_f64.powi(2) + 40.0_f64.powi(2) + 90.0_f64.powi(2)
        - 20.0 * 40.0
        - 20.0 * 90.0
        - 40.0 * 90.0)
        / 18.0;
    near(variance(&days), expected, 6.0);
    // Its distribution function is 1 − (90 − x)² / (70·50) above 40.
    for percent in [50.0, 80.0, 95.0] {
        let day = 90.0 - ((1.0 - percent / 100.0) * 70.0 * 50.0_f64).sqrt();
        let found = forecasts[0].percentile(percent).unwrap() - start();
        near((found.num_days() + 1) as f64, day + SHOWN_LATER, 1.2);
        let until = start() + chrono::TimeDelta::days(day as i64 - 1);
        near(forecasts[0].probability_by(until), percent / 100.0, 0.03);
    }
}

#[test]
fn one_pert_task_has_the_mean_and_variance_of_its_beta_distribution() {
    for (optimistic, likely, pessimistic) in [(20.0, 40.0, 90.0), (10.0, 10.0, 70.0)] {
        let mut network = network();
        let only = task(&mut network);
        let estimate = Estimate::Pert {
            optimistic,
            likely,
            pessimistic,
        };
        let forecasts = run(&mut network, &[certain(only, estimate)], &[vec![only]], 0.0);
        let days = days(&forecasts[0]);
        let expected = (optimistic + 4.0 * likely + pessimistic) / 6.0;
        near(mean(&days), expected + SHOWN_LATER, 0.4);
        let spread = (expected - optimistic) * (pessimistic - expected) / 7.0;
        near(variance(&days), spread, 5.0);
    }
}

#[test]
fn a_chain_of_two_has_the_sum_of_means_and_variances_and_correlation_adds_to_it() {
    let mut network = network();
    let (first, second) = (task(&mut network), task(&mut network));
    after(&mut network, first, second);
    let estimate = || triangular(20.0, 50.0, 80.0);
    let tied = |group| {
        [first, second].map(|task| Uncertain {
            task,
            estimate: estimate(),
            group,
        })
    };
    let one = 30.0_f64.powi(2) / 6.0;
    let targets = [vec![first, second]];
    let free = days(&run(&mut network, &tied(None), &targets, 0.9)[0]);
    near(mean(&free), 100.0 + SHOWN_LATER, 0.5);
    near(variance(&free), 2.0 * one, 10.0);
    let full = days(&run(&mut network, &tied(Some(4_000_000_000)), &targets, 1.0)[0]);
    near(mean(&full), 100.0 + SHOWN_LATER, 0.7);
    near(variance(&full), 4.0 * one, 18.0);
    let none = days(&run(&mut network, &tied(Some(3)), &targets, 0.0)[0]);
    near(variance(&none), 2.0 * one, 10.0);
    let half = variance(&days(&run(&mut network, &tied(Some(3)), &targets, 0.5)[0]));
    assert!(half > 2.4 * one && half < 3.5 * one, "{half} of {one}");
}

#[test]
fn the_later_of_two_is_later_than_either() {
    let mut network = network();
    let (one, other) = (task(&mut network), task(&mut network));
    // Uniform on 0–100, as the ratios of a history: the maximum of two has the mean 2/3 and the variance 1/18.
    let ratios: Arc<[f64]> = (0..1_000)
        .map(|at| (f64::from(at) + 0.5) / 1_000.0)
        .collect();
    let history = || Estimate::History {
        planned: 100.0,
        ratios: Arc::clone(&ratios),
    };
    let uncertain = [certain(one, history()), certain(other, history())];
    let targets = [vec![one], vec![one, other]];
    let forecasts = run(&mut network, &uncertain, &targets, 0.0);
    near(mean(&days(&forecasts[0])), 50.0 + SHOWN_LATER, 0.8);
    let both = days(&forecasts[1]);
    near(mean(&both), 200.0 / 3.0 + SHOWN_LATER, 0.7);
    near(variance(&both), 100.0_f64.powi(2) / 18.0, 15.0);
    // P(max ≤ 80) = 0.8².
    let until = start() + chrono::TimeDelta::days(79);
    near(forecasts[1].probability_by(until), 0.64, 0.015);
}

#[test]
fn the_same_seed_gives_the_same_answer_and_another_seed_another() {
    let mut network = network();
    let tasks: Vec<TaskIx> = (0..40).map(|_| task(&mut network)).collect();
    for pair in tasks.windows(2) {
        after(&mut network, pair[0], pair[1]);
    }
    network.propagate();
    let uncertain: Vec<Uncertain> = tasks
        .iter()
        .map(|task| Uncertain {
            task: *task,
            estimate: triangular(5.0, 10.0, 30.0),
            group: Some(task.0 % 3),
        })
        .collect();
    let with = |seed, runs| {
        let simulation = Simulation {
            runs,
            seed,
            correlation: 0.4,
        };
        simulate(
            &network,
            &uncertain,
            std::slice::from_ref(&tasks),
            simulation,
        )
        .unwrap()
    };
    assert_eq!(with(1, 500), with(1, 500));
    assert_ne!(with(1, 500), with(2, 500));
    // A run does not depend on how many there are beside it.
    let few = with(1, 3);
    let many = with(1, 500);
    assert!(
        few[0]
            .finishes()
            .iter()
            .all(|day| many[0].finishes().contains(day))
    );
}

#[test]
fn what_has_happened_and_the_calendar_are_kept() {
    let mut network = Network::new(Some(start()));
    network.add_calendar(Calendar::china());
    let (done, begun, next) = (task(&mut network), task(&mut network), task(&mut network));
    let finish = start() - chrono::TimeDelta::days(5);
    let state = |network: &mut Network, task, state| {
        network.set_task(
            task,
            TaskInput {
                calendar: CalendarIx(0),
                duration: 10,
                state,
            },
        );
    };
    let begin = start() - chrono::TimeDelta::days(20);
    state(
        &mut network,
        done,
        TaskState::Finished {
            start: begin,
            finish,
        },
    );
    let started = TaskState::Started {
        start: begin,
        remaining: 3,
    };
    state(&mut network, begun, started);
    after(&mut network, begun, next);
    let uncertain = [done, begun, next].map(|task| certain(task, triangular(1.0, 1.0, 1.0)));
    let targets = [vec![done], vec![begun], vec![next], Vec::new()];
    let forecasts = run(&mut network, &uncertain, &targets, 0.0);
    assert_eq!(forecasts[0].percentile(50.0), Some(finish));
    // 1–3 January are off; the 4th, a Sunday, is worked.
    let day = |of| NaiveDate::from_ymd_opt(2026, 1, of);
    assert_eq!(forecasts[1].percentile(100.0), day(4));
    assert_eq!(forecasts[2].percentile(0.0), day(5));
    assert!((forecasts[2].probability_by(day(4).unwrap())).abs() < f64::EPSILON);
    assert_eq!(forecasts[3].percentile(50.0), None);
}

#[test]
fn an_estimate_that_cannot_be_is_refused() {
    let mut network = network();
    let only = task(&mut network);
    let asked = |estimate| {
        let uncertain = [certain(only, estimate)];
        simulate(&network, &uncertain, &[], Simulation::default()).unwrap_err()
    };
    for (optimistic, likely, pessimistic) in
        [(3.0, 2.0, 4.0), (-1.0, 2.0, 4.0), (1.0, 2.0, f64::NAN)]
    {
        let error = asked(triangular(optimistic, likely, pessimistic));
        assert!(matches!(error, EstimateError::Points { task, .. } if task == only));
        assert!(error.to_string().contains("optimistic"), "{error}");
    }
    let history = |planned, ratios: &[f64]| Estimate::History {
        planned,
        ratios: ratios.into(),
    };
    for estimate in [
        history(5.0, &[]),
        history(5.0, &[1.0, -2.0]),
        history(f64::INFINITY, &[1.0]),
    ] {
        assert!(matches!(asked(estimate), EstimateError::History { .. }));
    }
}
