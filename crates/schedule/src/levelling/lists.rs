//! Orders of activities that keep precedence, made from priorities.

use super::{instance::Instance, random::Random};

/// Makes orders of one instance.
pub(super) struct Lists {
    after: Vec<Vec<u32>>,
    waits: Vec<u32>,
}

impl Lists {
    pub fn new(instance: &Instance) -> Self {
        let count = instance.duration.len();
        let mut after = vec![Vec::new(); count];
        let mut waits = vec![0; count];
        for (at, waits) in waits.iter_mut().enumerate() {
            for (before, _) in instance.predecessors.row(at) {
                after[*before as usize].push(at as u32);
                *waits += 1;
            }
        }
        Self { after, waits }
    }

    /// Always the most urgent of those whose predecessors are done; of equals, the first.
    pub fn by_priority(&self, priority: &[f64]) -> Vec<u32> {
        self.make(|free| {
            let urgency = |position: &usize| {
                let at = free[*position];
                (priority[at as usize], at)
            };
            let first = (0..free.len()).min_by(|a, b| {
                let (a, b) = (urgency(a), urgency(b));
                a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
            });
            first.unwrap_or(0)
        })
    }

    /// One of those whose predecessors are done, the urgent with a greater chance: it grows with the square of what it would cost to
    /// take the least urgent instead (regret-based biased random sampling; Drexl 1991, Kolisch 1996).
    pub fn sampled(&self, priority: &[f64], random: &mut Random) -> Vec<u32> {
        let mut chances = Vec::new();
        self.make(|free| {
            let of = |at: &u32| priority[*at as usize];
            let worst = free.iter().map(of).fold(f64::MIN, f64::max);
            chances.clear();
            let mut sum = 0.0;
            for at in free {
                sum += (worst - of(at) + 1.0).powi(2);
                chances.push(sum);
            }
            let drawn = random.unit() * sum;
            chances
                .partition_point(|upto| *upto <= drawn)
                .min(free.len() - 1)
        })
    }

    /// `choose` says which of the free comes next.
    fn make(&self, mut choose: impl FnMut(&[u32]) -> usize) -> Vec<u32> {
        let mut waits = self.waits.clone();
        let mut order = Vec::with_capacity(waits.len());
        let mut free: Vec<u32> = (0..waits.len() as u32)
            .filter(|at| waits[*at as usize] == 0)
            .collect();
        while !free.is_empty() {
            let at = free.swap_remove(choose(&free));
            order.push(at);
            for next in &self.after[at as usize] {
                waits[*next as usize] -= 1;
                if waits[*next as usize] == 0 {
                    free.push(*next);
                }
            }
        }
        order
    }
}
