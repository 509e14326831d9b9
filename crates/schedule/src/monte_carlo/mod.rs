//! Monte Carlo: when will it be finished, if each task takes what its estimate says it may take?
//!
//! Each run draws a duration for every uncertain task, calculates the whole network with it, calendars, links, constraints and what
//! has happened included, and notes the last finish of every target. R. M. Van Slyke: Monte Carlo methods and the PERT problem,
//! Operations Research 11 (1963): unlike PERT's sum along one path, it is right where paths merge.
//!
//! Tasks of one group (a department, say) may be correlated: their durations are tied by a Gaussian copula with one factor,
//! `u = Φ(√ρ·g + √(1−ρ)·e)` with g drawn once for the group and e for each task, both standard normal; see R. B. Nelsen, An
//! Introduction to Copulas (2006).
//!
//! The result follows from the seed alone. Every run has a stream of its own of the `ChaCha` generator, a function of seed, run and
//! counter (the idea of J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, 2011), so it does not matter how many
//! threads share the runs.

mod draw;
mod estimate;
mod forecast;

use std::{collections::HashMap, num::NonZero, thread};

use crate::{
    day::{self, Slot},
    model::TaskIx,
    network::Network,
    node::Phase,
};

use draw::{Draw, Quantile, Shapes};

pub use estimate::{Estimate, EstimateError};
pub use forecast::Forecast;

/// A task of which it is not certain how long it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// The task. What it has left to do is uncertain where it has started; where it is finished nothing is.
    pub task: TaskIx,
    /// How long it may take, or may still take.
    pub estimate: Estimate,
    /// Tasks of one group tend to take long together. None is tied to nobody.
    pub group: Option<u32>,
}

/// How to simulate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulation {
    /// How often; a probability of p has a standard error of √(p(1−p)/runs).
    pub runs: u32,
    /// The same seed gives the same answer.
    pub seed: u64,
    /// Correlation ρ of the normal scores of two tasks of one group: 0 is none, 1 is full. What lies outside counts as the nearer.
    pub correlation: f64,
}

impl Default for Simulation {
    fn default() -> Self {
        Self {
            runs: 1_000,
            seed: 0,
            correlation: 0.0,
        }
    }
}

/// Simulates a network; each target is a set of tasks, finished when the last of them is. Answers a forecast for each target.
///
/// # Errors
/// An estimate that cannot be; nothing is simulated then.
pub fn simulate(
    network: &Network,
    uncertain: &[Uncertain],
    targets: &[Vec<TaskIx>],
    simulation: Simulation,
) -> Result<Vec<Forecast>, EstimateError> {
    let slots = |target: &Vec<TaskIx>| -> Vec<u32> {
        let there = target.iter().map(|task| network.slot(*task));
        there
            .filter(|slot| network.nodes[*slot as usize].phase() != Phase::Removed)
            .collect()
    };
    let targets: Vec<Vec<u32>> = targets.iter().map(slots).collect();
    let last = |network: &Network, slots: &Vec<u32>| {
        let finish = |slot: &u32| network.window(*slot).finish;
        slots.iter().map(finish).max().unwrap_or(day::UNBOUND)
    };
    let finishes: Vec<Vec<Slot>> = observe(network, uncertain, simulation, |network| {
        targets.iter().map(|slots| last(network, slots)).collect()
    })?;
    let of_target = |(at, slots): (usize, &Vec<u32>)| {
        // A target of nothing is never finished.
        let known = finishes.iter().filter(|_| !slots.is_empty());
        known.map(|run| day::date(run[at])).collect()
    };
    Ok(targets.iter().enumerate().map(of_target).collect())
}

/// Simulates a network and looks at it after every run; answers what was seen, in the order of the runs.
///
/// # Errors
/// An estimate that cannot be; nothing is simulated then.
pub fn observe<T: Send>(
    network: &Network,
    uncertain: &[Uncertain],
    simulation: Simulation,
    look: impl Fn(&Network) -> T + Sync,
) -> Result<Vec<T>, EstimateError> {
    let mut shapes = Shapes::default();
    let mut tasks = Vec::with_capacity(uncertain.len());
    let mut groups = HashMap::new();
    for one in uncertain {
        let quantile = shapes.quantile(one.task, &one.estimate)?;
        let next = groups.len();
        let group = one.group.map(|name| *groups.entry(name).or_insert(next));
        tasks.push((network.slot(one.task), quantile, group));
    }
    let plan = Plan {
        network,
        draw: Draw::new(simulation.seed, simulation.correlation, groups.len()),
        tasks,
        look,
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = simulation
        .runs
        .div_ceil(u32::try_from(threads).unwrap_or(1))
        .max(1);
    Ok(thread::scope(|scope| {
        let workers: Vec<_> = (0..simulation.runs)
            .step_by(share as usize)
            .map(|first| {
                let (plan, last) = (&plan, (first + share).min(simulation.runs));
                scope.spawn(move || plan.run(first..last))
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            match worker.join() {
                Ok(seen) => all.extend(seen),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    }))
}

/// What every thread reads.
struct Plan<'a, L> {
    network: &'a Network,
    draw: Draw,
    tasks: Vec<(u32, Quantile, Option<usize>)>,
    look: L,
}

impl<L> Plan<'_, L> {
    /// What is seen run by run.
    fn run<T>(&self, runs: std::ops::Range<u32>) -> Vec<T>
    where
        L: Fn(&Network) -> T,
    {
        let mut network = self.network.clone();
        let mut seen = Vec::with_capacity(runs.len());
        for run in runs {
            let mut draw = self.draw.of_run(run);
            for (slot, quantile, group) in &self.tasks {
                let days = quantile.at(draw.next(*group));
                network.nodes[*slot as usize].take(days);
            }
            network.settle_all();
            seen.push((self.look)(&network));
        }
        seen
    }
}
