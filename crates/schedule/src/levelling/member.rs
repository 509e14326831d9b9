//! A schedule in a population, and how two of them make an order for a third.

use super::{
    generation::{Generator, respect_precedence},
    instance::Instance,
    random::Random,
};

/// A schedule as the other direction of time sees it: that is where it is read next.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    /// Starts in that direction.
    pub keys: Vec<u32>,
    /// Activities in the order of these starts.
    pub order: Vec<u32>,
    /// Length of the schedule.
    pub makespan: u32,
}

impl Member {
    /// Takes over a schedule of activities that last so long; `reader` is the instance of the other direction.
    pub fn take(
        &mut self,
        generator: &mut Generator,
        reader: &Instance,
        starts: &[u32],
        makespan: u32,
    ) {
        self.makespan = makespan;
        self.keys.clear();
        // Numbers run the other way in the other direction, and what ended last begins first.
        let own = starts.iter().rev().zip(&reader.duration);
        self.keys
            .extend(own.map(|(start, duration)| makespan - start - duration));
        generator.sort(reader, &mut self.keys, &mut self.order);
    }

    /// Mean distance of the starts of two schedules.
    fn apart(&self, other: &Self) -> f64 {
        let apart = self
            .keys
            .iter()
            .zip(&other.keys)
            .map(|(a, b)| a.abs_diff(*b));
        f64::from(apart.sum::<u32>()) / self.keys.len().max(1) as f64
    }
}

/// Share of the makespan that a window takes: at least, at most.
const WINDOW: (f64, f64) = (0.15, 0.5);
/// How often the window lies anywhere instead of on the peak: without it all children of a parent are alike.
const ANYWHERE: f64 = 0.3;
/// Parents whose starts are no further apart on average than this have a child that is changed at random too.
const ALIKE: f64 = 1.0;
/// Chance of an activity of such a child to go anywhere.
const MUTATION: f64 = 0.03;

/// Makes orders for children.
#[derive(Debug, Default)]
pub(super) struct Crossover {
    load: Vec<f32>,
    keys: Vec<u32>,
    order: Vec<u32>,
}

impl Crossover {
    /// Peak crossover (Valls, Ballestín, Quintanilla 2008; as a window of the schedule, Debels, Vanhoucke 2007): the window of the first
    /// parent in which its resources are used most is taken as it is; what the first parent has before it and after it comes in
    /// the order of the second.
    pub fn child(
        &mut self,
        instance: &Instance,
        parents: [&Member; 2],
        random: &mut Random,
        generator: &mut Generator,
    ) -> &[u32] {
        let [first, second] = parents;
        let (from, to) = self.window(instance, first, random);
        let start = |at: &&u32| first.keys[**at as usize];
        self.order.clear();
        self.order
            .extend(second.order.iter().filter(|at| start(at) < from));
        self.order.extend(
            first
                .order
                .iter()
                .filter(|at| (from..to).contains(&start(at))),
        );
        self.order
            .extend(second.order.iter().filter(|at| start(at) >= to));
        let chance = if first.apart(second) < ALIKE {
            MUTATION
        } else {
            0.0
        };
        if chance > 0.0 || !instance.sequential {
            self.shake(instance, chance, random, generator);
        }
        &self.order
    }

    /// First slot of the window, and the first after it.
    fn window(&mut self, instance: &Instance, member: &Member, random: &mut Random) -> (u32, u32) {
        let makespan = member.makespan.max(1);
        let part = |share: f64| (f64::from(makespan) * share) as u32;
        let least = part(WINDOW.0).max(1);
        let length = random.between(least, part(WINDOW.1).max(least));
        let places = makespan - length + 1;
        let first = random.below(places);
        if random.unit() < ANYWHERE {
            return (first, first + length);
        }
        // Of windows with the same load, the first from a place at random.
        let load = self.load(instance, member);
        let within = |from: u32| load[(from + length) as usize] - load[from as usize];
        let mut best = (f32::MIN, first);
        for from in (first..places).chain(0..first) {
            let within = within(from);
            if within > best.0 {
                best = (within, from);
            }
        }
        (best.1, best.1 + length)
    }

    /// What is used of all resources before each slot.
    fn load(&mut self, instance: &Instance, member: &Member) -> &[f32] {
        let last = member.makespan.max(1) as usize;
        let load = &mut self.load;
        load.clear();
        load.resize(last + 1, 0.0);
        for (at, start) in member.keys.iter().enumerate() {
            let start = (*start as usize).min(last);
            let end = (start + instance.duration[at] as usize).min(last);
            load[start] += instance.weight[at];
            load[end] -= instance.weight[at];
        }
        let (mut level, mut sum) = (0.0, 0.0);
        for slot in load.iter_mut() {
            level += *slot;
            let before = sum;
            sum += level;
            *slot = before;
        }
        load
    }

    /// Lets some activities go anywhere, and puts the order right.
    fn shake(
        &mut self,
        instance: &Instance,
        chance: f64,
        random: &mut Random,
        generator: &mut Generator,
    ) {
        let count = self.order.len() as u32;
        self.keys.clear();
        self.keys.resize(count as usize, 0);
        for (rank, at) in self.order.iter().enumerate() {
            self.keys[*at as usize] = rank as u32;
        }
        for key in &mut self.keys {
            if random.unit() < chance {
                *key = random.below(count);
            }
        }
        respect_precedence(instance, &mut self.keys);
        generator.sort(instance, &mut self.keys, &mut self.order);
    }
}
