//! Random projects with everything that there is: all kinds of links, leads and lags, release dates, calendars, many resources.

use cascade_schedule::{
    LinkKind,
    levelling::{Activity, Effort, Precedence, Project, Resource, finish, level, violation},
};
use proptest::prelude::*;

fn resource() -> impl Strategy<Value = Resource> {
    let calendar = prop_oneof![Just(Vec::new()), prop::collection::vec(0..6_u32, 0..30)];
    (calendar, 1..6_u32).prop_map(|(calendar, after)| Resource { calendar, after })
}

fn link(count: u32) -> impl Strategy<Value = Precedence> {
    let kind = prop_oneof![
        3 => Just(LinkKind::FinishToStart),
        1 => Just(LinkKind::StartToStart),
        1 => Just(LinkKind::FinishToFinish),
        1 => Just(LinkKind::StartToFinish),
    ];
    (
        0..count,
        0..count,
        kind,
        prop_oneof![3 => Just(0), 1 => -3..6_i32],
    )
        .prop_filter("nobody waits for themselves", |(a, b, ..)| a != b)
        .prop_map(|(a, b, kind, lag)| Precedence {
            predecessor: a.min(b),
            successor: a.max(b),
            kind,
            lag,
        })
}

fn project() -> impl Strategy<Value = Project> {
    (2..25_u32, prop::collection::vec(resource(), 1..9)).prop_flat_map(|(count, resources)| {
        let demand = prop::collection::btree_map(0..resources.len() as u32, 0..6_u32, 0..4);
        let release = prop_oneof![4 => Just(0), 1 => 0..20_u32];
        let activity = (0..8_u32, release, demand);
        let activities = prop::collection::vec(activity, count as usize);
        let links = prop::collection::vec(link(count), 0..2 * count as usize);
        (activities, links, Just(resources)).prop_map(|(activities, links, resources)| {
            let activity =
                |(duration, release, demand): (u32, u32, std::collections::BTreeMap<u32, u32>)| {
                    let most = |(named, units): (u32, u32)| {
                        (named, units.min(resources[named as usize].after))
                    };
                    Activity {
                        duration,
                        release,
                        demands: demand.into_iter().map(most).collect(),
                    }
                };
            let activities = activities.into_iter().map(activity).collect();
            Project {
                activities,
                links,
                resources,
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn schedules_are_feasible_and_no_worse_than_a_rule(project in project(), seed in any::<u64>(), schedules in 1..1_500_u64) {
        let found = level(&project, Effort { schedules, seed }, || false).unwrap();
        prop_assert_eq!(violation(&project, &found.starts), None);
        prop_assert_eq!(finish(&project, &found.starts), found.finish);
        prop_assert!(found.finish <= found.by_rules);
        prop_assert!(found.lower_bound <= found.finish);
        prop_assert!(found.critical_path <= found.lower_bound);
        // The last child of a generation that is better is pushed to the left as well.
        prop_assert!(found.schedules <= schedules + 1);
        let again = level(&project, Effort { schedules, seed }, || false).unwrap();
        prop_assert_eq!(again, found);
    }

    #[test]
    fn stopped_at_any_time_there_is_a_schedule(project in project(), stop in 0..200_u32) {
        let mut asked = 0;
        let found = level(&project, Effort { schedules: 10_000, seed: 1 }, || { asked += 1; asked > stop });
        prop_assert_eq!(violation(&project, &found.unwrap().starts), None);
    }

    #[test]
    fn nothing_is_shorter_than_the_bound(durations in prop::collection::vec((1..4_u32, 1..3_u32), 1..6), split in any::<u32>()) {
        // Every order of starts of a few activities on one resource, by brute force.
        let count = durations.len();
        let activity = |(duration, units): &(u32, u32)| Activity { duration: *duration, release: 0, demands: vec![(0, *units)] };
        let project = Project {
            activities: durations.iter().map(activity).collect(),
            links: (1..count as u32).filter(|at| split >> at & 1 == 1).map(|at| Precedence::after(at - 1, at)).collect(),
            resources: vec![Resource { calendar: vec![2, 2, 1, 2], after: 2 }],
        };
        // Small enough for a few dozen populations: whoever is caught in the first finds the way in a later one.
        let found = level(&project, Effort { schedules: 20_000, seed: 3 }, || false).unwrap();
        let best = shortest(&project, &mut vec![0; count], 0, found.finish);
        prop_assert!(found.lower_bound <= best);
        prop_assert_eq!(found.finish, best);
    }
}

#[test]
fn in_mirrored_time_there_is_room_beyond_the_first_slot() {
    // From its end, the second activity finds three free slots only before the project's first, where little is free.
    let activity = |units| Activity {
        duration: 3,
        release: 0,
        demands: vec![(0, units)],
    };
    let project = Project {
        activities: vec![activity(1), activity(5)],
        links: Vec::new(),
        resources: vec![Resource {
            calendar: vec![1],
            after: 5,
        }],
    };
    for seed in [81_485_342_349_153_671, 1, 2, 3] {
        let effort = Effort {
            schedules: 900,
            seed,
        };
        let found = level(&project, effort, || false).unwrap();
        assert_eq!(violation(&project, &found.starts), None);
        assert_eq!(found.finish, 6);
    }
}

/// The shortest makespan of all choices of starts that end before `most`, or `most`.
fn shortest(project: &Project, starts: &mut Vec<u32>, at: usize, most: u32) -> u32 {
    if at == starts.len() {
        return match violation(project, starts) {
            None => most.min(finish(project, starts)),
            Some(_) => most,
        };
    }
    let mut best = most;
    let last = (most - 1).saturating_sub(project.activities[at].duration);
    for start in 0..=last.min(7) {
        starts[at] = start;
        best = shortest(project, starts, at + 1, best);
    }
    best
}
