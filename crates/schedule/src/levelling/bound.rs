//! How short a schedule can be at best: where one is as short, the search ends.

use super::{
    instance::Compiled,
    project::{Project, Resource},
    rules::Times,
};

/// Most first numbers that are tried for a resource.
const MOST_HEADS: usize = 256;

/// The longer of the critical path and what the resources can do. For a resource and any pair of numbers: activities that cannot begin
/// before the one and have at least the other behind them need the resource's units between the two (interval consistency; Klein,
/// Scholl 1999).
pub(super) fn lower_bound(project: &Project, compiled: &Compiled, times: &Times) -> u32 {
    let mut bound = times.critical;
    for (position, resource) in project.resources.iter().enumerate() {
        // (earliest start, slots behind, units × slots)
        let mut users: Vec<(u32, u32, u64)> = Vec::new();
        for (at, own) in compiled.name.iter().enumerate() {
            let activity = &project.activities[*own as usize];
            let demand = activity
                .demands
                .iter()
                .find(|(named, _)| *named as usize == position);
            let work =
                demand.map_or(0, |(_, units)| u64::from(*units)) * u64::from(activity.duration);
            if work > 0 {
                users.push((times.head[at], times.tail[at], work));
            }
        }
        users.sort_unstable_by_key(|(_, tail, _)| std::cmp::Reverse(*tail));
        let mut heads: Vec<u32> = users.iter().map(|(head, ..)| *head).collect();
        heads.sort_unstable();
        heads.dedup();
        // Of very many, some: the bound is as true, and the search does not wait for it.
        let step = heads.len() / MOST_HEADS + 1;
        for head in heads.into_iter().step_by(step) {
            let mut work = 0;
            let mut clock = Clock::new(resource, head);
            for (_, tail, more) in users.iter().filter(|(at, ..)| *at >= head) {
                work += more;
                bound = bound.max(clock.end_of(work).saturating_add(*tail));
            }
        }
    }
    bound
}

/// When a resource that does nothing else has done some work, asked for more and more.
struct Clock<'a> {
    resource: &'a Resource,
    slot: u32,
    done: u64,
}

impl<'a> Clock<'a> {
    fn new(resource: &'a Resource, from: u32) -> Self {
        Self {
            resource,
            slot: from,
            done: 0,
        }
    }

    fn end_of(&mut self, work: u64) -> u32 {
        while self.done < work && (self.slot as usize) < self.resource.calendar.len() {
            self.done += u64::from(self.resource.units(self.slot as usize));
            self.slot += 1;
        }
        let left = work.saturating_sub(self.done);
        if left == 0 {
            return self.slot;
        }
        let more = left.div_ceil(u64::from(self.resource.after.max(1)));
        self.slot
            .saturating_add(u32::try_from(more).unwrap_or(u32::MAX))
    }
}
