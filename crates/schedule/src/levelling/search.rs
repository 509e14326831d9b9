//! From the first rule to the last child.

use super::{
    generation::Generator,
    instance::{Compiled, Instance},
    lists::Lists,
    member::{Crossover, Member},
    random::Random,
    rules::{Rule, Times, priorities},
};

/// Children for each member of the population grow with the budget, and so does the population: by the root of the budget.
const POPULATION: f64 = 0.75;
const SMALLEST: f64 = 16.0;
const LARGEST: f64 = 400.0;
/// Share of the first population that comes from the rules.
const FROM_RULES: f64 = 0.3;
/// Pairs of generations without a better schedule, after which a new population is drawn.
const PATIENCE: u32 = 40;
/// How fast it runs out where all schedules of a population are equally long: there is little left in them to recombine.
const HURRY: u32 = 8;
/// Rules whose values are slots, or counts that are alike: regrets are measured in them.
const SAMPLED: [Rule; 3] = [Rule::LatestFinish, Rule::LatestStart, Rule::MostSuccessors];

/// Which way time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Schedules are pushed to the left: these are the answers.
    Forward,
    /// Schedules are pushed to the right.
    Mirrored,
}

/// A search of one project.
pub(super) struct Search<'a> {
    compiled: Compiled,
    forward: Generator,
    mirrored: Generator,
    random: Random,
    crossover: Crossover,
    /// The best starts so far.
    pub best: Vec<u32>,
    /// Their makespan.
    pub makespan: u32,
    /// The best makespan when the rules were through.
    pub by_rules: u32,
    /// Schedules made.
    pub used: u64,
    bound: u32,
    limit: u64,
    stop: &'a mut dyn FnMut() -> bool,
}

impl<'a> Search<'a> {
    pub fn new(
        compiled: Compiled,
        bound: u32,
        (limit, seed): (u64, u64),
        stop: &'a mut dyn FnMut() -> bool,
    ) -> Self {
        Self {
            forward: Generator::new(&compiled.forward),
            mirrored: Generator::new(&compiled.mirrored),
            compiled,
            random: Random::new(seed),
            crossover: Crossover::default(),
            best: Vec::new(),
            makespan: u32::MAX,
            by_rules: u32::MAX,
            used: 0,
            bound,
            limit,
            stop,
        }
    }

    /// Searches until the budget is spent, the caller stops it, or nothing shorter is possible.
    pub fn run(&mut self, times: &Times) {
        let first = self.by_rules(times);
        self.by_rules = self.makespan;
        if !self.spent() {
            self.evolve(times, first);
        }
    }

    /// The names of the activities, by topological number.
    pub fn names(&self) -> &[u32] {
        &self.compiled.name
    }

    fn spent(&mut self) -> bool {
        self.used >= self.limit || self.makespan <= self.bound || (self.stop)()
    }

    /// Every rule, in both directions, by both schemes. The first schedule is made whatever the budget.
    fn by_rules(&mut self, times: &Times) -> Vec<Member> {
        let backward = Times::of(&self.compiled.mirrored);
        let lists = [&self.compiled.forward, &self.compiled.mirrored].map(Lists::new);
        let mut starts = vec![0; times.head.len()];
        let mut made = Vec::new();
        for rule in Rule::ALL {
            for way in [Way::Forward, Way::Mirrored] {
                let (instance, times, lists) = match way {
                    Way::Forward => (&self.compiled.forward, times, &lists[0]),
                    Way::Mirrored => (&self.compiled.mirrored, &backward, &lists[1]),
                };
                let priority = priorities(instance, times, rule);
                let order = lists.by_priority(&priority);
                for serial in [false, true] {
                    if self.used > 0 && self.spent() {
                        return made;
                    }
                    let makespan = if serial {
                        self.serial(way, &order, &mut starts)
                    } else {
                        self.parallel(way, &priority, &mut starts)
                    };
                    let mut member = Member::default();
                    self.take(way, &mut member, &starts, makespan);
                    if way == Way::Mirrored {
                        let makespan = self.serial(Way::Forward, &member.order, &mut starts);
                        self.take(Way::Forward, &mut member, &starts, makespan);
                    }
                    made.push(member);
                }
            }
        }
        made
    }

    /// Two populations in turn, one pushed to the left and one to the right (Debels, Vanhoucke 2005): a child of the one is a member of
    /// the other, so that every schedule is justified on the way (Valls, Ballestín, Quintanilla 2005) and nothing is made twice.
    fn evolve(&mut self, times: &Times, mut first: Vec<Member>) {
        let size = (self.limit as f64).sqrt() * POPULATION;
        let size = size.clamp(SMALLEST, LARGEST) as usize;
        let lists = Lists::new(&self.compiled.forward);
        let priorities = SAMPLED.map(|rule| priorities(&self.compiled.forward, times, rule));
        let mut starts = vec![0; times.head.len()];
        first.sort_by_key(|member| member.makespan);
        first.truncate((size as f64 * FROM_RULES) as usize);
        loop {
            let mut left = std::mem::take(&mut first);
            while left.len() < size {
                if self.spent() {
                    return;
                }
                let rule = self.random.below(SAMPLED.len() as u32) as usize;
                let order = lists.sampled(&priorities[rule], &mut self.random);
                let makespan = self.serial(Way::Forward, &order, &mut starts);
                let mut member = Member::default();
                self.take(Way::Forward, &mut member, &starts, makespan);
                left.push(member);
            }
            let mut right: Vec<Option<Member>> = vec![None; size];
            let mut left: Vec<Option<Member>> = left.into_iter().map(Some).collect();
            let (mut best, mut waited) = (u32::MAX, 0);
            while waited < PATIENCE {
                for way in [Way::Mirrored, Way::Forward] {
                    let (from, to) = match way {
                        Way::Mirrored => (&left, &mut right),
                        Way::Forward => (&right, &mut left),
                    };
                    if !self.generation(way, from, to, &mut starts) {
                        return;
                    }
                }
                let lengths = || left.iter().flatten().map(|member| member.makespan);
                let shortest = lengths().min().unwrap_or(best);
                let alike = lengths().all(|length| length == shortest);
                waited += if alike { HURRY } else { 1 };
                if shortest < best {
                    (best, waited) = (shortest, 0);
                }
            }
        }
    }

    /// A child for each member, which takes its place on the other side unless somebody better is there. Whether there is budget left.
    fn generation(
        &mut self,
        way: Way,
        from: &[Option<Member>],
        to: &mut [Option<Member>],
        starts: &mut [u32],
    ) -> bool {
        let mut order = Vec::new();
        let mut spare = Member::default();
        for (first, place) in from.iter().zip(to) {
            if self.spent() {
                return false;
            }
            let (Some(first), Some(second)) = (first, self.tournament(from)) else {
                continue;
            };
            let (instance, generator) = match way {
                Way::Forward => (&self.compiled.forward, &mut self.forward),
                Way::Mirrored => (&self.compiled.mirrored, &mut self.mirrored),
            };
            let parents = [first, second];
            let child = self
                .crossover
                .child(instance, parents, &mut self.random, generator);
            order.clear();
            order.extend_from_slice(child);
            let best = self.makespan;
            let makespan = self.serial(way, &order, starts);
            if place
                .as_ref()
                .is_some_and(|there| there.makespan < makespan)
            {
                continue;
            }
            self.take(way, &mut spare, starts, makespan);
            if way == Way::Mirrored && makespan < best {
                // The answer is the one pushed to the left.
                self.serial(Way::Forward, &spare.order, starts);
            }
            std::mem::swap(place.get_or_insert_default(), &mut spare);
        }
        true
    }

    /// The better of two at random.
    fn tournament<'m>(&mut self, from: &'m [Option<Member>]) -> Option<&'m Member> {
        let mut draw = || from[self.random.below(from.len() as u32) as usize].as_ref();
        let (one, other) = (draw()?, draw()?);
        Some(if other.makespan < one.makespan {
            other
        } else {
            one
        })
    }

    fn serial(&mut self, way: Way, order: &[u32], starts: &mut [u32]) -> u32 {
        self.used += 1;
        if way == Way::Mirrored {
            return self.mirrored.serial(&self.compiled.mirrored, order, starts);
        }
        let makespan = self.forward.serial(&self.compiled.forward, order, starts);
        self.record(starts, makespan);
        makespan
    }

    fn parallel(&mut self, way: Way, priority: &[f64], starts: &mut [u32]) -> u32 {
        self.used += 1;
        if way == Way::Mirrored {
            return self
                .mirrored
                .parallel(&self.compiled.mirrored, priority, starts);
        }
        let makespan = self
            .forward
            .parallel(&self.compiled.forward, priority, starts);
        self.record(starts, makespan);
        makespan
    }

    fn record(&mut self, starts: &[u32], makespan: u32) {
        if makespan < self.makespan {
            self.makespan = makespan;
            self.best.clear();
            self.best.extend_from_slice(starts);
            if self.compiled.anchor(makespan) {
                self.mirrored.renew(&self.compiled.mirrored);
            }
        }
    }

    /// A schedule of one way as a member that the other way reads.
    fn take(&mut self, way: Way, member: &mut Member, starts: &[u32], makespan: u32) {
        let (reader, generator): (&Instance, _) = match way {
            Way::Forward => (&self.compiled.mirrored, &mut self.mirrored),
            Way::Mirrored => (&self.compiled.forward, &mut self.forward),
        };
        member.take(generator, reader, starts, makespan);
    }
}
