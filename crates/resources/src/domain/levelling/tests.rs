use std::sync::Arc;

use cascade_method::staffing::capacity::{Halves, Layer, WHOLE};

use super::*;
use crate::domain::staff::calendar_of;

const FREE: Halves = [false; 2];
const FIVE_DAYS: [Halves; 7] = [WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, FREE, FREE];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A plan from Monday, 6 July 2026 on.
#[derive(Default)]
struct Case {
    tasks: BTreeMap<String, tasks::Task>,
    people: HashMap<String, Capacity>,
    links: Vec<pb::TaskOrder>,
}

impl Case {
    /// People who work on these days of the week.
    fn of(people: &[(&str, [Halves; 7])]) -> Self {
        let person = |(code, week): &(&str, [Halves; 7])| {
            let layer = Layer {
                weekdays: Some(*week),
                ..Layer::default()
            };
            let capacity = Capacity {
                layers: vec![Arc::new(layer)],
                ..calendar_of(&[], &[])
            };
            ((*code).to_owned(), capacity)
        };
        Self {
            people: people.iter().map(person).collect(),
            ..Self::default()
        }
    }

    /// A task that has not begun.
    fn task(mut self, code: &str, owner: &str, (start, end): (&str, &str), hours: f64) -> Self {
        let task = tasks::Task {
            id: code.into(),
            plan_id: "p".into(),
            code: code.into(),
            owner: owner.into(),
            planned_start: start.into(),
            planned_end: end.into(),
            effort_hours: Some(hours),
            state: tasks::TaskState::Open.into(),
            ..tasks::Task::default()
        };
        self.tasks.insert(code.into(), task);
        self
    }

    fn link(mut self, predecessor: &str, successor: &str, lag_days: i32) -> Self {
        self.links.push(pb::TaskOrder {
            predecessor_id: predecessor.into(),
            successor_id: successor.into(),
            kind: tasks::LinkKind::FinishToStart.into(),
            lag_days,
        });
        self
    }

    fn asked(&self) -> Result<pb::ProposeLevellingResponse, Refusal> {
        let question = Question {
            plan: "p",
            window: (NaiveDate::MIN, None),
            tasks: &self.tasks,
            capacities: &self.people,
            links: &self.links,
            policy: &StaffingPolicy::default(),
            today: date("2026-07-06"),
        };
        let effort = Effort {
            schedules: 200,
            seed: 7,
        };
        propose(&question, effort, || false)
    }

    fn proposed(&self) -> pb::ProposeLevellingResponse {
        self.asked().unwrap()
    }
}

/// Code, proposed start and end of each move.
fn moves(answer: &pb::ProposeLevellingResponse) -> Vec<(&str, &str, &str)> {
    let of = |one| -> (&str, &str, &str) {
        let one: &pb::LevellingMove = one;
        let code = &one.task.as_ref().unwrap().code;
        (code, &one.to_start, &one.to_end)
    };
    answer.moves.iter().map(of).collect()
}

#[test]
fn a_quarter_of_many_small_tasks_is_levelled() {
    let names: Vec<String> = (0..13).map(|at| format!("P{at:02}")).collect();
    let people: Vec<(&str, [Halves; 7])> = names
        .iter()
        .map(|name| (name.as_str(), FIVE_DAYS))
        .collect();
    let mut case = Case::of(&people);
    for at in 0..600 {
        let monday = date("2026-07-06") + chrono::Days::new(7 * (at % 12));
        let friday = monday + chrono::Days::new(4);
        let owner = &names[at as usize % 13];
        let window = (&*monday.to_string(), &*friday.to_string());
        case = case.task(&format!("T{at:03}"), owner, window, 4.0);
    }
    let answer = case.proposed();
    assert_eq!((answer.tasks, answer.people), (600, 13));
    assert!((answer.overload_hours_after - 0.0).abs() < 1e-6);
}

#[test]
fn what_ends_after_everything_known_has_its_days() {
    let case = Case::of(&[("P1", FIVE_DAYS)])
        .task("T1", "P1", ("2026-07-06", "2026-07-10"), 40.0)
        .task("T2", "P1", ("2026-07-06", "2026-07-10"), 40.0)
        .task("T3", "P1", ("2026-07-06", "2026-07-10"), 40.0)
        .link("T1", "T2", 0)
        .link("T2", "T3", 3);
    let answer = case.proposed();
    let expected = [
        ("T2", "2026-07-13", "2026-07-17"),
        ("T3", "2026-07-23", "2026-07-29"),
    ];
    assert_eq!(moves(&answer), expected);
}

#[test]
fn more_than_ten_years_ahead_is_refused() {
    let case = Case::of(&[("P1", FIVE_DAYS)]).task("T1", "P1", ("2046-07-06", "2046-07-10"), 40.0);
    assert_eq!(case.asked().unwrap_err(), Refusal::TooLong);
    let case = Case::of(&[("P1", FIVE_DAYS)])
        .task("T1", "P1", ("2026-07-06", "2026-07-10"), 40.0)
        .task("T2", "P1", ("2026-07-13", "2026-07-17"), 40.0)
        .link("T1", "T2", 3_000);
    assert_eq!(case.asked().unwrap_err(), Refusal::TooLong);
}
