//! When everything that was accepted has arrived in the forecasts, and whether it has.

use std::{collections::HashMap, time::Instant};

use futures::{StreamExt, future::join_all, stream};

use super::{Outcome, probe::Probe, targets::Target};

/// Tasks looked at, at once.
const LOOKS: usize = 16;

/// What was accepted.
pub(super) struct Accepted<'a> {
    targets: &'a [Target],
    /// Last version of each target.
    of_target: HashMap<usize, i64>,
    /// Target and version of the last report of each plan.
    of_plan: HashMap<usize, (usize, i64)>,
}

impl<'a> Accepted<'a> {
    pub(super) fn of(targets: &'a [Target], outcomes: &[Outcome]) -> Self {
        let mut accepted = Self {
            targets,
            of_target: HashMap::new(),
            of_plan: HashMap::new(),
        };
        for outcome in outcomes {
            accepted.add(outcome);
        }
        accepted
    }

    fn add(&mut self, outcome: &Outcome) {
        let Ok(answers) = &outcome.answer else {
            return;
        };
        for (target, answer) in outcome.batch.targets.iter().zip(answers) {
            let Some(report) = &answer.report else {
                continue;
            };
            let version = self.of_target.entry(*target).or_default();
            *version = report.task_version.max(*version);
            let plan = self.targets[*target].plan;
            self.of_plan.insert(plan, (*target, report.task_version));
        }
    }

    /// When the last one of each plan was in its task's forecast; none where one was not in time. A plan's reports are applied in their
    /// order, so all are then.
    pub(super) async fn arrived(&self, probe: &Probe) -> Option<Instant> {
        let last = self
            .of_plan
            .values()
            .map(|(target, version)| probe.wait(&self.targets[*target].id, *version));
        let last = join_all(last).await;
        let times: Option<Vec<Instant>> = last
            .into_iter()
            .map(|seen| seen.map(|seen| seen.at))
            .collect();
        times?.into_iter().max()
    }

    /// Tasks whose forecast does not count their last report even afterwards: every task that was reported on is looked at.
    pub(super) async fn missing(&self, probe: &Probe) -> usize {
        stream::iter(&self.of_target)
            .map(|(target, version)| async move {
                let forecast = probe.look(&self.targets[*target].id).await;
                forecast.map_or(true, |forecast| forecast.task_version < *version)
            })
            .buffer_unordered(LOOKS)
            .filter(|is_missing| std::future::ready(*is_missing))
            .count()
            .await
    }
}
