//! Priority rules: who comes first where several could begin. The least value is the most urgent.

use super::{generation::earliest, instance::Instance};

/// A rule (Kolisch 1996; Hartmann, Kolisch 2000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// LFT: latest finish time.
    LatestFinish,
    /// LST: latest start time.
    LatestStart,
    /// MSLK: least slack between early and late start.
    Slack,
    /// MTS: most successors, direct or not.
    MostSuccessors,
    /// GRPW: greatest rank positional weight, own duration and those of the direct successors.
    RankWeight,
    /// GRPW*: the same over all successors, direct or not.
    RankWeightAll,
    /// GRWC: greatest resource work content on the way to the end, own work and that of all successors.
    WorkAhead,
}

impl Rule {
    /// All of them, those that tend to do best first.
    pub const ALL: [Self; 7] = [
        Self::LatestFinish,
        Self::LatestStart,
        Self::MostSuccessors,
        Self::WorkAhead,
        Self::RankWeightAll,
        Self::Slack,
        Self::RankWeight,
    ];
}

/// What the rules and the bound know of an instance without its resources.
#[derive(Debug, Clone)]
pub(super) struct Times {
    /// Earliest start.
    pub head: Vec<u32>,
    /// Slots between the end of an activity and the end of the project, at least.
    pub tail: Vec<u32>,
    /// Length of the critical path.
    pub critical: u32,
}

impl Times {
    pub fn of(instance: &Instance) -> Self {
        let count = instance.duration.len();
        let mut head = vec![0; count];
        for at in 0..count {
            head[at] = earliest(instance, at, &head);
        }
        let mut tail = vec![0_i64; count];
        for at in (0..count).rev() {
            let own = tail[at] + i64::from(instance.duration[at]);
            for (before, lag) in instance.predecessors.row(at) {
                let before = *before as usize;
                let reaches = own + i64::from(*lag) - i64::from(instance.duration[before]);
                tail[before] = tail[before].max(reaches);
            }
        }
        let tail: Vec<u32> = tail.into_iter().map(|slots| slots.max(0) as u32).collect();
        let ways = (0..count).map(|at| head[at] + instance.duration[at] + tail[at]);
        Self {
            critical: ways.max().unwrap_or(0),
            head,
            tail,
        }
    }
}

/// Priorities of one rule.
pub(super) fn priorities(instance: &Instance, times: &Times, rule: Rule) -> Vec<f64> {
    let count = instance.duration.len();
    let each = |value: &dyn Fn(usize) -> f64| (0..count).map(value).collect();
    let duration = |at: usize| f64::from(instance.duration[at]);
    let late = |at: usize| f64::from(times.critical) - f64::from(times.tail[at]);
    match rule {
        Rule::LatestFinish => each(&late),
        Rule::LatestStart => each(&|at| late(at) - duration(at)),
        Rule::Slack => each(&|at| late(at) - duration(at) - f64::from(times.head[at])),
        Rule::MostSuccessors => sums(instance, true, |_| 1.0),
        Rule::RankWeight => sums(instance, false, duration),
        Rule::RankWeightAll => sums(instance, true, duration),
        Rule::WorkAhead => sums(instance, true, |at| {
            duration(at) * f64::from(instance.weight[at])
        }),
    }
}

/// The negative sum over an activity and its successors, direct ones or all.
fn sums(instance: &Instance, all: bool, value: impl Fn(usize) -> f64) -> Vec<f64> {
    let count = instance.duration.len();
    let words = count.div_ceil(64);
    let mut sums: Vec<f64> = (0..count).map(|at| -value(at)).collect();
    let mut reached = vec![0_u64; if all { count * words } else { 0 }];
    for at in (0..count).rev() {
        if all {
            let row = &reached[at * words..(at + 1) * words];
            for (word, bits) in row.iter().enumerate() {
                let mut bits = *bits;
                while bits != 0 {
                    sums[at] -= value(word * 64 + bits.trailing_zeros() as usize);
                    bits &= bits - 1;
                }
            }
        }
        for (before, _) in instance.predecessors.row(at) {
            let before = *before as usize;
            if all {
                for word in 0..words {
                    let bits = reached[at * words + word];
                    reached[before * words + word] |= bits;
                }
                reached[before * words + at / 64] |= 1 << (at % 64);
            } else {
                sums[before] -= value(at);
            }
        }
    }
    sums
}
