//! Projects that cannot be levelled, and what is said about them.

use cascade_schedule::levelling::{
    Activity, Effort, MOST_ACTIVITIES, Precedence, Project, ProjectError, Resource, level,
};

fn refusal(project: &Project) -> ProjectError {
    level(
        project,
        Effort {
            schedules: 10,
            seed: 1,
        },
        || false,
    )
    .unwrap_err()
}

fn project(activities: usize) -> Project {
    let activity = Activity {
        duration: 2,
        release: 0,
        demands: vec![(0, 2)],
    };
    Project {
        activities: vec![activity; activities],
        links: Vec::new(),
        resources: vec![Resource::constant(3)],
    }
}

#[test]
fn each_fault_has_its_name() {
    let mut faulty = project(2);
    faulty.links = vec![Precedence::after(0, 1), Precedence::after(1, 7)];
    let expected = ProjectError::UnknownActivity {
        link: 1,
        activity: 7,
    };
    assert_eq!(refusal(&faulty), expected);

    let mut faulty = project(2);
    faulty.activities[1].demands.push((4, 1));
    let expected = ProjectError::UnknownResource {
        activity: 1,
        resource: 4,
    };
    assert_eq!(refusal(&faulty), expected);

    let mut faulty = project(2);
    faulty.activities[1].demands.push((0, 1));
    let expected = ProjectError::DoubleDemand {
        activity: 1,
        resource: 0,
    };
    assert_eq!(refusal(&faulty), expected);

    let mut faulty = project(2);
    faulty.resources[0] = Resource {
        calendar: vec![9; 90],
        after: 1,
    };
    let expected = ProjectError::NeverEnough {
        activity: 0,
        resource: 0,
        units: 2,
        there: 1,
    };
    assert_eq!(refusal(&faulty), expected);

    let mut faulty = project(2);
    faulty.resources[0].calendar = vec![u32::MAX];
    let expected = ProjectError::TooManyUnits {
        resource: 0,
        units: u32::MAX,
    };
    assert_eq!(refusal(&faulty), expected);

    let faulty = project(MOST_ACTIVITIES + 1);
    assert_eq!(
        refusal(&faulty),
        ProjectError::TooManyActivities(MOST_ACTIVITIES + 1)
    );

    let mut faulty = project(2);
    faulty.activities[0].duration = 3_000_000;
    assert_eq!(refusal(&faulty), ProjectError::TooLong(3_000_003));
}

#[test]
fn a_circle_is_shown() {
    let mut faulty = project(5);
    faulty.links = [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]
        .map(|(a, b)| Precedence::after(a, b))
        .into();
    let ProjectError::Cycle(way) = refusal(&faulty) else {
        panic!("no cycle found");
    };
    assert_eq!(way.len(), 3);
    for (at, from) in way.iter().enumerate() {
        let to = way[(at + 1) % way.len()];
        assert!(
            faulty.links.contains(&Precedence::after(*from, to)),
            "{way:?}"
        );
    }
}
