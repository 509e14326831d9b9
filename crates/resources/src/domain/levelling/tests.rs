use std::sync::Arc;

use cascade_method::staffing::capacity::{Halves, Layer, WHOLE};

use super::*;
use crate::domain::staff::calendar_of;

const FREE: Halves = [false; 2];
const MORNING: Halves = [true, false];
const FIVE_DAYS: [Halves; 7] = [WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, FREE, FREE];
const SIX_DAYS: [Halves; 7] = [WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, FREE];
const HALF_FRIDAYS: [Halves; 7] = [WHOLE, WHOLE, WHOLE, WHOLE, MORNING, FREE, FREE];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A plan from Monday, 6 July 2026 on.
#[derive(Default)]
struct Case {
    tasks: BTreeMap<String, tasks::Task>,
    people: HashMap<String, Capacity>,
    links: Vec<pb::TaskOrder>,
    requests: Vec<pb::ResourceRequest>,
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

    /// Holds a task to days.
    fn held(mut self, code: &str, constraints: tasks::Constraints) -> Self {
        self.tasks.get_mut(code).unwrap().constraints = Some(constraints);
        self
    }

    /// Something that a task needs and that is expected on a day.
    fn request(mut self, code: &str, task: &str, day: &str, status: pb::RequestStatus) -> Self {
        self.requests.push(pb::ResourceRequest {
            code: code.into(),
            task_id: task.into(),
            expected_arrival: day.into(),
            status: status.into(),
            ..pb::ResourceRequest::default()
        });
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
            arrivals: &arrivals(&self.requests),
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

#[test]
fn a_task_lies_across_half_days() {
    let case =
        Case::of(&[("P03", HALF_FRIDAYS)]).task("H1", "P03", ("2026-07-13", "2026-07-24"), 72.0);
    let answer = case.proposed();
    assert_eq!(moves(&answer), []);
    assert!(
        (answer.overload_hours_after - 6.4).abs() < 1e-6,
        "as before"
    );
    // Who never works a whole day has the task where it is, too.
    let mornings = [MORNING, MORNING, MORNING, MORNING, MORNING, FREE, FREE];
    let case = Case::of(&[("P03", mornings)]).task("H1", "P03", ("2026-07-13", "2026-07-24"), 72.0);
    assert_eq!(moves(&case.proposed()), []);
}

#[test]
fn two_tasks_on_half_days_are_done_one_after_the_other() {
    let week = ("2026-07-13", "2026-07-17");
    let case = Case::of(&[("P03", HALF_FRIDAYS)])
        .task("H1", "P03", week, 36.0)
        .task("H2", "P03", week, 36.0);
    let answer = case.proposed();
    assert_eq!(moves(&answer), [("H2", "2026-07-20", "2026-07-24")]);
    assert!(answer.overload_hours_after < answer.overload_hours_before);
    // Both ask for all of half a Friday.
    let friday = ("2026-07-17", "2026-07-17");
    let case = Case::of(&[("P03", HALF_FRIDAYS)])
        .task("H1", "P03", friday, 4.0)
        .task("H2", "P03", friday, 4.0);
    let answer = case.proposed();
    assert_eq!(moves(&answer), [("H2", "2026-07-20", "2026-07-20")]);
    let moved = &answer.moves[0];
    assert_eq!(moved.cause(), pb::LevellingCause::Overload);
    assert_eq!(
        (moved.asked_hours, moved.left_hours),
        (4.0, 0.0),
        "in hours of that day"
    );
    assert_eq!(
        (answer.overload_days_before, answer.overload_days_after),
        (1, 0)
    );
}

#[test]
fn what_would_leave_more_overload_is_not_proposed() {
    // It has to wait, and the second of two days that are left for it then is the helper's day off.
    let mut case = Case::of(&[("P1", FIVE_DAYS), ("P2", FIVE_DAYS)])
        .task("T1", "P1", ("2026-07-06", "2026-07-08"), 8.0)
        .task("T2", "P2", ("2026-07-07", "2026-07-08"), 16.0)
        .link("T1", "T2", 0);
    let moved = [("T2", "2026-07-09", "2026-07-10")];
    assert_eq!(moves(&case.proposed()), moved);
    let friday = cascade_method::staffing::capacity::Away {
        from: date("2026-07-10"),
        to: date("2026-07-10"),
        missed: WHOLE,
    };
    case.people.get_mut("P2").unwrap().absences.push(friday);
    let answer = case.proposed();
    assert_eq!(moves(&answer), []);
    assert!(!answer.proven_best);
    assert_eq!(answer.finish_after, answer.finish_before);
    assert!((answer.overload_hours_after - answer.overload_hours_before).abs() < 1e-6);
}

/// Most work five days a week, P16 six.
fn five_and_six_days() -> Case {
    Case::of(&[("P11", FIVE_DAYS), ("P12", FIVE_DAYS), ("P16", SIX_DAYS)])
}

#[test]
fn nothing_waits_for_a_day_on_which_only_others_work() {
    let case = five_and_six_days()
        .task("A", "P16", ("2026-08-17", "2026-08-22"), 48.0)
        .task("B", "P11", ("2026-08-24", "2026-08-28"), 40.0)
        .task("C", "P12", ("2026-08-24", "2026-08-28"), 40.0)
        .link("A", "B", 0);
    assert_eq!(moves(&case.proposed()), []);
    let saturday = five_and_six_days()
        .task("A", "P16", ("2026-08-22", "2026-08-22"), 8.0)
        .task("B", "P11", ("2026-08-24", "2026-08-28"), 40.0)
        .task("C", "P12", ("2026-08-24", "2026-08-28"), 40.0)
        .link("A", "B", 0);
    assert_eq!(moves(&saturday.proposed()), []);
    // The other way round: most work on Saturdays, which does not make the week of the one who does not longer.
    let case = Case::of(&[("P11", FIVE_DAYS), ("P16", SIX_DAYS), ("P17", SIX_DAYS)])
        .task("A", "P11", ("2026-08-20", "2026-08-25"), 32.0)
        .task("B", "P16", ("2026-08-26", "2026-08-29"), 32.0)
        .task("C", "P17", ("2026-08-24", "2026-08-29"), 48.0)
        .link("A", "B", 0);
    assert_eq!(moves(&case.proposed()), []);
}

#[test]
fn what_moves_takes_its_owners_working_days() {
    // Six days from Tuesday on take the Monday after, and what waits for them begins on Tuesday.
    let case = five_and_six_days()
        .task("X", "P16", ("2026-08-17", "2026-08-17"), 8.0)
        .task("A", "P16", ("2026-08-17", "2026-08-22"), 48.0)
        .task("B", "P11", ("2026-08-24", "2026-08-28"), 40.0)
        .task("C", "P12", ("2026-08-24", "2026-08-28"), 40.0)
        .link("X", "A", 0)
        .link("A", "B", 0);
    let answer = case.proposed();
    let expected = [
        ("A", "2026-08-18", "2026-08-24"),
        ("B", "2026-08-25", "2026-08-31"),
    ];
    assert_eq!(moves(&answer), expected);
    // Nobody is sent to work on their Saturday.
    let case = Case::of(&[("P11", FIVE_DAYS), ("P16", SIX_DAYS), ("P17", SIX_DAYS)])
        .task("A", "P16", ("2026-08-17", "2026-08-21"), 40.0)
        .task("B", "P11", ("2026-08-21", "2026-08-24"), 16.0)
        .task("C", "P17", ("2026-08-17", "2026-08-22"), 48.0)
        .link("A", "B", 0);
    assert_eq!(moves(&case.proposed()), [("B", "2026-08-24", "2026-08-25")]);
}

#[test]
fn a_task_with_a_fixed_start_keeps_its_place() {
    let case = Case::of(&[("P01", FIVE_DAYS)])
        .task("A1", "P01", ("2026-07-13", "2026-07-17"), 40.0)
        .task("A2", "P01", ("2026-07-15", "2026-07-17"), 24.0)
        .held(
            "A2",
            tasks::Constraints {
                start_on: "2026-07-15".into(),
                ..Default::default()
            },
        );
    let answer = case.proposed();
    assert_eq!(moves(&answer), [("A1", "2026-07-20", "2026-07-24")]);
    assert_eq!(answer.tasks, 1);
    assert_eq!(answer.moves[0].ahead[0].code, "A2");
}

#[test]
fn a_task_is_held_to_its_earliest_day_and_to_what_is_expected() {
    use pb::RequestStatus::{Approved, Fulfilled, Submitted, Withdrawn};

    let case = |day: &str| {
        Case::of(&[("P1", FIVE_DAYS)])
            .task("T1", "P1", ("2026-07-06", "2026-07-07"), 16.0)
            .held(
                "T1",
                tasks::Constraints {
                    not_before: day.into(),
                    ..Default::default()
                },
            )
    };
    let answer = case("2026-07-09").proposed();
    assert_eq!(moves(&answer), [("T1", "2026-07-09", "2026-07-10")]);
    let reason = |answer: &pb::ProposeLevellingResponse| {
        assert_eq!(answer.moves[0].cause(), pb::LevellingCause::Held);
        answer.moves[0].reason.clone().unwrap()
    };
    assert_eq!(reason(&answer).en, "It does not start before 2026-07-09");
    assert_eq!(reason(&answer).zh, "最早开始日为 2026-07-09");
    assert_eq!(moves(&case("2026-07-01").proposed()), []);
    let waits = |status| {
        case("2026-07-09")
            .request("R1", "T1", "2026-07-13", status)
            .proposed()
    };
    for status in [Submitted, Approved] {
        let answer = waits(status);
        assert_eq!(moves(&answer), [("T1", "2026-07-13", "2026-07-14")]);
        assert_eq!(
            reason(&answer).en,
            "What request R1 asks for is expected on 2026-07-13"
        );
        assert_eq!(reason(&answer).zh, "资源申请 R1 预计 2026-07-13 到位");
    }
    for status in [Fulfilled, Withdrawn] {
        assert_eq!(moves(&waits(status)), [("T1", "2026-07-09", "2026-07-10")]);
    }
}

#[test]
fn a_deadline_that_a_move_breaks_is_named() {
    let case = |deadline: &str| {
        Case::of(&[("P1", FIVE_DAYS)])
            .task("T1", "P1", ("2026-07-06", "2026-07-07"), 16.0)
            .task("T2", "P1", ("2026-07-07", "2026-07-08"), 16.0)
            .held(
                "T2",
                tasks::Constraints {
                    deadline: deadline.into(),
                    ..Default::default()
                },
            )
    };
    let reason = |deadline| {
        let answer = case(deadline).proposed();
        assert_eq!(moves(&answer), [("T2", "2026-07-08", "2026-07-09")]);
        answer.moves[0].reason.clone().unwrap()
    };
    let kept = "P1 is asked for 8.0 h on 2026-07-07 and has 0.0 h left: T1 goes first";
    assert_eq!(reason("2026-07-09").en, kept);
    let broken = reason("2026-07-08");
    assert_eq!(
        broken.en,
        format!("{kept}; it would miss its deadline, 2026-07-08")
    );
    assert!(
        broken.zh.ends_with("；将超过截止日 2026-07-08"),
        "{}",
        broken.zh
    );
}

#[test]
fn a_lag_behind_what_has_ended_began_with_its_end() {
    let case = Case::of(&[("A", FIVE_DAYS), ("B", FIVE_DAYS)])
        .task("T1", "A", ("2026-06-29", "2026-07-02"), 32.0)
        .task("T2", "B", ("2026-07-06", "2026-07-07"), 16.0)
        .link("T1", "T2", 3);
    let mut case = case;
    let ended = case.tasks.get_mut("T1").unwrap();
    ended.actual_start = "2026-06-29".into();
    ended.actual_finish = "2026-07-02".into();
    // Friday, Monday and Tuesday lie between.
    let answer = case.proposed();
    assert_eq!(moves(&answer), [("T2", "2026-07-08", "2026-07-09")]);
}
