//! A quarter of an enterprise on a virtual clock: what the ladder does when hundreds of departments are late as departments are.
//!
//! The same domain that runs the service runs here, without database, bus or network; tasks that take longer than planned, illnesses,
//! reports that are forgotten and people who answer late are drawn from a seeded generator. The same scenario gives the same
//! escalation log, line by line, on every machine: its digest is printed with the result.

mod company;
mod exchange;
mod ledger;
mod people;
mod work;

use cascade_method::{Policy, escalation::Input};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use fastrand::Rng;

pub use ledger::{Line, Report};

use self::{company::Company, exchange::Timers, ledger::Ledger};
use crate::domain::{outcome::Outcome, settle::Moment};

/// What is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario {
    /// Departments, each with a plan of its own: 2 goals, 6 key results, 36 tasks.
    pub departments: u16,
    /// First day.
    pub begin: NaiveDate,
    /// Length in weeks.
    pub weeks: u16,
    /// What everything that happens is drawn from.
    pub seed: u64,
}

/// Hours of a day at which people look at what waits for them.
const LOOKS: [u32; 4] = [9, 11, 14, 16];
/// Hour at which work of the day is done and reported.
const EVENING: u32 = 18;

/// Runs a scenario. A day of a department takes well under a millisecond; 100 departments have a quarter in a few seconds.
#[must_use]
pub fn run(scenario: Scenario) -> Report {
    let mut run = Run::new(scenario);
    let mut day = scenario.begin;
    for _ in 0..u32::from(scenario.weeks) * 7 {
        run.day(day);
        day = day.succ_opt().unwrap_or(day);
    }
    run.ledger.report(&run.company)
}

/// A simulation under way.
struct Run {
    company: Company,
    policy: Policy,
    offset: FixedOffset,
    timers: Timers,
    ledger: Ledger,
    rng: Rng,
}

impl Run {
    fn new(scenario: Scenario) -> Self {
        let mut rng = Rng::with_seed(scenario.seed);
        let company = Company::draw(&scenario, &mut rng);
        let mut run = Self {
            company,
            policy: Policy::default(),
            offset: FixedOffset::east_opt(8 * 3_600).unwrap_or_else(|| chrono::Offset::fix(&Utc)),
            timers: Timers::default(),
            ledger: Ledger::default(),
            rng,
        };
        let moment = run.moment(scenario.begin, 0);
        run.open(moment);
        run
    }

    /// An hour of a day of the organisation.
    fn moment(&self, day: NaiveDate, hour: u32) -> Moment {
        let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
        let local = day.and_time(time);
        let now = self
            .offset
            .from_local_datetime(&local)
            .single()
            .map_or_else(|| local.and_utc(), |at| at.to_utc());
        Moment::at(now, self.offset)
    }

    /// Everybody hears of every plan.
    fn open(&mut self, moment: Moment) {
        for index in 0..self.company.departments.len() {
            let mut outcome = Outcome::default();
            let plan = &mut self.company.departments[index].plan;
            let tasks: Vec<_> = plan.tasks.keys().copied().collect();
            for task in tasks {
                plan.declare_edges(task, &std::collections::BTreeSet::new(), &mut outcome);
            }
            self.settle(index, moment, outcome);
        }
    }

    fn day(&mut self, day: NaiveDate) {
        // What lapsed overnight, then the new day as the service settles it.
        let midnight = self.moment(day, 0);
        self.ring(midnight.now);
        for index in 0..self.company.departments.len() {
            self.settle(index, midnight, Outcome::default());
        }
        if !self.company.calendar.is_working(day) {
            return;
        }
        for hour in LOOKS {
            let moment = self.moment(day, hour);
            self.ring(moment.now);
            self.people_act(moment);
            // A correction that is accepted after its day is asked for at once.
            self.ring(moment.now);
        }
        self.work(self.moment(day, EVENING));
        if day.weekday() == chrono::Weekday::Fri {
            self.ledger.week(&self.company);
        }
    }

    /// Lets every level lapse that is due by `now`, in the order of its time.
    fn ring(&mut self, now: DateTime<Utc>) {
        while let Some((due, index, alert)) = self.timers.pop(now) {
            let moment = Moment::at(due, self.offset);
            self.step(index, alert, Input::DeadlineLapsed, "", "", moment);
        }
    }

    /// One step of an alert, as the service takes it; a step that its state does not allow changes nothing.
    fn step(
        &mut self,
        index: usize,
        alert: crate::ids::AlertId,
        input: Input,
        who: &str,
        note: &str,
        moment: Moment,
    ) -> bool {
        let mut outcome = Outcome::default();
        let directory = &self.company.directory;
        let plan = &mut self.company.departments[index].plan;
        let ladder = &self.policy.ladder;
        let done = plan
            .advance(
                alert,
                input,
                who,
                note,
                moment,
                directory,
                ladder,
                &mut outcome,
            )
            .is_ok();
        self.settle(index, moment, outcome);
        done
    }
}

/// Working hours between two moments, eight to a working day, for the report.
fn hours(
    calendar: &cascade_schedule::Calendar,
    offset: FixedOffset,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> f64 {
    let (from, to) = (from.with_timezone(&offset), to.with_timezone(&offset));
    let worked = |at: DateTime<FixedOffset>| {
        let begin = at.date_naive().and_time(NaiveTime::MIN);
        let since = at.naive_local() - begin - TimeDelta::hours(9);
        (since.num_minutes() as f64 / 60.0).clamp(0.0, 8.0)
    };
    let days = calendar.working_days_between(from.date_naive(), to.date_naive());
    f64::from(days) * 8.0 + worked(to) - worked(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(seed: u64) -> Scenario {
        Scenario {
            departments: 6,
            begin: NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(),
            weeks: 13,
            seed,
        }
    }

    #[test]
    fn a_quarter_escalates_the_same_on_every_run() {
        let (one, other) = (run(scenario(7)), run(scenario(7)));
        assert_eq!(one.lines, other.lines);
        assert_eq!(one.digest, other.digest);
        assert_ne!(one.digest, run(scenario(8)).digest);
    }

    #[test]
    fn a_quarter_has_everything_that_happens_to_people() {
        let report = run(scenario(7));
        assert_eq!(report.tasks, 6 * 36);
        assert!(report.finished > report.tasks / 2, "{report:?}");
        assert!(report.raised > 5, "{report:?}");
        assert!(
            report.lapsed[0] > 0,
            "somebody does not explain in time: {report:?}"
        );
        assert!(report.closed > 0 && report.corrections > 0, "{report:?}");
        // One open alert for each cause, and none for what has been finished.
        let open: std::collections::BTreeSet<_> = report.open.iter().collect();
        assert_eq!(open.len(), report.open.len());
        // Whatever is said of an alert is said in the order in which it happened.
        let mut pairs = report.lines.windows(2);
        assert_eq!(pairs.find(|pair| pair[0].at > pair[1].at), None);
    }
}
