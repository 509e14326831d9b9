//! The root-cause path: from a late task back along the links that held it up, to the task that lost the time.
//!
//! Each hop says how many of the target's late working days its task lost by itself, and how many it was handed. Going back from
//! the target with its delay as the amount to explain:
//!
//! ```text
//! handed(i) = min(amount(i), days by which the tightest link held up the start of i, slip of that link's predecessor)
//! own(i)    = amount(i) − handed(i)          amount(predecessor) = handed(i)
//! ```
//! so that the own days of all hops add up to the delay of the target, and float on the way hides what it absorbed. The slip of a
//! predecessor is that of its finish, or of its start where the link asks for that. A link does not hold up more than to the day on
//! which the task was started nevertheless. Days are working days on the calendar of the task concerned, or on
//! the one that [`Network::count_on`] names for it.

use chrono::NaiveDate;

use crate::{
    day::{self, Slot},
    model::{Dates, Link, LinkKind, TaskIx},
    network::Network,
    node::Window,
};

/// One step of a root-cause path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    /// The task.
    pub task: TaskIx,
    /// Of the target's late working days, those that this task lost by itself.
    pub own_delay: i32,
    /// Those that it was handed by the hop before.
    pub inherited: i32,
    /// Finish as forecast, or as it was.
    pub finish: NaiveDate,
    /// Finish as planned.
    pub baseline_finish: NaiveDate,
    /// The link by which it was handed them.
    pub via: Option<Link>,
}

/// The path from the cause to `target`; empty where the target is not late against `planned`. Of several links that hold a task up
/// alike it follows the one whose predecessor was added first.
pub fn root_cause(
    network: &Network,
    target: TaskIx,
    planned: impl Fn(TaskIx) -> Dates,
) -> Vec<Hop> {
    root_cause_by(network, target, planned, |task| task)
}

/// The same, but of several links that hold a task up alike it follows the one whose predecessor has the least `key`: for callers whose
/// tasks may be added in another order the next time.
pub fn root_cause_by<K: Ord>(
    network: &Network,
    target: TaskIx,
    planned: impl Fn(TaskIx) -> Dates,
    key: impl Fn(TaskIx) -> K,
) -> Vec<Hop> {
    let days = network.slip(target, LinkKind::FinishToStart, &planned);
    root_cause_of(network, target, days, planned, key)
}

/// The path that explains so many late working days of `target`, whose finish may be late by another number: those of a milestone inside
/// it, say. Empty for none.
pub fn root_cause_of<K: Ord>(
    network: &Network,
    target: TaskIx,
    days: i32,
    planned: impl Fn(TaskIx) -> Dates,
    key: impl Fn(TaskIx) -> K,
) -> Vec<Hop> {
    let mut path = Vec::new();
    let mut task = target;
    let mut amount = days;
    while amount > 0 {
        let slot = network.slot(task);
        let Window { start, finish } = network.window(slot);
        let calendar = network.counting(&network.nodes[slot as usize]);
        let (handed, via) = match network.link_bound(slot, &key) {
            Some((bound, link)) => {
                let held = day::begin_of_day(bound.min(start));
                let handed = amount
                    .min(calendar.days_between(day::morning(planned(task).start), held))
                    .min(network.slip(link.predecessor, link.kind, &planned))
                    .max(0);
                (handed, (handed > 0).then_some(link))
            }
            None => (0, None),
        };
        path.push(Hop {
            task,
            own_delay: amount - handed,
            inherited: handed,
            finish: day::date(finish),
            baseline_finish: planned(task).finish,
            via,
        });
        let Some(link) = via else { break };
        task = link.predecessor;
        amount = handed;
    }
    path.reverse();
    path
}

impl Network {
    /// Working days by which the date of a task that a link of this kind asks for is later than planned.
    fn slip(&self, task: TaskIx, asked_by: LinkKind, planned: &impl Fn(TaskIx) -> Dates) -> i32 {
        let slot = self.slot(task);
        let Window { start, finish } = self.window(slot);
        let calendar = self.counting(&self.nodes[slot as usize]);
        let planned = planned(task);
        let (plan, now): (NaiveDate, Slot) = match asked_by {
            LinkKind::FinishToStart | LinkKind::FinishToFinish => (planned.finish, finish),
            LinkKind::StartToStart | LinkKind::StartToFinish => (planned.start, start),
        };
        calendar.days_between(day::afternoon(plan), day::end_of_day(now))
    }
}
