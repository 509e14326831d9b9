use proptest::prelude::*;

use super::*;
use crate::staffing::{
    capacity::tests::day,
    fit::tests::{candidate, need, tree},
};

fn job(id: &str, need: Need) -> Job {
    Job {
        id: id.into(),
        need,
    }
}

fn pairs(answer: &Assignment) -> Vec<(&str, &str)> {
    answer
        .chosen
        .iter()
        .map(|choice| (choice.job.as_str(), choice.fit.person.as_str()))
        .collect()
}

#[test]
fn the_sum_counts_and_not_the_first_choice() {
    // Both tasks fill a week. The expert is better at both, but only the expert can do the second.
    let jobs = [
        job("T1", need(&[("Live", 3)], 6, 10, 40.0)),
        job("T2", need(&[("Live", 5)], 6, 10, 40.0)),
    ];
    let people = [
        candidate("expert", "SALES", &[("Live", 5)]),
        candidate("novice", "SALES", &[("Live", 2)]),
    ];
    let answer = assign(&jobs, &people, &tree(), &StaffingPolicy::default());
    assert_eq!(pairs(&answer), [("T1", "novice"), ("T2", "expert")]);
    assert!(answer.proven && answer.unassigned.is_empty());
}

#[test]
fn a_person_takes_several_while_time_lasts() {
    let jobs: Vec<Job> = (1..=3)
        .map(|at| job(&format!("T{at}"), need(&[], 6, 10, 20.0)))
        .collect();
    let people = [candidate("one", "SALES", &[])];
    let answer = assign(&jobs, &people, &tree(), &StaffingPolicy::default());
    assert_eq!(answer.chosen.len(), 2);
    assert_eq!(answer.unassigned.len(), 1);
    assert!(answer.unassigned[0].why.en.contains("more of them in all"));
}

#[test]
fn what_nobody_takes_says_why() {
    let jobs = [
        job("T1", need(&[("Welding", 4)], 6, 10, 8.0)),
        job("T2", need(&[("Live", 3)], 6, 10, 60.0)),
    ];
    let people = [candidate("one", "SALES", &[("Live", 3)])];
    let answer = assign(&jobs, &people, &tree(), &StaffingPolicy::default());
    assert!(answer.chosen.is_empty());
    assert!(answer.unassigned[0].why.en.contains("Welding:4"));
    let why = &answer.unassigned[1].why;
    assert!(why.zh.contains("60.0") && why.en.contains("works 40.0 at most"));
    let busy = [Candidate {
        busy: [(day(7, 8), 1.0)].into(),
        ..people[0].clone()
    }];
    let full = [job("T2", need(&[("Live", 3)], 6, 10, 40.0))];
    let answer_when_busy = assign(&full, &busy, &tree(), &StaffingPolicy::default());
    let why = &answer_when_busy.unassigned[0].why;
    assert!(
        why.en.contains("Nobody with the skills is free"),
        "{}",
        why.en
    );
    let nearest = answer.unassigned[1].nearest.as_ref();
    assert_eq!(nearest.map(|fit| fit.person.as_str()), Some("one"));
    let nobody = assign(&jobs, &[], &tree(), &StaffingPolicy::default());
    assert_eq!(nobody.unassigned.len(), 2);
}

#[test]
fn many_tasks_and_people_without_a_search_are_matched_in_rounds() {
    let policy = StaffingPolicy {
        search_steps: 0,
        ..StaffingPolicy::default()
    };
    let skills = ["A", "B", "C", "D"];
    let jobs: Vec<Job> = (0..80)
        .map(|at| {
            job(
                &format!("T{at:03}"),
                need(&[(skills[at % 4], 4)], 6, 10, 20.0),
            )
        })
        .collect();
    let people: Vec<Candidate> = (0..40)
        .map(|at| candidate(&format!("P{at:03}"), "SALES", &[(skills[at % 4], 5)]))
        .collect();
    let answer = assign(&jobs, &people, &tree(), &policy);
    assert_eq!(answer.chosen.len(), 80);
    // Everybody fits fully, which needs no search to be known for the best.
    assert!(answer.proven && (answer.total - 80.0).abs() < 1e-6);
}

#[test]
fn a_task_that_keeps_two_others_out_makes_room() {
    // The first fits best and fills the week; the other two together are worth more.
    let far = Need {
        department: "ADS".into(),
        ..need(&[], 6, 10, 20.0)
    };
    let jobs = [
        job("T1", need(&[], 6, 10, 40.0)),
        job("T2", far.clone()),
        job("T3", far),
    ];
    let people = [candidate("one", "SALES", &[])];
    let policy = StaffingPolicy::default();
    let fits: Vec<Vec<Fit>> = jobs
        .iter()
        .map(|job| vec![fit(&job.need, &people[0], &tree(), &policy)])
        .collect();
    let table = Table::of(&jobs, &people, &fits, &policy);
    let free = free_hours(&table, &people);
    let start = rounds(&table, free.clone());
    assert_eq!(start, [Some(0), None, None]);
    let better = improve(&table, free, &start, 100);
    assert_eq!(better, [None, Some(0), Some(0)]);
}

/// Skill and level of each job, length of its window, hours; skill and level of each person, and hours a day that they are busy.
type Case = (Vec<(usize, i32, u32, f64)>, Vec<(usize, i32, f64)>);

fn cases(jobs: usize, people: usize) -> impl Strategy<Value = Case> {
    let one_job = (0..2_usize, 1..6_i32, 0..5_u32, 1.0..45.0_f64);
    let one_person = (0..2_usize, 1..6_i32, 0.0..8.0_f64);
    (
        prop::collection::vec(one_job, 0..jobs),
        prop::collection::vec(one_person, 0..people),
    )
}

fn read((jobs, people): Case) -> (Vec<Job>, Vec<Candidate>) {
    let skills = ["A", "B"];
    let jobs = jobs
        .into_iter()
        .enumerate()
        .map(|(at, (skill, level, length, hours))| {
            job(
                &format!("T{at}"),
                need(&[(skills[skill], level)], 6, 6 + length, hours),
            )
        });
    let people = people
        .into_iter()
        .enumerate()
        .map(|(at, (skill, level, busy))| {
            let department = ["SALES", "MKT", "ADS"][at % 3];
            let mut who = candidate(&format!("P{at}"), department, &[(skills[skill], level)]);
            who.busy.extend((6..11).map(|of| (day(7, of), busy)));
            who
        });
    (jobs.collect(), people.collect())
}

/// Whether an assignment leaves everybody within their hours, as exactly as the assignment itself takes it.
fn used(jobs: &[Job], people: &[Candidate], chosen: &[Option<usize>]) -> bool {
    let mut people = people.to_vec();
    for (job, person) in jobs.iter().zip(chosen) {
        let Some(person) = person else { continue };
        let who = &mut people[*person];
        for (day, hours) in spread(job.need.hours, &who.capacity, (job.need.from, job.need.to)) {
            *who.busy.entry(day).or_default() += hours;
        }
    }
    people.iter().all(|who| {
        who.busy
            .iter()
            .all(|(day, hours)| *hours <= who.capacity.hours(*day) + EPSILON)
    })
}

/// The best sum of all ways there are.
fn brute(jobs: &[Job], people: &[Candidate], policy: &StaffingPolicy) -> f64 {
    let ways = people.len() + 1;
    let number = ways.pow(u32::try_from(jobs.len()).unwrap());
    let mut best = 0.0_f64;
    for code in 0..number {
        let mut rest = code;
        let chosen: Vec<Option<usize>> = jobs
            .iter()
            .map(|_| {
                let digit = rest % ways;
                rest /= ways;
                digit.checked_sub(1)
            })
            .collect();
        let skilled = jobs.iter().zip(&chosen).all(|(job, person)| {
            person.is_none_or(|person| is_skilled(&job.need, &people[person], policy))
        });
        if !skilled || !used(jobs, people, &chosen) {
            continue;
        }
        let sum = jobs
            .iter()
            .zip(&chosen)
            .filter_map(|(job, person)| {
                Some(fit(&job.need, &people[(*person)?], &tree(), policy).score)
            })
            .sum();
        best = best.max(sum);
    }
    best
}

#[test]
fn a_few_millionths_of_an_hour_too_much_are_too_much() {
    let (jobs, people) = read((
        vec![(0, 1, 2, 17.045_256_137_352_787)],
        vec![(0, 1, 2.318_252_258_763_292)],
    ));
    let policy = StaffingPolicy::default();
    assert!(assign(&jobs, &people, &tree(), &policy).chosen.is_empty());
    assert!(brute(&jobs, &people, &policy).abs() < EPSILON);
}

fn chosen(answer: &Assignment, jobs: &[Job], people: &[Candidate]) -> Vec<Option<usize>> {
    jobs.iter()
        .map(|job| {
            let choice = answer.chosen.iter().find(|choice| choice.job == job.id)?;
            people.iter().position(|who| who.code == choice.fit.person)
        })
        .collect()
}

proptest! {
    #[test]
    fn as_good_as_trying_everything(case in cases(6, 4)) {
        let (jobs, people) = read(case);
        let policy = StaffingPolicy::default();
        let answer = assign(&jobs, &people, &tree(), &policy);
        prop_assert!(answer.proven);
        let best = brute(&jobs, &people, &policy);
        prop_assert!((answer.total - best).abs() < 1e-4, "{} instead of {best}", answer.total);
    }

    #[test]
    fn small_steps_only_ever_raise_the_sum(case in cases(16, 8), steps in 0..400_u32) {
        let (jobs, people) = read(case);
        let policy = StaffingPolicy::default();
        let fits: Vec<Vec<Fit>> = jobs
            .iter()
            .map(|job| people.iter().map(|who| fit(&job.need, who, &tree(), &policy)).collect())
            .collect();
        let table = Table::of(&jobs, &people, &fits, &policy);
        let free = free_hours(&table, &people);
        let start = rounds(&table, free.clone());
        let better = improve(&table, free, &start, steps);
        prop_assert!(table.total(&better) >= table.total(&start));
        prop_assert!(used(&jobs, &people, &better));
    }

    #[test]
    fn never_above_capacity_nor_below_the_floor(case in cases(16, 8), steps in 0..200_u32) {
        let (jobs, people) = read(case);
        let policy = StaffingPolicy { search_steps: steps, ..StaffingPolicy::default() };
        let answer = assign(&jobs, &people, &tree(), &policy);
        let chosen = chosen(&answer, &jobs, &people);
        prop_assert!(used(&jobs, &people, &chosen));
        for (job, person) in jobs.iter().zip(&chosen) {
            if let Some(person) = person {
                prop_assert!(is_skilled(&job.need, &people[*person], &policy));
            }
        }
        prop_assert_eq!(answer.chosen.len() + answer.unassigned.len(), jobs.len());
        prop_assert!((0.0..=1.0).contains(&(answer.total / f64::from(u32::try_from(jobs.len().max(1)).unwrap()))));
    }
}
