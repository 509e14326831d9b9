//! Sets of measures, the cheapest first.

use std::{
    cmp::Ordering,
    collections::{BinaryHeap, HashSet},
};

use chrono::NaiveDate;

use crate::{
    model::{CalendarIx, TaskIx},
    network::Network,
};

use super::{
    bench::{Bench, Set},
    measure::{Measure, Place, Terms},
};

/// Most sets that are looked at before the answer need not be the cheapest.
const MOST_SETS: usize = 3_000;
/// Most measure-days that are taken one after the other.
const MOST_STEPS: usize = 400;

/// A task that is to be finished by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    /// The task.
    pub task: TaskIx,
    /// Its last day.
    pub by: NaiveDate,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// Measures, in the order of tasks.
    pub measures: Vec<Measure>,
    /// Their cost, in person-days.
    pub cost: f64,
    /// Working days by which the aim that was missed most was missed.
    pub late_before: i32,
    /// The same with the measures: 0 where they reach all aims.
    pub late_after: i32,
    /// Whether it is known that nothing cheaper reaches all aims.
    pub is_cheapest: bool,
}

/// The cheapest measures by which every aim is reached, or those that come nearest. `replacements` names the calendars of people who could do
/// a task instead. The network stays as it is.
#[must_use]
pub fn cheapest(
    network: &Network,
    aims: &[Aim],
    terms: &Terms,
    replacements: &dyn Fn(TaskIx) -> Vec<CalendarIx>,
) -> Repair {
    let mut search = Search {
        bench: Bench::new(network, terms, replacements),
        aims,
        terms,
    };
    let first = search.look(Set::new());
    let late_before = first.late;
    let (best, is_cheapest) = match search.cheapest_first(first.clone()) {
        Some(found) => (found, true),
        None => (search.one_by_one(first), false),
    };
    Repair {
        measures: search.bench.measures(&best.set),
        cost: best.cost,
        late_before,
        late_after: best.late,
        is_cheapest,
    }
}

/// A set of measures that has been looked at.
#[derive(Clone)]
struct Looked {
    set: Set,
    cost: f64,
    /// Days by which the aim that is missed most is missed, and all together.
    late: i32,
    total: i64,
    places: Vec<Place>,
}

/// The cheapest comes first; of equals, the one that is less late.
struct Queued(Looked);

impl Queued {
    fn key(&self) -> (f64, i64) {
        (self.0.cost, self.0.total)
    }
}

impl Ord for Queued {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (self.key(), other.key());
        theirs
            .0
            .total_cmp(&mine.0)
            .then(theirs.1.cmp(&mine.1))
            .then_with(|| other.0.set.cmp(&self.0.set))
    }
}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Queued {}

struct Search<'a> {
    bench: Bench<'a>,
    aims: &'a [Aim],
    terms: &'a Terms,
}

impl Search<'_> {
    fn look(&mut self, set: Set) -> Looked {
        let (late, places) = self.bench.look(&set, self.aims);
        let cost = |(place, days): (&Place, &u32)| self.terms.cost(&place.measure(*days)).max(0.0);
        Looked {
            cost: set.iter().map(cost).sum(),
            late: late.iter().copied().max().unwrap_or(0),
            total: late.iter().map(|days| i64::from(*days)).sum(),
            places,
            set,
        }
    }

    /// None where no set reaches the aims, or too many would have to be looked at.
    fn cheapest_first(&mut self, first: Looked) -> Option<Looked> {
        let mut seen: HashSet<Set> = HashSet::from([first.set.clone()]);
        let mut queue = BinaryHeap::from([Queued(first)]);
        while let Some(Queued(next)) = queue.pop() {
            if next.late == 0 {
                return Some(next);
            }
            for place in &next.places {
                let mut set = next.set.clone();
                *set.entry(*place).or_default() += 1;
                if seen.len() >= MOST_SETS {
                    return None;
                }
                if seen.insert(set.clone()) {
                    queue.push(Queued(self.look(set)));
                }
            }
        }
        None
    }

    fn one_by_one(&mut self, first: Looked) -> Looked {
        let mut now = first.clone();
        let mut best = first;
        for _ in 0..MOST_STEPS {
            let children: Vec<Looked> = now
                .places
                .iter()
                .map(|place| {
                    let mut set = now.set.clone();
                    *set.entry(*place).or_default() += 1;
                    self.look(set)
                })
                .collect();
            let worth = |child: &Looked| {
                let gained = (now.total - child.total) as f64;
                let paid = (child.cost - now.cost).max(1e-6);
                // Where nothing gains by itself, the cheapest is taken: another chain that is as long comes next.
                if gained > 0.0 {
                    gained / paid
                } else {
                    gained - paid
                }
            };
            let next = children
                .into_iter()
                .max_by(|a, b| worth(a).total_cmp(&worth(b)));
            let Some(next) = next else { break };
            now = next;
            if (now.late, now.total) < (best.late, best.total) {
                best = now.clone();
            }
            if now.late == 0 {
                break;
            }
        }
        self.without_the_unnecessary(best)
    }

    /// Takes back, dearest first, what is not needed to be as near to the aims.
    fn without_the_unnecessary(&mut self, found: Looked) -> Looked {
        let mut best = found;
        let mut places: Vec<_> = best.set.keys().copied().collect();
        places.sort_by(|a, b| {
            let cost = |place: &Place| self.terms.cost(&place.measure(1));
            cost(b).total_cmp(&cost(a))
        });
        for place in places {
            while let Some(days) = best.set.get(&place).copied() {
                let mut set = best.set.clone();
                if days > 1 {
                    set.insert(place, days - 1);
                } else {
                    set.remove(&place);
                }
                let fewer = self.look(set);
                if (fewer.late, fewer.total) > (best.late, best.total) {
                    break;
                }
                best = fewer;
            }
        }
        best
    }
}
