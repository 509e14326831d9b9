//! A portfolio of plans as an enterprise has them, made from a fixed seed.

use cascade_schedule::{
    Absence, Calendar, CalendarIx, Constraints, DayPart, Layer, Link, LinkKind, Network,
    NetworkBuilder, Organisation, TaskInput, TaskIx, TaskState,
};
use chrono::{NaiveDate, TimeDelta};

pub const TASKS: u32 = 1_000_000;
/// Tasks of one plan; each waits for two of the twenty before it.
pub const PLAN: u32 = 200;
const REACH: u32 = 20;
/// Plans that wait for one another: about one link in a hundred goes to another of these.
const NEIGHBOURS: u32 = 50;
const DEPARTMENTS: u32 = 300;
const PEOPLE: u32 = 20_000;
/// People of one department; each plan is one department's work.
const STAFF: u32 = PEOPLE / DEPARTMENTS;

/// Marsaglia's xorshift: enough for a graph, the same on every run.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % u64::from(limit)).unwrap_or(0)
    }
}

pub struct Portfolio {
    pub tasks: Vec<TaskInput>,
    pub links: Vec<Link>,
    pub constraints: Vec<(TaskIx, Constraints)>,
}

impl Portfolio {
    /// Two million links in topological order of their tasks.
    pub fn new() -> Self {
        let mut random = Random::new();
        let mut tasks = Vec::with_capacity(TASKS as usize);
        let mut links = Vec::with_capacity(2 * TASKS as usize);
        let mut constraints = Vec::new();
        for task in 0..TASKS {
            let in_plan = task % PLAN;
            let begin = start() + TimeDelta::days(i64::from(random.below(90)));
            tasks.push(TaskInput {
                calendar: CalendarIx(
                    task / PLAN % DEPARTMENTS * (STAFF + 1) + random.below(STAFF + 1),
                ),
                duration: 1 + random.below(10),
                state: TaskState::Planned {
                    not_before: (in_plan == 0 || random.below(10) == 0).then_some(begin),
                },
            });
            if random.below(20) == 0 {
                let deadline = start() + TimeDelta::days(200 + i64::from(random.below(400)));
                let deadline = Constraints {
                    deadline: Some(deadline),
                    start_on: None,
                };
                constraints.push((TaskIx(task), deadline));
            }
            let in_group = task % (PLAN * NEIGHBOURS);
            for _ in 0..2 {
                let elsewhere = in_plan == 0 || random.below(100) == 0;
                let reach = if elsewhere {
                    in_group
                } else {
                    in_plan.min(REACH)
                };
                if reach > 0 {
                    links.push(Link {
                        predecessor: TaskIx(task - 1 - random.below(reach)),
                        successor: TaskIx(task),
                        kind: match random.below(20) {
                            0 => LinkKind::StartToStart,
                            1 => LinkKind::FinishToFinish,
                            2 => LinkKind::StartToFinish,
                            _ => LinkKind::FinishToStart,
                        },
                        lag: match random.below(10) {
                            0 => -1,
                            1 => 2,
                            _ => 0,
                        },
                    });
                }
            }
        }
        Self {
            tasks,
            links,
            constraints,
        }
    }

    /// The same tasks and links, but numbered at random.
    pub fn shuffled(&self) -> Self {
        let mut random = Random::new();
        let mut named: Vec<u32> = (0..TASKS).collect();
        for at in (1..TASKS).rev() {
            named.swap(at as usize, random.below(at + 1) as usize);
        }
        let mut tasks = self.tasks.clone();
        for (task, name) in self.tasks.iter().zip(&named) {
            tasks[*name as usize] = *task;
        }
        let mut links: Vec<Link> = self
            .links
            .iter()
            .map(|link| Link {
                predecessor: TaskIx(named[link.predecessor.0 as usize]),
                successor: TaskIx(named[link.successor.0 as usize]),
                ..*link
            })
            .collect();
        for at in (1..links.len()).rev() {
            let other = random.below(u32::try_from(at + 1).unwrap_or(1));
            links.swap(at, other as usize);
        }
        let constraints = self
            .constraints
            .iter()
            .map(|(task, held)| (TaskIx(named[task.0 as usize]), *held))
            .collect();
        Self {
            tasks,
            links,
            constraints,
        }
    }

    pub fn build(&self) -> Network {
        let mut builder = NetworkBuilder::new(Some(start()));
        for calendar in calendars() {
            builder.calendar(calendar);
        }
        for input in &self.tasks {
            builder.task(*input);
        }
        for link in &self.links {
            builder.link(*link);
        }
        let mut network = match builder.build() {
            Ok(network) => network,
            Err(error) => unreachable!("links only go forward: {error}"),
        };
        for (task, constraints) in &self.constraints {
            network.set_constraints(*task, *constraints);
        }
        network
    }

    /// A task as it is, or one day longer.
    pub fn input(&self, task: TaskIx, longer: u32) -> TaskInput {
        let input = self.tasks[task.0 as usize];
        TaskInput {
            duration: input.duration + longer,
            ..input
        }
    }
}

/// Ten thousand tasks one after another.
pub fn chain() -> Portfolio {
    let count = 10_000;
    let task = TaskInput {
        calendar: CalendarIx(0),
        duration: 1,
        state: TaskState::Planned { not_before: None },
    };
    let link = |after: u32| Link {
        predecessor: TaskIx(after),
        successor: TaskIx(after + 1),
        kind: LinkKind::FinishToStart,
        lag: 0,
    };
    Portfolio {
        tasks: vec![task; count as usize],
        links: (0..count - 1).map(link).collect(),
        constraints: Vec::new(),
    }
}

pub fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default()
}

/// One calendar of each department and after it one of each of its people: 20,100 different ones.
fn calendars() -> Vec<Calendar> {
    let mut random = Random::new();
    let mut organisation = Organisation::new(Calendar::china());
    let mut calendars = Vec::new();
    let [full, morning, off] = [DayPart::Full, DayPart::Morning, DayPart::Off];
    for department in 0..DEPARTMENTS {
        let mut date = || start() + TimeDelta::days(i64::from(random.below(360)));
        let own = Layer {
            // Every tenth department works on Saturday mornings, every tenth leaves early on Fridays.
            week: match department % 10 {
                0 => Some([full, full, full, full, full, morning, off]),
                1 => Some([full, full, full, full, morning, off, off]),
                _ => None,
            },
            exceptions: (0..4).map(|_| (date(), off)).collect(),
            confirmed_through: None,
            of_organisation: false,
        };
        calendars.push(organisation.layered([&own], &[]));
        for _ in 0..STAFF {
            let mut absence = |length, missed| {
                let from = start() + TimeDelta::days(i64::from(random.below(360)));
                let to = from + TimeDelta::days(length);
                Absence { from, to, missed }
            };
            let absences = [
                absence(13, full),
                absence(6, full),
                absence(2, full),
                absence(1, full),
                absence(0, full),
                absence(0, morning),
                absence(0, DayPart::Afternoon),
            ];
            calendars.push(organisation.layered([&own], &absences));
        }
    }
    calendars
}
