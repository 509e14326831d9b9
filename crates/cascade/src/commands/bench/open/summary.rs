//! What came of a load, in figures. Nothing is left out for having been slow, refused or lost.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::Outcome;
use crate::commands::bench::share;

/// Loads that are longer are told in parts of this length too.
const PART: Duration = Duration::from_secs(10);

/// What came of a load.
#[derive(Default)]
pub(super) struct Summary {
    pub(super) accepted: u64,
    /// By reason: how many, and what the first was told.
    refused: BTreeMap<String, (u64, String)>,
    /// Reports of calls that failed, and how each kind of them did.
    unanswered: BTreeMap<String, u64>,
    last_answer: Option<Instant>,
    answers: Vec<Duration>,
    /// When a call was to be sent and how long from then until its report was in the forecast, in this order.
    changes: Vec<(Instant, Duration)>,
    unseen: usize,
    unmoved: usize,
}

impl Summary {
    pub(super) fn of(outcomes: &[Outcome]) -> Self {
        let mut summary = Self::default();
        for outcome in outcomes {
            summary.add(outcome);
        }
        summary
    }

    fn add(&mut self, outcome: &Outcome) {
        let due = outcome.batch.due;
        match &outcome.answer {
            Ok(answers) => {
                self.answers
                    .push(outcome.answered.saturating_duration_since(due));
                self.last_answer = self.last_answer.max(Some(outcome.answered));
                for answer in answers {
                    if answer.report.is_some() {
                        self.accepted += 1;
                        continue;
                    }
                    let told = || answer.error_message.clone().unwrap_or_default();
                    let reason = answer.error_reason.clone().unwrap_or_default();
                    self.refused.entry(reason).or_insert((0, told())).0 += 1;
                }
            }
            Err(error) => {
                let reports = self.unanswered.entry(format!("{error:#}")).or_default();
                *reports += outcome.batch.items.len() as u64;
            }
        }
        for report in &outcome.looked_for {
            let Some(seen) = &report.seen else {
                self.unseen += 1;
                continue;
            };
            self.changes
                .push((due, seen.at.saturating_duration_since(due)));
            let is_itself = seen.version == report.version;
            if is_itself && report.before.as_ref() == Some(&seen.finish) {
                self.unmoved += 1;
            }
        }
    }

    /// How each part of a longer load did: a queue that grows and a hiccup look alike in the whole.
    fn tell_parts(&self, began: Instant) {
        let part = |due: &Instant| due.saturating_duration_since(began).as_secs() / PART.as_secs();
        let parts: Vec<&[(Instant, Duration)]> = self
            .changes
            .chunk_by(|(a, _), (b, _)| part(a) == part(b))
            .collect();
        if parts.len() < 2 {
            return;
        }
        for changes in parts {
            let from = part(&changes[0].0) * PART.as_secs();
            let mut took: Vec<Duration> = changes.iter().map(|(_, took)| *took).collect();
            say!(
                "  sent from {from:>3} s     p50 {:.1?}, p99 {:.1?}, max {:.1?}",
                share(&mut took, 50),
                share(&mut took, 99),
                share(&mut took, 100)
            );
        }
    }

    /// Prints it; all times are counted from when a call was to be sent.
    pub(super) fn tell(mut self, began: Instant, arrived: Option<Instant>, missing: usize) {
        let rate = |until: Option<Instant>| {
            let time = until?.saturating_duration_since(began);
            Some(self.accepted as f64 / time.as_secs_f64())
        };
        if let Some(rate) = rate(self.last_answer) {
            say!(
                "accepted               {rate:>9.0} reports/s, {} in all",
                self.accepted
            );
        }
        let late = arrived
            .zip(self.last_answer)
            .map(|(applied, answered)| applied.saturating_duration_since(answered).as_secs_f64());
        match (rate(arrived), late) {
            (Some(rate), Some(late)) => {
                say!(
                    "applied by monitoring  {rate:>9.0} reports/s, the last {late:.2} s after the last answer"
                );
            }
            _ => say!("applied by monitoring          not all of them in time"),
        }
        say!("not in the forecast    {missing:>9} tasks, looked at one by one at last");
        let refused: u64 = self.refused.values().map(|(count, _)| count).sum();
        say!("refused                {refused:>9} reports");
        for (reason, (count, told)) in &self.refused {
            say!("  {reason:<20} {count:>9}  {told}");
        }
        let unanswered: u64 = self.unanswered.values().sum();
        say!("unanswered             {unanswered:>9} reports");
        for (error, count) in &self.unanswered {
            say!("  {count:>9}  {error}");
        }
        say!(
            "answer                 p50 {:.1?}, p99 {:.1?}",
            share(&mut self.answers, 50),
            share(&mut self.answers, 99)
        );
        let mut changes: Vec<Duration> = self.changes.iter().map(|(_, took)| *took).collect();
        say!(
            "report to changed forecast: p50 {:.1?}, p95 {:.1?}, p99 {:.1?}, max {:.1?}",
            share(&mut changes, 50),
            share(&mut changes, 95),
            share(&mut changes, 99),
            share(&mut changes, 100)
        );
        self.tell_parts(began);
        say!(
            "  {} reports looked for: {} not found in time, {} that moved nothing",
            self.changes.len() + self.unseen,
            self.unseen,
            self.unmoved
        );
    }
}
