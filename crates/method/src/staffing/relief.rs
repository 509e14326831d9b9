//! What it would help: a task taken off somebody, moved in time, or handed to somebody else. Computed, never written.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{
    StaffingPolicy,
    capacity::Capacity,
    load::{Bucket, By, Load, Work},
};

/// What would be done about a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The person no longer works on it; the others' parts stay as they are.
    Free,
    /// All of it moves by so many working days of the person's calendar; earlier where negative.
    Move(i32),
    /// Somebody else takes the person's part.
    To(String),
    /// All of it lies on these days, first and last; its hours stay.
    Window(NaiveDate, NaiveDate),
}

/// The load of one person as it is and as it would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Relief {
    /// The person.
    pub person: String,
    /// As it is.
    pub before: Vec<Bucket>,
    /// As it would be.
    pub after: Vec<Bucket>,
}

impl Relief {
    /// Hours of overload, as it is and as it would be.
    #[must_use]
    pub fn overload(&self) -> (f64, f64) {
        let sum = |buckets: &[Bucket]| buckets.iter().map(Bucket::overload).sum();
        (sum(&self.before), sum(&self.after))
    }
}

/// Around what a change is looked at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Every task that weighs on these people.
    pub works: &'a [Work],
    /// Their capacities.
    pub people: &'a HashMap<String, Capacity>,
    /// The numbers.
    pub policy: &'a StaffingPolicy,
    /// The day it is.
    pub today: NaiveDate,
    /// First and last day shown.
    pub window: (NaiveDate, NaiveDate),
    /// In days or weeks.
    pub by: By,
}

/// What a change of a person's part in a task does to everybody whose load it changes, the person first. None where the person has
/// no part in the task.
#[must_use]
pub fn relief(view: View<'_>, task: &str, person: &str, change: &Change) -> Option<Vec<Relief>> {
    let work = view.works.iter().find(|work| work.id == task)?;
    let shares = work.shares(view.policy);
    let part = shares.iter().find(|(who, _)| who == person)?.1;
    let before = Load::of(view.works, view.people, view.policy, view.today);
    let mut after = Load::of(
        view.works.iter().filter(|work| work.id != task),
        view.people,
        view.policy,
        view.today,
    );
    let mut then = work.clone();
    let mut shared = shares.clone();
    match change {
        Change::Free => shared.retain(|(who, _)| who != person),
        Change::Move(days) => {
            let calendar = view.people.get(person)?;
            // The hours do not change because the window does.
            let measure = view.people.get(&work.owner).unwrap_or(calendar);
            then.effort_hours = Some(work.effort(measure, view.policy));
            then.start = calendar.shift(work.start, *days);
            then.end = calendar.shift(work.end, *days).max(then.start);
        }
        Change::Window(start, end) => {
            let measure = view.people.get(&work.owner).or(view.people.get(person))?;
            then.effort_hours = Some(work.effort(measure, view.policy));
            then.start = *start;
            then.end = (*end).max(*start);
        }
        Change::To(other) => {
            shared.retain(|(who, _)| who != person);
            match shared.iter_mut().find(|(who, _)| who == other) {
                Some((_, share)) => *share += part,
                None => shared.push((other.clone(), part)),
            }
        }
    }
    after.add(&then, &shared, view.people, view.policy, view.today);
    let mut touched: Vec<&String> = Vec::new();
    for (who, _) in shares.iter().chain(&shared) {
        if !touched.contains(&who) {
            touched.push(who);
        }
    }
    touched.sort_by_key(|who| *who != person);
    let seen = touched.into_iter().filter_map(|who| {
        let capacity = view.people.get(who)?;
        let look = |load: &Load| load.buckets(who, capacity, view.window, view.by);
        let relief = Relief {
            person: who.clone(),
            before: look(&before),
            after: look(&after),
        };
        (who == person || relief.before != relief.after).then_some(relief)
    });
    Some(seen.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staffing::{
        capacity::tests::day,
        load::tests::{team, work},
    };

    fn seen(works: &[Work], person: &str, change: &Change) -> Option<Vec<(String, f64, f64)>> {
        let people = team(&["a", "b"]);
        let policy = StaffingPolicy::default();
        let view = View {
            works,
            people: &people,
            policy: &policy,
            today: day(7, 6),
            window: (day(7, 6), day(7, 19)),
            by: By::Day,
        };
        let found = relief(view, "T2", person, change)?;
        let round = |hours: f64| (hours * 1_000.0).round() / 1_000.0;
        let rows = found.into_iter().map(|one| {
            let (before, after) = one.overload();
            (one.person, round(before), round(after))
        });
        Some(rows.collect())
    }

    #[test]
    fn each_way_out_shows_what_it_changes() {
        // Eight and six hours a day for a week: thirty too many.
        let works = [work("T1", "a", 6, 10, 40.0), work("T2", "a", 6, 10, 30.0)];
        let person = |code: &str, before, after| (code.to_owned(), before, after);
        assert_eq!(
            seen(&works, "a", &Change::Free),
            Some(vec![person("a", 30.0, 0.0)])
        );
        assert_eq!(
            seen(&works, "a", &Change::Move(2)),
            Some(vec![person("a", 30.0, 18.0)])
        );
        assert_eq!(
            seen(&works, "a", &Change::Move(5)),
            Some(vec![person("a", 30.0, 0.0)])
        );
        assert_eq!(
            seen(&works, "a", &Change::Window(day(7, 13), day(7, 17))),
            seen(&works, "a", &Change::Move(5)),
            "the same days, said otherwise"
        );
        let handed = seen(&works, "a", &Change::To("b".into()));
        assert_eq!(
            handed,
            Some(vec![person("a", 30.0, 0.0), person("b", 0.0, 0.0)])
        );
        assert_eq!(seen(&works, "b", &Change::Free), None, "no part in it");
    }

    #[test]
    fn handing_over_may_only_move_the_trouble() {
        let works = [work("T1", "b", 6, 10, 40.0), work("T2", "a", 6, 10, 45.0)];
        let handed = seen(&works, "a", &Change::To("b".into()));
        let person = |code: &str, before, after| (code.to_owned(), before, after);
        assert_eq!(
            handed,
            Some(vec![person("a", 5.0, 0.0), person("b", 0.0, 45.0)])
        );
    }

    #[test]
    fn the_effort_stays_when_the_window_moves() {
        let works = [Work {
            effort_hours: None,
            ..work("T2", "a", 6, 10, 0.0)
        }];
        let people = team(&["a"]);
        let policy = StaffingPolicy::default();
        let view = View {
            works: &works,
            people: &people,
            policy: &policy,
            today: day(7, 1),
            window: (day(7, 1), day(7, 31)),
            by: By::Week,
        };
        let found = relief(view, "T2", "a", &Change::Move(3)).unwrap();
        let hours = |buckets: &[Bucket]| buckets.iter().map(|one| one.load).sum::<f64>();
        assert!((hours(&found[0].before) - hours(&found[0].after)).abs() < 1e-6);
    }
}
