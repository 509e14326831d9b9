//! A project as the search reads it: activities in topological order, links as lags between starts, units of resources packed into
//! machine words. There are two of them for a project, the second mirrored in time.

use super::project::{MOST_ACTIVITIES, MOST_SLOTS, MOST_UNITS, Project, ProjectError, Resource};

/// A project, or its mirror image, in flat arrays. An activity has its topological number here.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub duration: Vec<u32>,
    pub release: Vec<u32>,
    /// Predecessors with the slots between the starts.
    pub predecessors: Rows<(u32, i32)>,
    /// Words of the profile that it needs, and what it takes from each.
    pub needs: Rows<(u32, u64)>,
    /// What it takes of all resources, as a share of them.
    pub weight: Vec<f32>,
    /// Length of a row of the profile.
    pub slots: usize,
    /// Units free in each slot, a row for each word.
    pub free: Vec<u64>,
    /// The highest bit of every lane; set in `free`, so that a lane that has too little clears it and borrows from nobody.
    pub guard: u64,
    /// Every successor starts after its predecessor has ended, so that an order of starts is an order of precedence.
    pub sequential: bool,
    /// Units change with time.
    pub varying: bool,
}

/// Rows of different lengths in one array.
#[derive(Debug, Clone)]
pub(super) struct Rows<T> {
    from: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Rows<T> {
    pub fn new(rows: impl IntoIterator<Item = Vec<T>>) -> Self {
        let mut from = vec![0];
        let mut items = Vec::new();
        for row in rows {
            items.extend(row);
            from.push(items.len() as u32);
        }
        Self { from, items }
    }

    #[inline]
    pub fn row(&self, at: usize) -> &[T] {
        &self.items[self.from[at] as usize..self.from[at + 1] as usize]
    }
}

/// How units of resources lie in words.
struct Lanes {
    bits: u32,
    a_word: usize,
}

impl Lanes {
    fn of(resources: &[Resource]) -> Self {
        let most = resources
            .iter()
            .flat_map(|one| one.calendar.iter().chain([&one.after]));
        // Most projects count units in tens: four resources share a word.
        let bits = if most.max().is_none_or(|most| *most < 1 << 15) {
            16
        } else {
            32
        };
        Self {
            bits,
            a_word: 64 / bits as usize,
        }
    }

    fn words(&self, resources: usize) -> usize {
        resources.div_ceil(self.a_word).max(1)
    }

    fn word(&self, resource: usize) -> usize {
        resource / self.a_word
    }

    fn units(&self, resource: usize, units: u32) -> u64 {
        u64::from(units) << (self.bits as usize * (resource % self.a_word))
    }

    fn guard(&self) -> u64 {
        (0..self.a_word)
            .map(|lane| 1 << (self.bits as usize * (lane + 1) - 1))
            .sum()
    }
}

/// A project compiled, and the way back.
pub(super) struct Compiled {
    pub forward: Instance,
    pub mirrored: Instance,
    /// From topological number to the project's own.
    pub name: Vec<u32>,
}

impl Compiled {
    pub fn new(project: &Project) -> Result<Self, ProjectError> {
        check(project)?;
        let count = project.activities.len();
        let name = topological(project)?;
        let mut number = vec![0_u32; count];
        for (at, own) in name.iter().enumerate() {
            number[*own as usize] = at as u32;
        }
        let duration: Vec<u32> = (name.iter())
            .map(|own| project.activities[*own as usize].duration)
            .collect();
        let mut before = vec![Vec::new(); count];
        let mut after = vec![Vec::new(); count];
        let mut sequential = true;
        for link in &project.links {
            let [first, second] =
                [link.predecessor, link.successor].map(|own| number[own as usize]);
            let [taken, other] = [first, second].map(|at| duration[at as usize]);
            let apart = link.start_lag(taken, other);
            sequential &= apart >= i64::from(taken);
            // From the other end, the one that ended last begins first.
            let mirrored = apart - i64::from(taken) + i64::from(other);
            before[second as usize].push((first, small(apart)));
            after[first as usize].push((second, small(mirrored)));
        }
        for row in before.iter_mut().chain(&mut after) {
            keep_longest(row);
        }
        let slots = reach(project, &duration, &before, &after)?;
        let lanes = Lanes::of(&project.resources);
        let words = lanes.words(project.resources.len());
        let guard = lanes.guard();
        let mut free = vec![guard; words * slots];
        for (at, resource) in project.resources.iter().enumerate() {
            let row = lanes.word(at) * slots;
            for (slot, word) in free[row..row + slots].iter_mut().enumerate() {
                *word += lanes.units(at, resource.units(slot));
            }
        }
        let needs: Vec<Vec<(u32, u64)>> = (name.iter())
            .map(|own| {
                let mut row: Vec<(u32, u64)> = Vec::new();
                for (resource, units) in &project.activities[*own as usize].demands {
                    let word = lanes.word(*resource as usize) as u32;
                    let taken = lanes.units(*resource as usize, *units);
                    match row.iter_mut().find(|(there, _)| *there == word) {
                        Some((_, sum)) => *sum += taken,
                        None => row.push((word, taken)),
                    }
                }
                row.retain(|(_, taken)| *taken > 0);
                row
            })
            .collect();
        let weight: Vec<f32> = (name.iter())
            .map(|own| {
                let demands = &project.activities[*own as usize].demands;
                let share = |(resource, units): &(u32, u32)| {
                    *units as f32 / project.resources[*resource as usize].after.max(1) as f32
                };
                demands.iter().map(share).sum()
            })
            .collect();
        let forward = Instance {
            release: name
                .iter()
                .map(|own| project.activities[*own as usize].release)
                .collect(),
            predecessors: Rows::new(before),
            needs: Rows::new(needs.iter().cloned()),
            weight: weight.clone(),
            duration: duration.clone(),
            slots,
            free: free.clone(),
            guard,
            sequential,
            varying: project.resources.iter().any(|one| !one.calendar.is_empty()),
        };
        let turned = |row: Vec<(u32, i32)>| -> Vec<(u32, i32)> {
            row.into_iter()
                .map(|(at, lag)| ((count - 1) as u32 - at, lag))
                .collect()
        };
        let mirrored = Instance {
            duration: duration.into_iter().rev().collect(),
            release: vec![0; count],
            predecessors: Rows::new(after.into_iter().rev().map(turned)),
            needs: Rows::new(needs.into_iter().rev()),
            weight: weight.into_iter().rev().collect(),
            free,
            slots,
            guard,
            sequential,
            varying: forward.varying,
        };
        Ok(Self {
            forward,
            mirrored,
            name,
        })
    }

    /// Lets the mirrored time begin at a slot of the project's time: where units change, they have to be those of the same slot.
    /// Whether anything changed by it.
    pub fn anchor(&mut self, end: u32) -> bool {
        let Instance {
            slots,
            free,
            varying,
            ..
        } = &self.forward;
        if !varying {
            return false;
        }
        let end = (end as usize).min(*slots);
        let rows = self
            .mirrored
            .free
            .chunks_mut(*slots)
            .zip(free.chunks(*slots));
        for (mirrored, row) in rows {
            for (to, from) in mirrored.iter_mut().zip(row[..end].iter().rev()) {
                *to = *from;
            }
            // Before the project's first slot nothing can be done. A mirrored schedule that goes there is too long, and of use as an
            // order only, so it may find what there is in the end.
            let last = row[slots - 1];
            mirrored[end..].fill(last);
        }
        true
    }
}

fn small(lag: i64) -> i32 {
    lag.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// Of several links between the same two, the longest lag says everything.
fn keep_longest(row: &mut Vec<(u32, i32)>) {
    row.sort_unstable_by_key(|(at, lag)| (*at, std::cmp::Reverse(*lag)));
    row.dedup_by_key(|(at, _)| *at);
}

fn check(project: &Project) -> Result<(), ProjectError> {
    let count = project.activities.len();
    if count > MOST_ACTIVITIES {
        return Err(ProjectError::TooManyActivities(count));
    }
    for (at, resource) in project.resources.iter().enumerate() {
        let units = resource.calendar.iter().chain([&resource.after]).max();
        if let Some(units) = units.filter(|units| **units > MOST_UNITS) {
            return Err(ProjectError::TooManyUnits {
                resource: at,
                units: *units,
            });
        }
    }
    for (at, activity) in project.activities.iter().enumerate() {
        for (position, (resource, units)) in activity.demands.iter().enumerate() {
            let Some(there) = project.resources.get(*resource as usize) else {
                return Err(ProjectError::UnknownResource {
                    activity: at,
                    resource: *resource,
                });
            };
            if activity.demands[..position]
                .iter()
                .any(|(named, _)| named == resource)
            {
                return Err(ProjectError::DoubleDemand {
                    activity: at,
                    resource: *resource,
                });
            }
            if *units > there.after && activity.duration > 0 {
                return Err(ProjectError::NeverEnough {
                    activity: at,
                    resource: *resource,
                    units: *units,
                    there: there.after,
                });
            }
        }
    }
    for (at, link) in project.links.iter().enumerate() {
        for activity in [link.predecessor, link.successor] {
            if activity as usize >= count {
                return Err(ProjectError::UnknownActivity { link: at, activity });
            }
        }
    }
    Ok(())
}

/// An order in which nobody comes before those they wait for; among the free, the project's own order.
fn topological(project: &Project) -> Result<Vec<u32>, ProjectError> {
    let count = project.activities.len();
    let mut waits = vec![0_u32; count];
    let mut after = vec![Vec::new(); count];
    for link in &project.links {
        waits[link.successor as usize] += 1;
        after[link.predecessor as usize].push(link.successor);
    }
    let mut order: Vec<u32> = (0..count as u32)
        .filter(|at| waits[*at as usize] == 0)
        .collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for successor in &after[at as usize] {
            waits[*successor as usize] -= 1;
            if waits[*successor as usize] == 0 {
                order.push(*successor);
            }
        }
    }
    if order.len() == count {
        return Ok(order);
    }
    // Whoever is left has a predecessor that is left: going back, one of them comes again.
    let left = |at: &u32| waits[*at as usize] > 0;
    let mut way: Vec<u32> = (0..count as u32).find(left).into_iter().collect();
    while let Some(last) = way.last().copied() {
        let back = project
            .links
            .iter()
            .find(|link| link.successor == last && left(&link.predecessor));
        let Some(back) = back.map(|link| link.predecessor) else {
            break;
        };
        if let Some(from) = way.iter().position(|at| *at == back) {
            way.drain(..from);
            break;
        }
        way.push(back);
    }
    way.reverse();
    Err(ProjectError::Cycle(way))
}

/// Slots that no schedule made activity by activity can pass, in either direction of time.
fn reach(
    project: &Project,
    duration: &[u32],
    before: &[Vec<(u32, i32)>],
    after: &[Vec<(u32, i32)>],
) -> Result<usize, ProjectError> {
    let calendar = project.resources.iter().map(|one| one.calendar.len()).max();
    let release = project.activities.iter().map(|one| one.release).max();
    let work: u64 = duration.iter().copied().map(u64::from).sum();
    let waits = |rows: &[Vec<(u32, i32)>], of: &dyn Fn(usize, u32) -> u32| -> u64 {
        let longest = rows.iter().enumerate().map(|(at, row)| {
            let wait = |(other, lag): &(u32, i32)| i64::from(*lag) - i64::from(of(at, *other));
            row.iter().map(wait).max().unwrap_or(0).max(0) as u64
        });
        longest.sum()
    };
    let taken = |_: usize, other: u32| duration[other as usize];
    let waits = waits(before, &taken).max(waits(after, &taken));
    let calendar = calendar.unwrap_or(0) as u64;
    let one_by_one = work + waits + 1;
    let forward = calendar + u64::from(release.unwrap_or(0)) + one_by_one;
    // In mirrored time units change up to the slot where the project begins, which is as far off as it is long; whatever finds no room
    // before it is done one by one beyond it.
    let slots = forward + if calendar > 0 { one_by_one } else { 0 };
    if slots > MOST_SLOTS {
        return Err(ProjectError::TooLong(slots));
    }
    Ok(slots as usize)
}
