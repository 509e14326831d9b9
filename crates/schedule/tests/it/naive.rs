//! The same rules in the plainest way: half days walked one by one, every task from scratch, no order kept, no tables, no ordinals.

use std::collections::HashMap;

use cascade_schedule::{
    Calendar, Constraints, Dates, DayPart, Link, LinkKind, TaskInput, TaskIx, TaskState,
};
use chrono::{Datelike, NaiveDate};

/// A half day: twice its date's number, and one more in the afternoon.
pub type Half = i32;

/// First and last half day of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: Half,
    pub finish: Half,
}

/// What holds a task besides its links.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held {
    pub constraints: Constraints,
    pub plan: Option<Dates>,
}

/// Tasks by position (none where removed), links and calendars as plain lists.
#[derive(Debug, Clone)]
pub struct Model {
    pub calendars: Vec<Calendar>,
    pub tasks: Vec<Option<TaskInput>>,
    /// By position, none from the end of the list on.
    pub held: Vec<Held>,
    pub links: Vec<Link>,
    pub data_date: Option<NaiveDate>,
    /// A task that is made later by half days of its own calendar.
    pub slip: Option<(TaskIx, Span, i32)>,
}

pub fn morning(date: NaiveDate) -> Half {
    2 * date.num_days_from_ce()
}

pub fn date(half: Half) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(half.div_euclid(2)).unwrap()
}

fn dates(span: Span) -> Dates {
    Dates {
        start: date(span.start),
        finish: date(span.finish),
    }
}

fn is_worked(calendar: &Calendar, half: Half) -> bool {
    let part = calendar.part(date(half));
    if half % 2 == 0 {
        part.morning()
    } else {
        part.afternoon()
    }
}

fn on(calendar: &Calendar, mut half: Half) -> Half {
    while !is_worked(calendar, half) {
        half += 1;
    }
    half
}

fn back(calendar: &Calendar, mut half: Half) -> Half {
    while !is_worked(calendar, half) {
        half -= 1;
    }
    half
}

/// So many worked half days on from a worked one, or back.
fn step(calendar: &Calendar, mut half: Half, count: i32) -> Half {
    for _ in 0..count {
        half = on(calendar, half + 1);
    }
    for _ in count..0 {
        half = back(calendar, half - 1);
    }
    half
}

/// Half days worked after one up to another; negative where that is before.
pub fn count(calendar: &Calendar, from: Half, to: Half) -> i32 {
    let worked = |from, to| {
        let halves = (from + 1..=to).filter(|half| is_worked(calendar, *half));
        i32::try_from(halves.count()).unwrap()
    };
    worked(from, to) - worked(to, from)
}

/// The first start that a link allows a task which takes `length` half days.
fn bound(link: &Link, before: Span, calendar: &Calendar, length: i32) -> Half {
    let lag = 2 * link.lag;
    match link.kind {
        LinkKind::FinishToStart => step(calendar, on(calendar, before.finish + 1), lag),
        LinkKind::StartToStart => step(calendar, on(calendar, before.start), lag),
        LinkKind::FinishToFinish => {
            let mut end = on(calendar, before.finish);
            if end % 2 == 0 && is_worked(calendar, end + 1) {
                end += 1;
            }
            step(calendar, step(calendar, end, lag), 1 - length)
        }
        LinkKind::StartToFinish => {
            let eve = back(calendar, before.start - 1);
            step(calendar, step(calendar, eve, lag), 1 - length)
        }
    }
}

impl Model {
    /// Dates of every task that is there.
    pub fn dates(&self) -> HashMap<TaskIx, Dates> {
        let spans = self.spans();
        spans
            .into_iter()
            .map(|(task, span)| (task, dates(span)))
            .collect()
    }

    /// First and last half day of every task that is there.
    pub fn spans(&self) -> HashMap<TaskIx, Span> {
        let mut known = HashMap::new();
        for at in 0..self.tasks.len() {
            self.calculate(TaskIx(u32::try_from(at).unwrap()), &mut known);
        }
        known
    }

    pub fn input(&self, task: TaskIx) -> TaskInput {
        self.tasks[task.0 as usize].unwrap()
    }

    pub fn calendar(&self, task: TaskIx) -> &Calendar {
        &self.calendars[self.input(task).calendar.0 as usize]
    }

    pub fn held(&self, task: TaskIx) -> Held {
        self.held.get(task.0 as usize).copied().unwrap_or_default()
    }

    fn length(&self, task: TaskIx) -> i32 {
        2 * i32::try_from(self.input(task).duration.max(1)).unwrap()
    }

    fn is_planned(&self, task: TaskIx) -> bool {
        matches!(self.input(task).state, TaskState::Planned { .. })
    }

    fn links_into(&self, task: TaskIx) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.successor == task)
    }

    fn calculate(&self, task: TaskIx, known: &mut HashMap<TaskIx, Span>) {
        let Some(input) = self.tasks[task.0 as usize] else {
            return;
        };
        if known.contains_key(&task) {
            return;
        }
        let calendar = self.calendar(task);
        let slip = self.slip.filter(|(slipped, ..)| *slipped == task);
        let span = match input.state {
            TaskState::Finished { start, finish } => Span {
                start: morning(start),
                finish: morning(finish) + 1,
            },
            TaskState::Started { start, remaining } => {
                let from = morning(self.data_date.map_or(start, |date| date.max(start)));
                let finish = match i32::try_from(remaining).unwrap() {
                    0 => back(calendar, from - 1).max(morning(start) + 1),
                    days => step(calendar, on(calendar, from), 2 * days - 1),
                };
                Span {
                    start: morning(start),
                    finish: slip.map_or(finish, |(_, _, halves)| step(calendar, finish, halves)),
                }
            }
            TaskState::Planned { not_before } => {
                for link in self.links_into(task) {
                    self.calculate(link.predecessor, known);
                }
                let start = self.start(task, not_before, known);
                let start = match slip {
                    Some((_, early, halves)) => start.max(step(calendar, early.start, halves)),
                    None => start,
                };
                Span {
                    start,
                    finish: step(calendar, start, self.length(task) - 1),
                }
            }
        };
        known.insert(task, span);
    }

    fn start(
        &self,
        task: TaskIx,
        not_before: Option<NaiveDate>,
        known: &HashMap<TaskIx, Span>,
    ) -> Half {
        let (calendar, length) = (self.calendar(task), self.length(task));
        let Held { constraints, plan } = self.held(task);
        let project = NaiveDate::from_ymd_opt(2000, 1, 1);
        let own = [project, constraints.start_on.or(not_before), self.data_date];
        let own = on(calendar, morning(own.into_iter().flatten().max().unwrap()));
        if constraints.start_on.is_some() {
            return own;
        }
        let bounds = self
            .links_into(task)
            .map(|link| bound(link, known[&link.predecessor], calendar, length));
        let start = bounds.fold(own, Half::max);
        let Some(plan) = plan else {
            return start;
        };
        let planned = on(calendar, morning(plan.start));
        // It is as early as the least early of its predecessors lets it be, if each keeps the distance that was planned.
        let pulled = self
            .links_into(task)
            .map(|link| self.pulled(link, known[&link.predecessor], planned));
        let pulled = pulled.max().unwrap_or(planned);
        start.max(pulled.min(planned))
    }

    /// The start to which a link pulls a task that is planned for a half day, its predecessor being as given.
    fn pulled(&self, link: &Link, before: Span, planned: Half) -> Half {
        let Some(plan) = self.held(link.predecessor).plan else {
            return planned;
        };
        let (calendar, length) = (self.calendar(link.successor), self.length(link.successor));
        // On a day of which half is worked, that half is meant.
        let theirs = self.calendar(link.predecessor);
        let by_plan = Span {
            start: if theirs.part(plan.start) == DayPart::Afternoon {
                morning(plan.start) + 1
            } else {
                morning(plan.start)
            },
            finish: if theirs.part(plan.finish) == DayPart::Morning {
                morning(plan.finish)
            } else {
                morning(plan.finish) + 1
            },
        };
        let distance = count(calendar, bound(link, by_plan, calendar, length), planned);
        let now = bound(link, before, calendar, length);
        step(calendar, now, distance.max(0))
    }

    /// Whether a task may start by a half day as far as one of its links goes, the predecessor being as given.
    fn lets_start(&self, link: &Link, before: Span, by: Half) -> bool {
        let (calendar, length) = (self.calendar(link.successor), self.length(link.successor));
        let held = self.held(link.successor);
        let planned = held.plan.filter(|_| held.constraints.start_on.is_none());
        let planned = planned.map(|plan| on(calendar, morning(plan.start)));
        bound(link, before, calendar, length) <= by
            && planned.is_none_or(|planned| {
                // A predecessor without planned dates cannot have gained anything that would be lost again.
                let gains = self.held(link.predecessor).plan.is_some();
                planned <= by || !gains || self.pulled(link, before, planned) <= by
            })
    }

    /// Whether links lead from one task to another.
    pub fn leads_to(&self, from: TaskIx, to: TaskIx) -> bool {
        from == to
            || self
                .links
                .iter()
                .any(|link| link.predecessor == from && self.leads_to(link.successor, to))
    }

    /// Whether every constraint is kept and all is done by a half day.
    pub fn is_sound(&self, spans: &HashMap<TaskIx, Span>, finish: Half) -> bool {
        spans.iter().all(|(task, span)| {
            let constraints = self.held(*task).constraints;
            let is_done = matches!(self.input(*task).state, TaskState::Finished { .. });
            let deadline = constraints.deadline.map(|day| morning(day) + 1);
            let in_time = is_done || deadline.is_none_or(|deadline| span.finish <= deadline);
            let pinned = constraints.start_on.is_none()
                || !self.is_planned(*task)
                || (span.start == self.start(*task, None, spans)
                    && self.links_into(*task).all(|link| {
                        let before = spans[&link.predecessor];
                        bound(link, before, self.calendar(*task), self.length(*task)) <= span.start
                    }));
            span.finish <= finish && in_time && pinned
        })
    }

    /// The last dates of every unfinished task that are compatible with those of its successors, its own constraints, and all being
    /// done by a half day: found by trying, from the end backwards.
    pub fn late(&self, early: &HashMap<TaskIx, Span>, finish: Half) -> HashMap<TaskIx, Span> {
        let mut known = HashMap::new();
        for task in early.keys() {
            self.late_of(*task, early, finish, &mut known);
        }
        known
    }

    fn late_of(
        &self,
        task: TaskIx,
        early: &HashMap<TaskIx, Span>,
        finish: Half,
        known: &mut HashMap<TaskIx, Span>,
    ) {
        let is_done = matches!(self.input(task).state, TaskState::Finished { .. });
        if known.contains_key(&task) || is_done {
            return;
        }
        let out: Vec<&Link> = self
            .links
            .iter()
            .filter(|link| link.predecessor == task && self.is_planned(link.successor))
            .collect();
        for link in &out {
            self.late_of(link.successor, early, finish, known);
        }
        let calendar = self.calendar(task);
        let constraints = self.held(task).constraints;
        let mut limit = finish;
        if let Some(deadline) = constraints.deadline {
            limit = limit.min(morning(deadline) + 1);
        }
        if constraints.start_on.is_some() && self.is_planned(task) {
            limit = limit.min(early[&task].finish);
        }
        let has_half_days = self.calendars.iter().any(Calendar::has_half_days);
        let span_to = |finish| Span {
            start: if self.is_planned(task) {
                step(calendar, finish, 1 - self.length(task))
            } else {
                early[&task].start
            },
            finish,
        };
        let fits = |span: Span| {
            out.iter().all(|link| {
                let asks_for_start =
                    matches!(link.kind, LinkKind::StartToStart | LinkKind::StartToFinish);
                if asks_for_start && !self.is_planned(task) {
                    return true;
                }
                self.lets_start(link, span, known[&link.successor].start)
            })
        };
        let mut at = back(calendar, limit);
        // In a world of whole days everything ends in an afternoon.
        while !(has_half_days || at % 2 != 0) || !fits(span_to(at)) {
            at = back(calendar, at - 1);
        }
        known.insert(task, span_to(at));
    }
}
