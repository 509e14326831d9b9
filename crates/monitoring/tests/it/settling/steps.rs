//! What may happen to a plan, at random.

use cascade_method::status::StoredState;
use cascade_schedule::LinkKind;
use proptest::{prelude::*, sample::Index};

pub const TASKS: usize = 14;
pub const KEY_RESULTS: usize = 4;
pub const GOALS: usize = 2;
pub const FOREIGN: usize = 2;
pub const OWNERS: usize = 3;
pub const REQUESTS: usize = 3;

/// Something that happens to a plan.
#[derive(Debug, Clone)]
pub enum Step {
    Task(usize, Facts),
    KeyResult(usize, usize, u32),
    Goal(usize, bool),
    Foreign(usize, Option<(i64, i64)>),
    Request(usize, usize, Option<i64>, bool),
    Away(usize, i64, i64, bool),
    Activate(bool),
    Tomorrow,
    Act(Index, usize),
    Correct(Index),
}

/// What is said of a task.
#[derive(Debug, Clone)]
pub struct Facts {
    pub key_result: usize,
    pub owner: usize,
    pub start: i64,
    pub days: i64,
    pub state: StoredState,
    pub percent: u32,
    pub remaining: Option<u32>,
    pub begun: Option<i64>,
    pub finished: Option<i64>,
    pub links: Vec<(Index, LinkKind, i32)>,
    pub deadline: Option<i64>,
    pub start_on: Option<i64>,
    pub name: u32,
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let state = prop_oneof![
        8 => Just(StoredState::Active),
        1 => Just(StoredState::Blocked),
        1 => Just(StoredState::Cancelled),
    ];
    let kind = prop_oneof![
        4 => Just(LinkKind::FinishToStart),
        1 => Just(LinkKind::StartToStart),
        1 => Just(LinkKind::FinishToFinish),
        1 => Just(LinkKind::StartToFinish),
    ];
    let link = (any::<Index>(), kind, -2..3_i32);
    (
        (0..KEY_RESULTS, 0..OWNERS, 0..40_i64, 0..9_i64, state),
        (0..100_u32, prop::option::weighted(0.5, 0..12_u32)),
        (
            prop::option::weighted(0.6, 0..9_i64),
            prop::option::weighted(0.2, 0..12_i64),
        ),
        prop::collection::vec(link, 0..3),
        (
            prop::option::weighted(0.15, 0..50_i64),
            prop::option::weighted(0.15, 0..50_i64),
        ),
        0..3_u32,
    )
        .prop_map(
            |(
                (key_result, owner, start, days, state),
                (percent, remaining),
                (begun, finished),
                links,
                (deadline, start_on),
                name,
            )| {
                let finished = finished.filter(|_| begun.is_some());
                Facts {
                    key_result,
                    owner,
                    start,
                    days,
                    state,
                    percent: if finished.is_some() { 100 } else { percent },
                    remaining,
                    begun,
                    finished,
                    links,
                    deadline,
                    start_on,
                    name,
                }
            },
        )
}

pub fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0..TASKS, any_facts()).prop_map(|(at, facts)| Step::Task(at, facts)),
        1 => (0..KEY_RESULTS, 0..GOALS, 0..3_u32).prop_map(|(at, goal, code)| Step::KeyResult(at, goal, code)),
        1 => (0..GOALS, any::<bool>()).prop_map(|(at, company)| Step::Goal(at, company)),
        2 => (0..FOREIGN, prop::option::weighted(0.8, (0..40_i64, 0..15_i64)))
            .prop_map(|(at, dates)| Step::Foreign(at, dates)),
        2 => (0..REQUESTS, 0..TASKS, prop::option::weighted(0.8, 0..50_i64), any::<bool>())
            .prop_map(|(at, task, day, arrived)| Step::Request(at, task, day, arrived)),
        1 => (0..OWNERS, 0..50_i64, 0..6_i64, any::<bool>())
            .prop_map(|(who, from, days, half)| Step::Away(who, from, days, half)),
        1 => prop::bool::weighted(0.8).prop_map(Step::Activate),
        2 => Just(Step::Tomorrow),
        2 => (any::<Index>(), 0..8_usize).prop_map(|(alert, input)| Step::Act(alert, input)),
        1 => any::<Index>().prop_map(Step::Correct),
    ]
}
