//! The same rules in the plainest way: dates walked day by day, every task from scratch, no order kept, no tables.

use std::collections::HashMap;

use cascade_schedule::{Calendar, Dates, Link, LinkKind, TaskInput, TaskIx, TaskState};
use chrono::{NaiveDate, TimeDelta};

/// Tasks by position (none where removed), links and calendars as plain lists.
#[derive(Debug, Clone)]
pub struct Model {
    pub calendars: Vec<Calendar>,
    pub tasks: Vec<Option<TaskInput>>,
    pub links: Vec<Link>,
    pub data_date: Option<NaiveDate>,
}

fn on(calendar: &Calendar, mut date: NaiveDate) -> NaiveDate {
    while !calendar.is_working(date) {
        date += TimeDelta::days(1);
    }
    date
}

fn back(calendar: &Calendar, mut date: NaiveDate) -> NaiveDate {
    while !calendar.is_working(date) {
        date -= TimeDelta::days(1);
    }
    date
}

/// So many working days on from a working day, or back.
fn step(calendar: &Calendar, mut date: NaiveDate, days: i32) -> NaiveDate {
    for _ in 0..days {
        date = on(calendar, date + TimeDelta::days(1));
    }
    for _ in days..0 {
        date = back(calendar, date - TimeDelta::days(1));
    }
    date
}

impl Model {
    /// Dates of every task that is there.
    pub fn dates(&self) -> HashMap<TaskIx, Dates> {
        let mut known = HashMap::new();
        for at in 0..self.tasks.len() {
            self.calculate(TaskIx(u32::try_from(at).unwrap()), &mut known);
        }
        known
    }

    fn calculate(&self, task: TaskIx, known: &mut HashMap<TaskIx, Dates>) {
        let Some(input) = self.tasks[task.0 as usize] else {
            return;
        };
        if known.contains_key(&task) {
            return;
        }
        let calendar = &self.calendars[usize::from(input.calendar.0)];
        let tomorrow = TimeDelta::days(1);
        let dates = match input.state {
            TaskState::Finished { start, finish } => Dates { start, finish },
            TaskState::Started { start, remaining } => {
                let from = self.data_date.map_or(start, |date| date.max(start));
                let finish = match remaining {
                    0 => back(calendar, from - tomorrow).max(start),
                    days => step(
                        calendar,
                        on(calendar, from),
                        i32::try_from(days).unwrap() - 1,
                    ),
                };
                Dates { start, finish }
            }
            TaskState::Planned { not_before } => {
                let span = i32::try_from(input.duration.max(1)).unwrap() - 1;
                let project = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
                let own = [Some(project), not_before, self.data_date];
                let mut start = on(calendar, own.into_iter().flatten().max().unwrap());
                for link in self.links.iter().filter(|link| link.successor == task) {
                    self.calculate(link.predecessor, known);
                    let before = known[&link.predecessor];
                    let bound = match link.kind {
                        LinkKind::FinishToStart => {
                            step(calendar, on(calendar, before.finish + tomorrow), link.lag)
                        }
                        LinkKind::StartToStart => {
                            step(calendar, on(calendar, before.start), link.lag)
                        }
                        LinkKind::FinishToFinish => {
                            let finish = step(calendar, on(calendar, before.finish), link.lag);
                            step(calendar, finish, -span)
                        }
                        LinkKind::StartToFinish => {
                            let eve = back(calendar, before.start - tomorrow);
                            step(calendar, step(calendar, eve, link.lag), -span)
                        }
                    };
                    start = start.max(bound);
                }
                Dates {
                    start,
                    finish: step(calendar, start, span),
                }
            }
        };
        known.insert(task, dates);
    }

    /// Whether links lead from one task to another.
    pub fn leads_to(&self, from: TaskIx, to: TaskIx) -> bool {
        from == to
            || self
                .links
                .iter()
                .any(|link| link.predecessor == from && self.leads_to(link.successor, to))
    }

    /// This model with one unfinished task delayed by working days on its calendar; `None` for a finished one.
    pub fn slipped(&self, task: TaskIx, dates: Dates, days: i32) -> Option<Self> {
        let mut slipped = self.clone();
        let input = slipped.tasks[task.0 as usize].as_mut()?;
        input.state = match input.state {
            TaskState::Planned { .. } => TaskState::Planned {
                not_before: Some(step(
                    &self.calendars[usize::from(input.calendar.0)],
                    dates.start,
                    days,
                )),
            },
            TaskState::Started { start, remaining } => TaskState::Started {
                start,
                remaining: remaining.checked_add_signed(days)?,
            },
            TaskState::Finished { .. } => return None,
        };
        Some(slipped)
    }
}
