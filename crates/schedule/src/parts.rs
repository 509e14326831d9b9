//! Parts of a network between which there is no link, so that a pass goes through them side by side, each on a core.
//!
//! A seam is a slot below which nothing is linked with anything from it on. They are looked for when a network is built at once, whose
//! layout puts beside each other what belongs together; a link across a seam takes it away. What is added later lies in the last part.
//! The order of tasks only changes among those that links connect, so the places of a part's tasks in it are the numbers of its slots.

use std::{num::NonZero, ops::Range, thread};

use crate::{edges::Edge, network::index};

/// Networks of fewer tasks are gone through before a thread has begun.
const WORTHWHILE: u32 = 50_000;
/// About as many seams are kept, evenly spread, as far as there are any.
const SEAMS: u32 = 64;

/// Where a network can be cut, ascending.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seams(Vec<u32>);

impl Seams {
    /// Of so many tasks with links that lead to higher slots only, in the order of their successors.
    pub(crate) fn find(tasks: u32, edges: &[Edge]) -> Self {
        if tasks < WORTHWHILE {
            return Self::default();
        }
        let mut edges = edges.iter().rev().peekable();
        let mut lowest = tasks;
        let is_seam = |slot: &u32| {
            while let Some(edge) = edges.next_if(|edge| edge.successor >= *slot) {
                lowest = lowest.min(edge.predecessor);
            }
            lowest >= *slot
        };
        let apart = tasks / SEAMS;
        let mut kept: Vec<u32> = Vec::new();
        for seam in (1..tasks).rev().filter(is_seam) {
            if kept.last().unwrap_or(&tasks) - seam >= apart {
                kept.push(seam);
            }
        }
        kept.reverse();
        Self(kept)
    }

    /// Two slots are linked now.
    #[inline]
    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (low, high) = (one.min(other), one.max(other));
        let from = self.0.partition_point(|seam| *seam <= low);
        let to = self.0.partition_point(|seam| *seam <= high);
        self.0.drain(from..to);
    }

    pub(crate) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<u32>()
    }

    /// Cuts something of all tasks into a part for each core, alike in size as far as the seams allow.
    pub(crate) fn cut<'a, T>(&self, all: &'a mut [T]) -> Vec<Part<'a, T>> {
        let count = index(all.len());
        let mut parts = Vec::new();
        let mut rest = Part::whole(all);
        if !self.0.is_empty() {
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            let cores = index(cores).min(SEAMS);
            for core in 1..cores {
                let ideal = count / cores * core;
                let seam = self.0.iter().min_by_key(|seam| seam.abs_diff(ideal));
                if let Some(seam) = seam.filter(|seam| **seam > rest.first) {
                    let (below, above) = rest.cut_at(*seam);
                    parts.push(below);
                    rest = above;
                }
            }
        }
        parts.push(rest);
        parts
    }
}

/// Something of each task in the slots from one on.
pub(crate) struct Part<'a, T> {
    first: u32,
    all: &'a mut [T],
}

impl<'a, T> Part<'a, T> {
    /// Of all tasks.
    pub(crate) fn whole(all: &'a mut [T]) -> Self {
        Self { first: 0, all }
    }

    fn cut_at(self, slot: u32) -> (Self, Self) {
        let (below, above) = self.all.split_at_mut((slot - self.first) as usize);
        let part = |first, all| Self { first, all };
        (part(self.first, below), part(slot, above))
    }

    /// Its slots, which are also its places in topological order.
    pub(crate) fn slots(&self) -> Range<usize> {
        let first = self.first as usize;
        first..first + self.all.len()
    }

    #[inline]
    pub(crate) fn read(&self) -> View<'_, T> {
        View {
            first: self.first,
            all: self.all,
        }
    }

    #[inline]
    pub(crate) fn at(&mut self, slot: u32) -> &mut T {
        &mut self.all[(slot - self.first) as usize]
    }
}

/// The same to read.
#[derive(Clone, Copy)]
pub(crate) struct View<'a, T> {
    first: u32,
    all: &'a [T],
}

impl<'a, T: Copy> View<'a, T> {
    /// Of all tasks.
    #[inline]
    pub(crate) fn whole(all: &'a [T]) -> Self {
        Self { first: 0, all }
    }

    #[inline]
    pub(crate) fn of(self, slot: u32) -> T {
        self.all[(slot - self.first) as usize]
    }
}

/// Does something with each part, all at the same time; answers what comes of them in their order.
pub(crate) fn side_by_side<T: Send, R: Send>(
    mut parts: Vec<Part<'_, T>>,
    work: impl Fn(Part<'_, T>) -> R + Sync,
) -> Vec<R> {
    let Some(last) = parts.pop() else {
        return Vec::new();
    };
    thread::scope(|scope| {
        let workers: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(|| work(part)))
            .collect();
        let last = work(last);
        let done = workers.into_iter().map(|worker| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.chain([last]).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LinkKind;

    fn edge(predecessor: u32, successor: u32) -> Edge {
        Edge {
            predecessor,
            successor,
            next_in: 0,
            next_out: 0,
            lag: 0,
            kind: LinkKind::FinishToStart,
        }
    }

    /// A hundred plans of a thousand tasks, each task waiting for the one before it.
    fn plans() -> Vec<Edge> {
        (0..100_000)
            .filter(|task| task % 1_000 != 0)
            .map(|task| edge(task - 1, task))
            .collect()
    }

    #[test]
    fn seams_lie_between_plans_until_a_link_crosses_them() {
        let mut seams = Seams::find(100_000, &plans());
        assert_eq!(seams.0.len(), 49);
        assert!(seams.0.iter().all(|seam| seam % 1_000 == 0));
        assert!(seams.0.is_sorted());
        seams.join(500, 501);
        assert_eq!(seams.0.len(), 49);
        let crossed = [seams.0[20], seams.0[23] - 1];
        seams.join(crossed[1], crossed[0] - 1);
        assert_eq!(seams.0.len(), 46);
        assert!(!seams.0.contains(&crossed[0]) && seams.0.contains(&(crossed[1] + 1)));
        seams.join(0, 99_999);
        assert_eq!(seams.0, []);
    }

    #[test]
    fn small_and_joined_networks_stay_whole() {
        assert_eq!(Seams::find(10_000, &[]).0, []);
        let mut edges = plans();
        edges.push(edge(0, 99_999));
        assert_eq!(Seams::find(100_000, &edges).0, []);
        assert_eq!(Seams::default().cut(&mut [0; 5]).len(), 1);
    }

    #[test]
    fn parts_are_about_alike_and_know_their_slots() {
        let seams = Seams::find(100_000, &plans());
        let mut all: Vec<u32> = (0..100_000).collect();
        let parts = seams.cut(&mut all);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        assert_eq!(parts.len(), cores.min(49));
        let sums = side_by_side(parts, |mut part| {
            let slots = part.slots();
            for slot in slots.clone().map(index) {
                assert_eq!(part.read().of(slot), slot);
                *part.at(slot) += 1;
            }
            slots.len()
        });
        assert_eq!(sums.iter().sum::<usize>(), 100_000);
        assert!(all.iter().zip(1..).all(|(one, other)| *one == other));
    }
}
