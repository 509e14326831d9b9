//! The root-cause path: from a late task back along the links that held it up, to the task that lost the time.
//!
//! Each hop says how many of the target's late working days its task lost by itself, and how many it was handed. Going back from
//! the target with its delay as the amount to explain:
//!
//! ```text
//! handed(i) = min(amount(i), days by which the tightest link moved the start of i, delay of that predecessor)
//! own(i)    = amount(i) − handed(i)          amount(predecessor) = handed(i)
//! ```
//! so that the own days of all hops add up to the delay of the target, and float on the way hides what it absorbed.

use chrono::NaiveDate;

use crate::{
    day::{self, Day},
    network::{Dates, Link, Network, Phase, TaskIx},
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

/// The path from the cause to `target`; empty where the target is not late against `planned`.
pub fn root_cause(
    network: &Network,
    target: TaskIx,
    planned: impl Fn(TaskIx) -> Dates,
) -> Vec<Hop> {
    let mut path = Vec::new();
    let mut task = target;
    let mut amount = network.delay(target, &planned);
    while amount > 0 {
        let node = &network.nodes[task.0 as usize];
        let calendar = &network.calendars[usize::from(node.calendar)];
        let tightest = network.link_bound(task.0, node, calendar);
        let (handed, via) = match tightest {
            Some((bound, link)) => {
                let moved =
                    calendar.between(day::number(planned(task).start), calendar.next(bound));
                let handed = amount
                    .min(moved)
                    .min(network.delay(link.predecessor, &planned))
                    .max(0);
                (handed, (handed > 0).then_some(link))
            }
            None => (0, None),
        };
        path.push(Hop {
            task,
            own_delay: amount - handed,
            inherited: handed,
            finish: day::date(node.finish),
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
    /// Working days by which a task finishes after its plan.
    fn delay(&self, task: TaskIx, planned: &impl Fn(TaskIx) -> Dates) -> i32 {
        let node = &self.nodes[task.0 as usize];
        if node.phase == Phase::Removed {
            return 0;
        }
        let finish: Day = day::number(planned(task).finish);
        self.calendars[usize::from(node.calendar)].between(finish, node.finish)
    }
}
