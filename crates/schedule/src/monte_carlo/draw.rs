//! Random numbers, and durations from them by their quantile functions.

use std::{collections::HashMap, f64::consts, sync::Arc};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::{Estimate, EstimateError};
use crate::{
    model::TaskIx,
    node::{Node, Phase},
};

/// Cells into which a beta distribution is cut to be integrated, and those of its quantile function.
const CELLS: u32 = 8_192;
const QUANTILES: u32 = 1_024;

/// From a uniform number to days.
pub(super) enum Quantile {
    Triangular {
        from: f64,
        likely: f64,
        to: f64,
    },
    /// A function on 0–1, and where it begins and ends.
    Shaped {
        from: f64,
        span: f64,
        shape: Arc<[f64]>,
    },
    /// Days, each as likely as the next, ascending.
    Listed(Box<[f64]>),
}

impl Quantile {
    /// Days of work that are not exceeded with this probability.
    #[inline]
    pub(super) fn at(&self, uniform: f64) -> f64 {
        match self {
            Self::Triangular { from, likely, to } => {
                let (rise, fall, span) = (likely - from, to - likely, to - from);
                if span <= 0.0 {
                    *likely
                } else if uniform * span < rise {
                    from + (uniform * span * rise).sqrt()
                } else {
                    to - ((1.0 - uniform) * span * fall).sqrt()
                }
            }
            Self::Shaped { from, span, shape } => {
                let place = uniform * f64::from(QUANTILES);
                // Between 0 and the last but one.
                let at = (place as usize).min(shape.len() - 2);
                let part = place - at as f64;
                from + span * (shape[at] + part * (shape[at + 1] - shape[at]))
            }
            Self::Listed(days) => {
                let at = (uniform * days.len() as f64) as usize;
                days[at.min(days.len() - 1)]
            }
        }
    }
}

/// Quantile functions, those of one shape only once.
#[derive(Default)]
pub(super) struct Shapes(HashMap<u64, Arc<[f64]>>);

impl Shapes {
    pub(super) fn quantile(
        &mut self,
        task: TaskIx,
        estimate: &Estimate,
    ) -> Result<Quantile, EstimateError> {
        estimate.check(task)?;
        Ok(match estimate {
            Estimate::Triangular {
                optimistic,
                likely,
                pessimistic,
            } => Quantile::Triangular {
                from: *optimistic,
                likely: *likely,
                to: *pessimistic,
            },
            Estimate::Pert {
                optimistic,
                likely,
                pessimistic,
            } => {
                let span = pessimistic - optimistic;
                let mode = if span > 0.0 {
                    (likely - optimistic) / span
                } else {
                    0.5
                };
                let shape = self.0.entry(mode.to_bits()).or_insert_with(|| beta(mode));
                Quantile::Shaped {
                    from: *optimistic,
                    span,
                    shape: Arc::clone(shape),
                }
            }
            Estimate::History { planned, ratios } => {
                let mut days: Box<[f64]> = ratios.iter().map(|ratio| ratio * planned).collect();
                days.sort_unstable_by(f64::total_cmp);
                Quantile::Listed(days)
            }
        })
    }
}

/// Quantiles of the beta distribution with the parameters 1 + 4·mode and 5 − 4·mode, integrated by the trapezium rule.
fn beta(mode: f64) -> Arc<[f64]> {
    let density = |at: f64| at.powf(4.0 * mode) * (1.0 - at).powf(4.0 - 4.0 * mode);
    let place = |cell: u32| f64::from(cell) / f64::from(CELLS);
    let mut below = 0.0;
    let mut integral = vec![0.0];
    for cell in 0..CELLS {
        below += density(place(cell)) + density(place(cell + 1));
        integral.push(below);
    }
    let mut cell = 0;
    (0..=QUANTILES)
        .map(|quantile| {
            let wanted = below * f64::from(quantile) / f64::from(QUANTILES);
            while cell + 1 < CELLS && integral[cell as usize + 1] < wanted {
                cell += 1;
            }
            let (from, to) = (integral[cell as usize], integral[cell as usize + 1]);
            let part = if to > from {
                (wanted - from) / (to - from)
            } else {
                0.0
            };
            (f64::from(cell) + part) / f64::from(CELLS)
        })
        .collect()
}

/// Draws for all runs.
pub(super) struct Draw {
    generator: ChaCha8Rng,
    /// Weights of the group's and the task's own part.
    shares: (f64, f64),
    groups: usize,
}

impl Draw {
    pub(super) fn new(seed: u64, correlation: f64, groups: usize) -> Self {
        let correlation = if correlation > 0.0 {
            correlation.min(1.0)
        } else {
            0.0
        };
        Self {
            generator: ChaCha8Rng::seed_from_u64(seed),
            shares: (correlation.sqrt(), (1.0 - correlation).sqrt()),
            groups: if correlation > 0.0 { groups } else { 0 },
        }
    }

    /// The draws of one run, which are the same whoever asks.
    pub(super) fn of_run(&self, run: u32) -> RunDraw {
        let mut generator = self.generator.clone();
        generator.set_stream(u64::from(run));
        let mut draw = RunDraw {
            generator,
            shares: self.shares,
            groups: Vec::with_capacity(self.groups),
            spare: None,
        };
        for _ in 0..self.groups {
            let score = draw.normal();
            draw.groups.push(score);
        }
        draw
    }
}

/// The draws of one run, one after another.
pub(super) struct RunDraw {
    generator: ChaCha8Rng,
    shares: (f64, f64),
    groups: Vec<f64>,
    spare: Option<f64>,
}

impl RunDraw {
    /// A number between 0 and 1, even where it is alone, tied to those of its group.
    #[inline]
    pub(super) fn next(&mut self, group: Option<usize>) -> f64 {
        let score = group.and_then(|group| self.groups.get(group).copied());
        match score {
            Some(score) => {
                let score = self.shares.0 * score + self.shares.1 * self.normal();
                0.5 * libm::erfc(-score * consts::FRAC_1_SQRT_2)
            }
            None => self.uniform(),
        }
    }

    #[inline]
    fn uniform(&mut self) -> f64 {
        // 53 bits, and never 0 or 1.
        ((self.generator.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// G. E. P. Box, M. E. Muller: A note on the generation of random normal deviates (1958).
    #[inline]
    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let (sine, cosine) = (consts::TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }
}

impl Node {
    /// Makes an unfinished task take so many working days, to the half day; at least half a day where it is anything at all.
    pub(super) fn take(&mut self, days: f64) {
        // Durations are far below two thousand million half days, and what is above counts as that.
        let halves = (2.0 * days).round() as i32;
        match self.phase() {
            Phase::Planned => self.extent = halves.max(1),
            Phase::Started => self.extent = halves.max(i32::from(days > 0.0)),
            Phase::Finished | Phase::Removed => {}
        }
    }
}
