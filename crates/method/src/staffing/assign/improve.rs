//! Small steps from an assignment to a better one, for those that are too large to be searched through.
//!
//! A step gives a task to somebody else; where that person has no time, one of their tasks makes room and goes to whoever is best
//! for it. Time that comes free is filled with tasks that nobody had. Only what raises the sum stays, so that it ends.

use super::{Free, Table, book};

/// A better assignment than `start`, or `start` itself, after at most so many looks at a task and a person.
pub(super) fn improve(
    table: &Table,
    free: Free,
    start: &[Option<usize>],
    steps: u32,
) -> Vec<Option<usize>> {
    let mut state = State {
        table,
        free,
        at: vec![None; start.len()],
        total: 0,
        log: Vec::new(),
        steps,
    };
    for (job, person) in start.iter().enumerate() {
        state.set(job, *person);
    }
    while state.pass() && state.steps > 0 {}
    state.at
}

struct State<'a> {
    table: &'a Table,
    free: Free,
    at: Vec<Option<usize>>,
    total: i64,
    /// Jobs with who had them before each change, to take changes back.
    log: Vec<(usize, Option<usize>)>,
    steps: u32,
}

impl State<'_> {
    /// Tries every step once; whether one of them was better.
    fn pass(&mut self) -> bool {
        let mut better = false;
        for job in 0..self.at.len() {
            for person in 0..self.free.len() {
                if self.steps == 0 {
                    return better;
                }
                let elsewhere = self.at[job] != Some(person);
                if elsewhere && self.table.ways[job][person].is_some() {
                    better |= self.give(job, person);
                }
            }
        }
        better
    }

    /// Gives a job to a person, and keeps it so where the sum rises.
    fn give(&mut self, job: usize, person: usize) -> bool {
        let (before, old) = (self.total, self.at[job]);
        self.log.clear();
        self.set(job, None);
        if self.is_open(job, person) {
            self.set(job, Some(person));
            self.fill(old);
            if self.total > before {
                return true;
            }
        } else {
            let mark = self.log.len();
            for other in 0..self.at.len() {
                if self.at[other] != Some(person) {
                    continue;
                }
                self.set(other, None);
                if self.is_open(job, person) {
                    self.set(job, Some(person));
                    self.place(other);
                    self.fill(Some(person));
                    self.fill(old);
                    if self.total > before {
                        return true;
                    }
                }
                self.back_to(mark);
            }
        }
        self.back_to(0);
        false
    }

    /// Gives a job that nobody has to the best who has time.
    fn place(&mut self, job: usize) {
        let mut best: Option<(i64, usize)> = None;
        for person in 0..self.free.len() {
            let Some(way) = &self.table.ways[job][person] else {
                continue;
            };
            if best.is_none_or(|(score, _)| way.score > score) && self.is_open(job, person) {
                best = Some((way.score, person));
            }
        }
        if let Some((_, person)) = best {
            self.set(job, Some(person));
        }
    }

    /// Gives a person those jobs that nobody has and that they have time for, the best first.
    fn fill(&mut self, person: Option<usize>) {
        let Some(person) = person else { return };
        let mut jobs: Vec<(i64, usize)> = (0..self.at.len())
            .filter(|job| self.at[*job].is_none())
            .filter_map(|job| Some((self.table.ways[job][person].as_ref()?.score, job)))
            .collect();
        jobs.sort_by_key(|(score, job)| (-score, *job));
        for (_, job) in jobs {
            if self.is_open(job, person) {
                self.set(job, Some(person));
            }
        }
    }

    fn is_open(&mut self, job: usize, person: usize) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.table.open(job, person, &self.free).is_some()
    }

    fn set(&mut self, job: usize, person: Option<usize>) {
        let old = self.at[job];
        self.log.push((job, old));
        self.change(job, person);
    }

    fn change(&mut self, job: usize, person: Option<usize>) {
        let table = self.table;
        let way = |person: Option<usize>| {
            let person = person?;
            Some((person, table.ways[job][person].as_ref()?))
        };
        if let Some((old, way)) = way(self.at[job]) {
            book(&mut self.free, old, way, -1.0);
            self.total -= way.score;
        }
        if let Some((new, way)) = way(person) {
            book(&mut self.free, new, way, 1.0);
            self.total += way.score;
        }
        self.at[job] = person;
    }

    fn back_to(&mut self, mark: usize) {
        while self.log.len() > mark {
            if let Some((job, old)) = self.log.pop() {
                self.change(job, old);
            }
        }
    }
}
