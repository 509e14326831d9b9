//! Small projects whose answer is known.

use cascade_schedule::{
    LinkKind,
    levelling::{
        Activity, Effort, Precedence, Project, Resource, Violation, in_order, level, violation,
    },
};

const EFFORT: Effort = Effort {
    schedules: 500,
    seed: 1,
};

fn activity(duration: u32, demands: &[(u32, u32)]) -> Activity {
    Activity {
        duration,
        release: 0,
        demands: demands.to_vec(),
    }
}

fn finish(project: &Project) -> u32 {
    let found = level(project, EFFORT, || false).unwrap();
    assert_eq!(violation(project, &found.starts), None);
    found.finish
}

#[test]
fn nothing_takes_no_time() {
    assert_eq!(finish(&Project::default()), 0);
    let milestone = Project {
        activities: vec![Activity::default()],
        ..Project::default()
    };
    assert_eq!(finish(&milestone), 0);
}

#[test]
fn one_person_does_one_thing_at_a_time() {
    let mut project = Project {
        activities: vec![
            activity(3, &[(0, 1)]),
            activity(2, &[(0, 1)]),
            activity(4, &[]),
        ],
        links: Vec::new(),
        resources: vec![Resource::constant(1)],
    };
    assert_eq!(finish(&project), 5);
    project.resources[0].after = 2;
    assert_eq!(finish(&project), 4);
}

#[test]
fn work_lies_around_days_off() {
    // Two days there, three away, then there again: three days of work fit only after that, one of two before.
    let project = Project {
        activities: vec![activity(3, &[(0, 1)]), activity(2, &[(0, 1)])],
        links: Vec::new(),
        resources: vec![Resource {
            calendar: vec![1, 1, 0, 0, 0],
            after: 1,
        }],
    };
    let found = level(&project, EFFORT, || false).unwrap();
    assert_eq!((found.finish, found.lower_bound), (8, 8));
    assert_eq!(found.starts, [5, 0]);
}

#[test]
fn every_kind_of_link_keeps_its_lag() {
    let project = |kind, lag| Project {
        activities: vec![activity(5, &[]), activity(3, &[])],
        links: vec![Precedence {
            predecessor: 0,
            successor: 1,
            kind,
            lag,
        }],
        resources: Vec::new(),
    };
    let starts = |kind, lag| level(&project(kind, lag), EFFORT, || false).unwrap().starts[1];
    assert_eq!(starts(LinkKind::FinishToStart, 0), 5);
    assert_eq!(starts(LinkKind::FinishToStart, 2), 7);
    assert_eq!(starts(LinkKind::FinishToStart, -2), 3);
    assert_eq!(starts(LinkKind::StartToStart, 2), 2);
    assert_eq!(starts(LinkKind::FinishToFinish, 1), 3);
    assert_eq!(starts(LinkKind::StartToFinish, 4), 1);
    assert_eq!(starts(LinkKind::StartToFinish, -40), 0);
}

#[test]
fn a_release_date_holds() {
    let mut project = Project {
        activities: vec![activity(1, &[(0, 1)]), activity(4, &[(0, 1)])],
        links: Vec::new(),
        resources: vec![Resource::constant(1)],
    };
    project.activities[0].release = 2;
    // Whoever waits for the first would lose two slots, or three.
    assert_eq!(finish(&project), 5);
    project.activities[1].release = 4;
    assert_eq!(finish(&project), 8);
}

#[test]
fn many_resources_and_large_numbers() {
    let people = 100;
    let project = Project {
        activities: (0..people)
            .map(|at| activity(2, &[(at, 70_000), ((at + 1) % people, 70_000)]))
            .collect(),
        links: Vec::new(),
        resources: vec![Resource::constant(100_000); people as usize],
    };
    // Neighbours on the circle cannot work at the same time.
    assert_eq!(finish(&project), 4);
}

#[test]
fn an_order_is_kept_as_far_as_links_let_it() {
    let project = Project {
        activities: vec![
            activity(3, &[(0, 1)]),
            activity(2, &[(0, 1)]),
            activity(1, &[(0, 1)]),
        ],
        links: vec![Precedence::after(1, 2)],
        resources: vec![Resource::constant(1)],
    };
    assert_eq!(in_order(&project, &[0, 1, 2]).unwrap(), [0, 3, 5]);
    assert_eq!(in_order(&project, &[5, 1, 2]).unwrap(), [3, 0, 2]);
    // The last cannot come first, whatever its key.
    assert_eq!(in_order(&project, &[1, 2, 0]).unwrap(), [0, 3, 5]);
    assert_eq!(in_order(&project, &[]).unwrap(), [0, 3, 5]);
}

#[test]
fn what_a_schedule_breaks_is_said() {
    let project = Project {
        activities: vec![
            activity(2, &[(0, 1)]),
            activity(2, &[(0, 1)]),
            Activity {
                release: 3,
                ..activity(1, &[])
            },
        ],
        links: vec![Precedence::after(0, 2)],
        resources: vec![Resource::constant(1)],
    };
    let broken = |starts: &[u32]| violation(&project, starts);
    assert_eq!(broken(&[0, 2, 3]), None);
    assert_eq!(broken(&[0, 2]), Some(Violation::Length));
    assert_eq!(broken(&[0, 2, 2]), Some(Violation::Release { activity: 2 }));
    assert_eq!(broken(&[2, 0, 3]), Some(Violation::Precedence { link: 0 }));
    assert_eq!(
        broken(&[0, 1, 3]),
        Some(Violation::Capacity {
            resource: 0,
            slot: 1
        })
    );
}
