//! Load: the hours that tasks ask of people, day by day, against what they can work.
//!
//! A task's effort is what was estimated, or else its duration × the owner's day × the policy's default share. What is left of it
//! is spread evenly over the working days of its window, for each person over their own; what is done lies behind. A window that
//! has begun counts from today; one that has passed is worked from today on, for as many working days as it has left to do.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate};

use super::{
    EPSILON, StaffingPolicy,
    capacity::{Capacity, days},
};

/// A task, as far as load needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Identity.
    pub id: String,
    /// Accountable person.
    pub owner: String,
    /// Who else works on it.
    pub collaborators: Vec<String>,
    /// Planned start.
    pub start: NaiveDate,
    /// Planned end.
    pub end: NaiveDate,
    /// Estimated hours of all people together.
    pub effort_hours: Option<f64>,
    /// Planned working days; the owner's working days of the window where 0.
    pub duration_days: i32,
    /// Done so far, 0–100.
    pub percent: f64,
    /// False where nobody works on it any more, or for now: finished, cancelled, paused.
    pub open: bool,
}

impl Work {
    /// Hours of all people, done or not.
    #[must_use]
    pub fn effort(&self, owner: &Capacity, policy: &StaffingPolicy) -> f64 {
        if let Some(hours) = self.effort_hours.filter(|hours| *hours >= 0.0) {
            return hours;
        }
        let days = match u32::try_from(self.duration_days) {
            Ok(days) if days > 0 => f64::from(days),
            _ => count(owner.days(self.start, self.end).len()),
        };
        days * owner.day_hours() * policy.default_share
    }

    /// Part that is still to be done, 0–1.
    #[must_use]
    pub fn left(&self) -> f64 {
        if self.open {
            (1.0 - self.percent / 100.0).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// Part of the effort of each who works on it; together 1.
    #[must_use]
    pub fn shares(&self, policy: &StaffingPolicy) -> Vec<(String, f64)> {
        let mut others: Vec<&String> = Vec::new();
        for person in &self.collaborators {
            if *person != self.owner && !others.contains(&person) {
                others.push(person);
            }
        }
        let together =
            (count(others.len()) * policy.collaborator_share).min(policy.collaborators_most);
        let mut shares = vec![(self.owner.clone(), 1.0 - together)];
        let each = together / count(others.len().max(1));
        shares.extend(others.into_iter().map(|person| (person.clone(), each)));
        shares
    }

    /// The window in which what is left is worked by somebody with this capacity.
    #[must_use]
    pub fn window(&self, person: &Capacity, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let end = self.end.max(self.start);
        if end >= today {
            return (self.start.max(today), end);
        }
        let planned = days(self.start, end)
            .filter(|day| person.is_workday(*day))
            .count();
        let left = (count(planned) * self.left()).ceil().max(1.0);
        // `left` is at most the number of days of the window.
        let first = if person.is_workday(today) {
            today
        } else {
            person.shift(today, 1)
        };
        #[allow(clippy::cast_possible_truncation, reason = "a number of days")]
        let more = left as i32 - 1;
        (first, person.shift(first, more))
    }
}

#[allow(clippy::cast_precision_loss, reason = "small counts")]
pub(crate) fn count(number: usize) -> f64 {
    number as f64
}

/// Hours for each day of a person's part. It lies on the days that they work; where there is none, on the working days of their
/// calendar, and where there is none of these either, on every day: the hours never vanish.
#[must_use]
pub fn spread(
    hours: f64,
    person: &Capacity,
    (from, to): (NaiveDate, NaiveDate),
) -> Vec<(NaiveDate, f64)> {
    let mut on = person.days(from, to);
    if on.is_empty() {
        on = days(from, to)
            .filter(|day| person.is_workday(*day))
            .collect();
    }
    if on.is_empty() {
        on = days(from, to).collect();
    }
    let each = hours / count(on.len().max(1));
    on.into_iter().map(|day| (day, each)).collect()
}

/// Hours of each task on a day of a person.
pub type DayLoad = BTreeMap<NaiveDate, Vec<(String, f64)>>;

/// The load of many people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Load {
    /// By person.
    pub people: BTreeMap<String, DayLoad>,
}

impl Load {
    /// The load that tasks are on those people whose capacity is known; the part of anybody else is not counted.
    #[must_use]
    pub fn of<'a>(
        works: impl IntoIterator<Item = &'a Work>,
        people: &HashMap<String, Capacity>,
        policy: &StaffingPolicy,
        today: NaiveDate,
    ) -> Self {
        let mut load = Self::default();
        for work in works {
            load.add(work, &work.shares(policy), people, policy, today);
        }
        load
    }

    /// Adds a task with these shares.
    pub fn add(
        &mut self,
        work: &Work,
        shares: &[(String, f64)],
        people: &HashMap<String, Capacity>,
        policy: &StaffingPolicy,
        today: NaiveDate,
    ) {
        // The effort is the owner's estimate, whoever works on it; without their calendar, that of somebody who does.
        let measure = people
            .get(&work.owner)
            .or_else(|| shares.iter().find_map(|(person, _)| people.get(person)));
        let Some(measure) = measure else { return };
        let hours = work.effort(measure, policy) * work.left();
        if hours <= 0.0 {
            return;
        }
        for (person, share) in shares {
            let Some(capacity) = people.get(person) else {
                continue;
            };
            let on = self.people.entry(person.clone()).or_default();
            for (day, hours) in spread(hours * share, capacity, work.window(capacity, today)) {
                on.entry(day).or_default().push((work.id.clone(), hours));
            }
        }
    }

    /// Hours of a person on each day.
    #[must_use]
    pub fn hours(&self, person: &str) -> BTreeMap<NaiveDate, f64> {
        self.people
            .get(person)
            .into_iter()
            .flatten()
            .map(|(day, parts)| (*day, parts.iter().map(|(_, hours)| hours).sum()))
            .collect()
    }

    /// Hours of everybody.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.people
            .values()
            .flat_map(BTreeMap::values)
            .flatten()
            .map(|(_, hours)| hours)
            .sum()
    }

    /// A person's load in a window, in days or weeks.
    #[must_use]
    pub fn buckets(
        &self,
        person: &str,
        capacity: &Capacity,
        (from, to): (NaiveDate, NaiveDate),
        by: By,
    ) -> Vec<Bucket> {
        let nothing = DayLoad::new();
        let load = self.people.get(person).unwrap_or(&nothing);
        let mut buckets: Vec<Bucket> = Vec::new();
        for day in days(from, to) {
            let same = buckets
                .last()
                .is_some_and(|bucket| by == By::Week && week(bucket.from) == week(day));
            if !same {
                buckets.push(Bucket::starting(day));
            }
            let Some(bucket) = buckets.last_mut() else {
                continue;
            };
            bucket.to = day;
            bucket.capacity += capacity.hours(day);
            for (task, hours) in load.get(&day).into_iter().flatten() {
                bucket.load += hours;
                match bucket.tasks.iter_mut().find(|(known, _)| known == task) {
                    Some((_, sum)) => *sum += hours,
                    None => bucket.tasks.push((task.clone(), *hours)),
                }
            }
        }
        for bucket in &mut buckets {
            bucket
                .tasks
                .sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        buckets
    }
}

/// Monday of a day's week.
fn week(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
        .unwrap_or(day)
}

/// Length of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// A day.
    #[default]
    Day,
    /// A week from Monday to Sunday; what one day has too much another may have free.
    Week,
}

/// A person's day or week.
#[derive(Debug, Clone, PartialEq)]
pub struct Bucket {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Hours that the person can work.
    pub capacity: f64,
    /// Hours asked of them.
    pub load: f64,
    /// Tasks that ask for them, the most hours first.
    pub tasks: Vec<(String, f64)>,
}

impl Bucket {
    fn starting(day: NaiveDate) -> Self {
        Self {
            from: day,
            to: day,
            capacity: 0.0,
            load: 0.0,
            tasks: Vec::new(),
        }
    }

    /// Hours asked above what can be worked.
    #[must_use]
    pub fn overload(&self) -> f64 {
        let over = self.load - self.capacity;
        if over > EPSILON { over } else { 0.0 }
    }

    /// Hours still free.
    #[must_use]
    pub fn free(&self) -> f64 {
        (self.capacity - self.load).max(0.0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::staffing::capacity::{
        Away, WHOLE,
        tests::{day, full_time},
    };

    pub(crate) fn work(id: &str, owner: &str, from: u32, to: u32, hours: f64) -> Work {
        Work {
            id: id.into(),
            owner: owner.into(),
            collaborators: Vec::new(),
            start: day(7, from),
            end: day(7, to),
            effort_hours: Some(hours),
            duration_days: 0,
            percent: 0.0,
            open: true,
        }
    }

    pub(crate) fn team(codes: &[&str]) -> HashMap<String, Capacity> {
        codes
            .iter()
            .map(|code| ((*code).to_owned(), full_time()))
            .collect()
    }

    fn buckets(works: &[Work], person: &str, today: NaiveDate, by: By) -> Vec<Bucket> {
        let people = team(&["a", "b", "c", "d"]);
        Load::of(works, &people, &StaffingPolicy::default(), today).buckets(
            person,
            &people[person],
            (day(7, 6), day(7, 19)),
            by,
        )
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn an_overload_names_its_tasks_the_biggest_first() {
        let works = [
            work("T1", "a", 6, 10, 20.0),
            work("T2", "a", 9, 10, 12.0),
            work("T3", "b", 6, 10, 40.0),
        ];
        let by_day = buckets(&works, "a", day(7, 6), By::Day);
        assert!(near(by_day[0].load, 4.0) && near(by_day[0].overload(), 0.0));
        assert!(near(by_day[3].load, 10.0) && near(by_day[3].overload(), 2.0));
        assert_eq!(by_day[3].tasks[0].0, "T2");
        assert_eq!(by_day[3].tasks[1].0, "T1");
        let by_week = buckets(&works, "a", day(7, 6), By::Week);
        assert_eq!(by_week.len(), 2);
        assert_eq!((by_week[0].from, by_week[0].to), (day(7, 6), day(7, 12)));
        assert!(near(by_week[0].load, 32.0) && near(by_week[0].capacity, 40.0));
        assert!(near(by_week[0].free(), 8.0));
    }

    #[test]
    fn without_an_effort_a_share_of_every_day_is_taken() {
        let task = Work {
            effort_hours: None,
            ..work("T1", "a", 6, 10, 0.0)
        };
        assert!(near(buckets(&[task], "a", day(7, 6), By::Day)[2].load, 4.0));
    }

    #[test]
    fn only_what_is_left_is_load_and_it_lies_ahead() {
        let half = Work {
            percent: 50.0,
            ..work("T1", "a", 6, 10, 40.0)
        };
        // On Thursday two days remain for twenty hours.
        let seen = buckets(std::slice::from_ref(&half), "a", day(7, 9), By::Day);
        assert!(near(seen[0].load, 0.0) && near(seen[3].load, 10.0) && near(seen[4].load, 10.0));
        // It is late: of five days half is left, which takes three from today on.
        let late = buckets(&[half], "a", day(7, 13), By::Day);
        assert!(near(late[7].load, 20.0 / 3.0) && near(late[9].load, 20.0 / 3.0));
        assert!(near(late[10].load, 0.0));
        for closed in [
            Work {
                open: false,
                ..work("T1", "a", 6, 10, 40.0)
            },
            Work {
                percent: 100.0,
                ..work("T1", "a", 6, 10, 40.0)
            },
        ] {
            assert!(near(
                buckets(&[closed], "a", day(7, 6), By::Week)[0].load,
                0.0
            ));
        }
    }

    #[test]
    fn collaborators_take_their_share() {
        let task = Work {
            collaborators: ["b", "a", "c", "b", "d"].map(str::to_owned).to_vec(),
            ..work("T1", "a", 6, 10, 40.0)
        };
        let shares = task.shares(&StaffingPolicy::default());
        let parts: Vec<f64> = shares.iter().map(|(_, share)| *share).collect();
        assert_eq!(shares.len(), 4);
        assert!(near(parts[0], 0.5) && near(parts[1], 0.5 / 3.0));
        let one = Work {
            collaborators: vec!["b".into()],
            ..work("T1", "a", 6, 10, 40.0)
        };
        assert!(near(buckets(&[one], "b", day(7, 6), By::Week)[0].load, 8.0));
    }

    #[test]
    fn the_load_of_somebody_who_is_away_is_an_overload() {
        let mut people = team(&["a"]);
        if let Some(person) = people.get_mut("a") {
            person.absences = vec![Away {
                from: day(7, 6),
                to: day(7, 12),
                missed: WHOLE,
            }];
        }
        let works = [work("T1", "a", 6, 10, 10.0)];
        let load = Load::of(&works, &people, &StaffingPolicy::default(), day(7, 1));
        let seen = load.buckets("a", &people["a"], (day(7, 6), day(7, 10)), By::Day);
        assert!(seen.iter().all(|bucket| near(bucket.overload(), 2.0)));
    }

    fn works() -> impl Strategy<Value = Vec<Work>> {
        let one = (
            1..20_u32,
            0..11_u32,
            prop::option::of(0.0..200.0_f64),
            0.0..100.0_f64,
            prop::collection::vec(0..4_usize, 0..4),
            0..4_usize,
        );
        prop::collection::vec(one, 0..12).prop_map(|rows| {
            let names = ["a", "b", "c", "d"];
            rows.into_iter()
                .enumerate()
                .map(
                    |(at, (from, length, effort, percent, others, owner))| Work {
                        collaborators: others.iter().map(|at| names[*at].to_owned()).collect(),
                        effort_hours: effort,
                        percent,
                        ..work(&format!("T{at}"), names[owner], from, from + length, 0.0)
                    },
                )
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_load_is_the_effort_that_is_left(works in works(), today in 1..31_u32) {
            let people = team(&["a", "b", "c", "d"]);
            let policy = StaffingPolicy::default();
            let load = Load::of(&works, &people, &policy, day(7, today));
            let expected: f64 = works.iter().map(|work| work.effort(&people[&work.owner], &policy) * work.left()).sum();
            prop_assert!((load.total() - expected).abs() < 1e-6, "{} instead of {expected}", load.total());
            // In days or in weeks, it is the same load.
            let window = (day(7, 1), day(12, 31));
            for (code, capacity) in &people {
                let sum = |by| load.buckets(code, capacity, window, by).iter().map(|bucket| bucket.load).sum::<f64>();
                prop_assert!((sum(By::Day) - sum(By::Week)).abs() < 1e-6);
                prop_assert!((sum(By::Day) - load.hours(code).values().sum::<f64>()).abs() < 1e-6);
            }
        }
    }
}
