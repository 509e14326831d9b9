//! Passes over the parts of a large network side by side, against the same network whose parts are joined by a task that is finished:
//! it waits for nobody, so it changes nothing, but that all are gone through one after another.

use cascade_schedule::{
    Calendar, CalendarIx, Link, LinkKind, Network, NetworkBuilder, TaskInput, TaskIx, TaskState,
    analyse,
};

use crate::sketch::date_after;

const PLANS: u32 = 60;
const TASKS: u32 = 1_000;

/// A linear congruential generator after Knuth.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = (self.0)
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(limit)).unwrap()
    }

    fn task(&mut self) -> TaskInput {
        TaskInput {
            calendar: CalendarIx(self.below(2)),
            duration: self.below(6),
            state: match self.below(12) {
                0 => TaskState::Started {
                    start: date_after(self.below(9).into()),
                    remaining: self.below(5),
                },
                1 => TaskState::Finished {
                    start: date_after(0),
                    finish: date_after(self.below(9).into()),
                },
                2 => TaskState::Planned {
                    not_before: Some(date_after(self.below(90).into())),
                },
                _ => TaskState::Planned { not_before: None },
            },
        }
    }

    fn link(&mut self, predecessor: u32, successor: u32) -> Link {
        let kinds = [
            LinkKind::FinishToStart,
            LinkKind::StartToStart,
            LinkKind::FinishToFinish,
            LinkKind::StartToFinish,
        ];
        Link {
            predecessor: TaskIx(predecessor),
            successor: TaskIx(successor),
            kind: kinds[self.below(4) as usize],
            lag: i32::try_from(self.below(3)).unwrap() - 1,
        }
    }
}

/// The network in parts, and in one.
struct Both([Network; 2]);

impl Both {
    fn new(random: &mut Random) -> Self {
        let mut builders = [(); 2].map(|()| NetworkBuilder::new(Some(date_after(5))));
        for builder in &mut builders {
            builder.calendar(Calendar::china());
            builder.calendar(Calendar::weekdays().with_holidays((3..9).map(date_after)));
        }
        for task in 0..PLANS * TASKS {
            let input = random.task();
            let in_plan = task % TASKS;
            let links: Vec<Link> = (0..2_u32.min(in_plan))
                .map(|_| {
                    let before = task - 1 - random.below(in_plan.min(20));
                    random.link(before, task)
                })
                .collect();
            for builder in &mut builders {
                builder.task(input);
                links.iter().for_each(|link| builder.link(*link));
            }
        }
        let [parts, mut whole] = builders;
        let finished = whole.task(TaskInput {
            calendar: CalendarIx(0),
            duration: 1,
            state: TaskState::Finished {
                start: date_after(0),
                finish: date_after(0),
            },
        });
        for plan in 0..PLANS {
            whole.link(random.link(plan * TASKS, finished.0));
        }
        Self([parts.build().unwrap(), whole.build().unwrap()])
    }

    fn each(&mut self, edit: impl Fn(&mut Network)) {
        self.0.iter_mut().for_each(edit);
    }

    /// Everything is calculated in both, and comes to the same.
    fn check(&mut self, day: i64) {
        self.each(|network| network.set_data_date(Some(date_after(day))));
        let [mut one, mut other] = [0, 1].map(|at| self.0[at].propagate());
        assert!(!one.is_empty());
        // Each is in an order in which nothing comes before what it waits for; not in the same.
        one.sort_unstable_by_key(|change| change.task);
        other.sort_unstable_by_key(|change| change.task);
        // The finished task was new at first.
        other.retain(|change| change.task.0 != PLANS * TASKS);
        assert_eq!(one, other);
        self.each(|network| {
            network.refresh_floats();
        });
        let [parts, whole] = &self.0;
        let analyses = [parts, whole].map(|network| analyse(network, None));
        for task in (0..PLANS * TASKS).map(TaskIx) {
            assert_eq!(parts.dates(task), whole.dates(task), "{task:?}");
            let [one, other] = &analyses;
            assert_eq!(one.late(task), other.late(task), "{task:?}");
            let floats = |of: &cascade_schedule::Analysis| {
                let halves = of.total_float_half_days(task);
                (halves, of.free_float_half_days(task), of.critical(task))
            };
            assert_eq!(floats(one), floats(other), "{task:?}");
            let kept = [parts, whole].map(|network| network.float(task).unwrap());
            assert_eq!(kept[0], kept[1], "{task:?}");
            assert_eq!(kept[0].total(), one.total_float(task), "{task:?}");
        }
    }
}

#[test]
fn parts_come_to_the_same_side_by_side() {
    let mut random = Random(7);
    let mut both = Both::new(&mut random);
    both.check(5);
    both.check(40);
    // Anywhere in a plan, against the order too.
    for _ in 0..300 {
        let plan = random.below(PLANS) * TASKS;
        let [one, other] = [(); 2].map(|()| plan + random.below(TASKS));
        let link = random.link(one, other);
        both.each(|network| drop(network.add_link(link)));
    }
    both.check(5);
    // Tasks gone, others in their place and at the end, and links from one plan to another: first near the end, then over all.
    for round in 0..3 {
        for _ in 0..20 {
            let gone = TaskIx(random.below(PLANS * TASKS));
            let (input, other) = (random.task(), random.below(PLANS * TASKS));
            both.each(|network| {
                network.remove_task(gone);
                assert_eq!(network.add_task(input), gone);
            });
            let link = random.link(other, gone.0);
            if other / TASKS == gone.0 / TASKS {
                both.each(|network| drop(network.add_link(link)));
            }
        }
        let reach = [3, 20, PLANS][round];
        for _ in 0..10 {
            let first = (PLANS - reach) * TASKS;
            let [one, other] = [(); 2].map(|()| first + random.below(reach * TASKS));
            let link = random.link(one, other);
            both.each(|network| drop(network.add_link(link)));
        }
        both.check([40, 5, 60][round]);
    }
}
