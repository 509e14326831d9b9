//! Schedule generation schemes: from an order of activities to a schedule (Kolisch 1996).

use super::instance::Instance;

/// Makes schedules of one instance after another; its tables are used again.
#[derive(Debug, Default)]
pub(super) struct Generator {
    /// Units still free in each slot.
    profile: Vec<u64>,
    /// Slots of the profile that differ from what is free at first.
    touched: usize,
    counts: Vec<u32>,
    sorted: Vec<u32>,
}

impl Generator {
    /// A generator for one instance; its profile holds what is free of it at first.
    pub fn new(instance: &Instance) -> Self {
        Self {
            profile: instance.free.clone(),
            ..Self::default()
        }
    }

    /// Takes over what is free of the instance, all of it.
    pub fn renew(&mut self, instance: &Instance) {
        self.profile.clone_from(&instance.free);
        self.touched = 0;
    }

    fn reset(&mut self, instance: &Instance) {
        let slots = instance.slots;
        let rows = self
            .profile
            .chunks_mut(slots)
            .zip(instance.free.chunks(slots));
        for (row, free) in rows {
            row[..self.touched].copy_from_slice(&free[..self.touched]);
        }
        self.touched = 0;
    }

    /// Serial: each activity in its turn as early as it can be. The order has to keep precedence. Answers with the makespan.
    pub fn serial(&mut self, instance: &Instance, order: &[u32], starts: &mut [u32]) -> u32 {
        self.reset(instance);
        let mut makespan = 0;
        for at in order {
            let at = *at as usize;
            let start = self.place(instance, at, earliest(instance, at, starts));
            starts[at] = start;
            makespan = makespan.max(start + instance.duration[at]);
        }
        self.touched = makespan as usize;
        makespan
    }

    /// The first slot from `from` on in which the activity finds what it needs; taken at once.
    #[inline]
    fn place(&mut self, instance: &Instance, at: usize, from: u32) -> u32 {
        let duration = instance.duration[at] as usize;
        let mut start = from as usize;
        if duration == 0 {
            return from;
        }
        let guard = instance.guard;
        match instance.needs.row(at) {
            [] => {}
            [(word, units)] => {
                let base = *word as usize * instance.slots;
                let row = &mut self.profile[base..base + instance.slots];
                // Looked through from its end: where one slot is short, the next attempt begins after it, and what was looked at
                // beyond it is known to be enough.
                let mut unknown = start;
                loop {
                    let end = start + duration;
                    let short = (row[unknown..end].iter())
                        .rposition(|free| free.wrapping_sub(*units) & guard != guard);
                    let Some(short) = short else { break };
                    start = unknown + short + 1;
                    unknown = end;
                }
                for free in &mut row[start..start + duration] {
                    *free -= units;
                }
            }
            needs => {
                'attempt: loop {
                    for (word, units) in needs {
                        let base = *word as usize * instance.slots;
                        let row = &self.profile[base + start..base + start + duration];
                        let short = row
                            .iter()
                            .rposition(|free| free.wrapping_sub(*units) & guard != guard);
                        if let Some(short) = short {
                            start += short + 1;
                            continue 'attempt;
                        }
                    }
                    break;
                }
                for (word, units) in needs {
                    let base = *word as usize * instance.slots;
                    for free in &mut self.profile[base + start..base + start + duration] {
                        *free -= units;
                    }
                }
            }
        }
        start as u32
    }

    /// Whether the activity finds what it needs from this slot on.
    fn fits(&self, instance: &Instance, at: usize, start: u32) -> bool {
        let (guard, start) = (instance.guard, start as usize);
        let duration = instance.duration[at] as usize;
        instance.needs.row(at).iter().all(|(word, units)| {
            let base = *word as usize * instance.slots + start;
            let row = &self.profile[base..base + duration];
            row.iter()
                .all(|free| free.wrapping_sub(*units) & guard == guard)
        })
    }

    /// Parallel: slot by slot, whatever can begin does, the most urgent (least priority) first. Answers with the makespan.
    pub fn parallel(&mut self, instance: &Instance, priority: &[f64], starts: &mut [u32]) -> u32 {
        self.reset(instance);
        let count = priority.len();
        let mut by_urgency: Vec<u32> = (0..count as u32).collect();
        by_urgency.sort_by(|a, b| priority[*a as usize].total_cmp(&priority[*b as usize]));
        let mut waiting = by_urgency;
        let mut placed = vec![false; count];
        let (mut now, mut makespan) = (0_u32, 0_u32);
        while !waiting.is_empty() {
            // Whoever has no duration may free others in the same slot.
            let mut again = true;
            while again {
                again = false;
                waiting.retain(|at| {
                    let at = *at as usize;
                    let mut before = instance.predecessors.row(at).iter();
                    if !before.all(|(other, _)| placed[*other as usize])
                        || earliest(instance, at, starts) > now
                        || !self.fits(instance, at, now)
                    {
                        return true;
                    }
                    starts[at] = self.place(instance, at, now);
                    makespan = makespan.max(now + instance.duration[at]);
                    placed[at] = true;
                    again = true;
                    false
                });
            }
            now += 1;
        }
        self.touched = makespan as usize;
        makespan
    }

    /// Sorts activities by key, equal ones by topological number. Answers with the order.
    pub fn sort(&mut self, instance: &Instance, keys: &mut [u32], order: &mut Vec<u32>) {
        if !instance.sequential {
            respect_precedence(instance, keys);
        }
        let count = keys.len();
        let most = keys.iter().copied().max().unwrap_or(0) as usize;
        if most > 16 * count + 1_024 {
            order.clear();
            order.extend(0..count as u32);
            order.sort_by_key(|at| keys[*at as usize]);
            return;
        }
        self.counts.clear();
        self.counts.resize(most + 2, 0);
        for key in keys.iter() {
            self.counts[*key as usize + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut self.counts {
            sum += *count;
            *count = sum;
        }
        self.sorted.clear();
        self.sorted.resize(count, 0);
        for (at, key) in keys.iter().enumerate() {
            let to = &mut self.counts[*key as usize];
            self.sorted[*to as usize] = at as u32;
            *to += 1;
        }
        std::mem::swap(order, &mut self.sorted);
    }
}

/// Raises keys so that sorting by them keeps precedence.
pub(super) fn respect_precedence(instance: &Instance, keys: &mut [u32]) {
    for at in 0..keys.len() {
        let before = instance.predecessors.row(at).iter();
        let most = before
            .map(|(other, _)| keys[*other as usize])
            .max()
            .unwrap_or(0);
        keys[at] = keys[at].max(most);
    }
}

/// The first slot that precedence and release leave.
#[inline]
pub(super) fn earliest(instance: &Instance, at: usize, starts: &[u32]) -> u32 {
    let mut start = instance.release[at] as i32;
    for (other, lag) in instance.predecessors.row(at) {
        start = start.max(starts[*other as usize] as i32 + lag);
    }
    start as u32
}
