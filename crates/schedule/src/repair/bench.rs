//! A copy of the network on which measures are tried and taken back.

use std::collections::BTreeMap;

use crate::{
    day,
    model::{CalendarIx, Driver, Link, TaskIx},
    network::Network,
    node::Phase,
};

use super::{
    measure::{Measure, OVERLAPPED, Place, Terms},
    search::Aim,
};

/// Measures, by where they are taken, with their days (1 where days do not count).
pub(super) type Set = BTreeMap<Place, u32>;

/// What a task was before: half days and calendar.
type Before = (TaskIx, i32, CalendarIx);

pub(super) struct Bench<'a> {
    network: Network,
    terms: &'a Terms,
    replacements: &'a dyn Fn(TaskIx) -> Vec<CalendarIx>,
    tasks: Vec<Before>,
    links: Vec<(Link, Link)>,
}

impl<'a> Bench<'a> {
    pub fn new(
        network: &Network,
        terms: &'a Terms,
        replacements: &'a dyn Fn(TaskIx) -> Vec<CalendarIx>,
    ) -> Self {
        let mut network = network.clone();
        network.propagate();
        Self {
            network,
            terms,
            replacements,
            tasks: Vec::new(),
            links: Vec::new(),
        }
    }

    /// The measures of a set.
    pub fn measures(&self, set: &Set) -> Vec<Measure> {
        set.iter()
            .map(|(place, days)| match *place {
                Place::Split(task) => {
                    let left = self.first_days_left(task);
                    place.measure(left - self.terms.days_split(left))
                }
                place => place.measure(*days),
            })
            .collect()
    }

    /// Days by which each aim is missed with these measures, and where more could be done about the one that is missed most.
    pub fn look(&mut self, set: &Set, aims: &[Aim]) -> (Vec<i32>, Vec<Place>) {
        self.take(set);
        self.network.propagate();
        let late: Vec<i32> = aims.iter().map(|aim| self.late(aim)).collect();
        let worst = (0..aims.len()).max_by_key(|at| (late[*at], std::cmp::Reverse(*at)));
        let places = match worst.filter(|at| late[*at] > 0) {
            Some(at) => self.places(aims[at].task, set),
            None => Vec::new(),
        };
        self.take_back();
        (late, places)
    }

    fn late(&self, aim: &Aim) -> i32 {
        let slot = self.network.slot(aim.task);
        let node = &self.network.nodes[slot as usize];
        if node.phase() == Phase::Removed {
            return 0;
        }
        let calendar = self.network.counting(node);
        let finish = self.network.window(slot).finish;
        calendar
            .days_between(day::afternoon(aim.by), day::end_of_day(finish))
            .max(0)
    }

    /// Places on the chain that drives a task.
    fn places(&self, target: TaskIx, set: &Set) -> Vec<Place> {
        let mut found = Vec::new();
        // Whether it is the finish of the task that matters, and not its start alone.
        let (mut task, mut by_finish) = (target, true);
        loop {
            if by_finish {
                self.on_task(task, set, &mut found);
            }
            let Driver::Link(link) = self.network.driver(task) else {
                return found;
            };
            if link.kind == OVERLAPPED && self.is_open(link.predecessor) {
                let most = self.terms.most_overlap(
                    self.first_days_left(link.predecessor),
                    self.first_days_left(link.successor),
                );
                let place = Place::Overlap(link.predecessor, link.successor);
                if set.get(&place).copied().unwrap_or(0) < most {
                    found.push(place);
                }
            }
            by_finish = matches!(
                link.kind,
                crate::LinkKind::FinishToStart | crate::LinkKind::FinishToFinish
            );
            task = link.predecessor;
        }
    }

    fn on_task(&self, task: TaskIx, set: &Set, found: &mut Vec<Place>) {
        if !self.is_open(task) {
            return;
        }
        let left = self.first_days_left(task);
        let crashed = set.get(&Place::Crash(task)).copied().unwrap_or(0);
        let is_split = set.contains_key(&Place::Split(task));
        if !is_split && crashed < self.terms.most_crashed(left) {
            found.push(Place::Crash(task));
        }
        if !is_split && crashed == 0 && self.terms.worth_splitting(left) {
            found.push(Place::Split(task));
        }
        let is_reassigned = set
            .keys()
            .any(|place| matches!(place, Place::Reassign(other, _) if *other == task));
        if !is_reassigned {
            let others = (self.replacements)(task).into_iter();
            found.extend(others.map(|to| Place::Reassign(task, to)));
        }
    }

    fn is_open(&self, task: TaskIx) -> bool {
        self.network.nodes[self.network.slot(task) as usize].is_open()
    }

    /// Days left of a task before any measure.
    fn first_days_left(&self, task: TaskIx) -> u32 {
        let before = self.tasks.iter().find(|(other, ..)| *other == task);
        let extent = before.map_or_else(
            || self.network.nodes[self.network.slot(task) as usize].extent,
            |(_, extent, _)| *extent,
        );
        u32::try_from(day::whole(extent)).unwrap_or(0)
    }

    fn take(&mut self, set: &Set) {
        for (place, days) in set {
            match *place {
                Place::Crash(task) => {
                    let halves = day::halves(i32::try_from(*days).unwrap_or(i32::MAX));
                    self.change(task, |extent| (extent - halves).max(1));
                }
                Place::Split(task) => {
                    let left = self.first_days_left(task);
                    let days = i32::try_from(self.terms.days_split(left)).unwrap_or(i32::MAX);
                    self.change(task, |_| day::halves(days));
                }
                Place::Reassign(task, to) => self.reassign(task, to),
                Place::Overlap(predecessor, successor) => {
                    self.overlap(predecessor, successor, *days);
                }
            }
        }
    }

    fn change(&mut self, task: TaskIx, extent: impl FnOnce(i32) -> i32) {
        self.keep(task);
        let slot = self.network.slot(task);
        let node = &mut self.network.nodes[slot as usize];
        node.extent = extent(node.extent);
        self.network.mark(slot);
    }

    fn reassign(&mut self, task: TaskIx, to: CalendarIx) {
        let briefing = match self.network.nodes[self.network.slot(task) as usize].phase() {
            Phase::Started => self.terms.hand_over_days,
            _ => 0,
        };
        let halves = day::halves(i32::try_from(briefing).unwrap_or(i32::MAX));
        self.change(task, |extent| extent.saturating_add(halves));
        let slot = self.network.slot(task);
        self.network.nodes[slot as usize].set_calendar(to);
    }

    fn overlap(&mut self, predecessor: TaskIx, successor: TaskIx, days: u32) {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        let links: Vec<Link> = self
            .network
            .links_into(successor)
            .filter(|link| link.predecessor == predecessor && link.kind == OVERLAPPED)
            .collect();
        for link in links {
            let earlier = Link {
                lag: link.lag.saturating_sub(days),
                ..link
            };
            self.exchange(link, earlier);
            self.links.push((link, earlier));
        }
    }

    fn exchange(&mut self, link: Link, other: Link) {
        self.network.remove_link(link);
        let added = self.network.add_link(other);
        debug_assert!(added.is_ok(), "the same two tasks, linked the same way");
    }

    fn keep(&mut self, task: TaskIx) {
        if self.tasks.iter().all(|(other, ..)| *other != task) {
            let node = &self.network.nodes[self.network.slot(task) as usize];
            let calendar = CalendarIx(u32::try_from(node.calendar()).unwrap_or(u32::MAX));
            self.tasks.push((task, node.extent, calendar));
        }
    }

    fn take_back(&mut self) {
        for (task, extent, calendar) in std::mem::take(&mut self.tasks) {
            let slot = self.network.slot(task);
            let node = &mut self.network.nodes[slot as usize];
            node.extent = extent;
            node.set_calendar(calendar);
            self.network.mark(slot);
        }
        for (link, earlier) in std::mem::take(&mut self.links) {
            self.exchange(earlier, link);
        }
    }
}
