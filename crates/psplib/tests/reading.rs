//! What is read, what is refused, and what our own instances are like.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use cascade_psplib::{
    J30, J120, ReadError, Solutions, SolutionsError, generate, read, write_patterson,
};
use cascade_schedule::levelling::{Precedence, Resource};

const J301_1: &str = include_str!("../data/j301_1.sm");

#[test]
fn a_file_of_psplib() {
    let project = read("j301_1.sm", J301_1).unwrap();
    assert_eq!(project.activities.len(), 32);
    let units: Vec<u32> = project.resources.iter().map(|one| one.after).collect();
    assert_eq!(units, [12, 13, 4, 12]);
    assert_eq!(project.activities[1].duration, 8);
    assert_eq!(project.activities[1].demands, [(0, 4)]);
    assert_eq!(project.links.len(), 48);
    assert!(project.links.contains(&Precedence::after(1, 14)));
    assert!(project.links.contains(&Precedence::after(30, 31)));
}

#[test]
fn a_file_of_patterson_wherever_its_lines_end() {
    let text = "4 2\n\n 3 2\n 0 0 0 2\n 2 3\n 5 1 0 1 4\n 2 0 2 1\n4\n0 0 0 0\n";
    let project = read("a.rcp", text).unwrap();
    let links = [(0, 1), (0, 2), (1, 3), (2, 3)].map(|(a, b)| Precedence::after(a, b));
    assert_eq!(project.links, links);
    assert_eq!(project.activities[2].demands, [(1, 2)]);
    assert_eq!(project.activities[1].duration, 5);
}

#[test]
fn what_is_written_is_read_again() {
    for kind in [&J30, &J120] {
        let project = generate(kind, 7, 1);
        let mut again = read("a.rcp", &write_patterson(&project).unwrap()).unwrap();
        again
            .links
            .sort_unstable_by_key(|link| (link.predecessor, link.successor));
        let mut links = project.links.clone();
        links.sort_unstable_by_key(|link| (link.predecessor, link.successor));
        assert_eq!((again.activities, again.links), (project.activities, links));
        assert_eq!(again.resources, project.resources);
    }
}

#[test]
fn what_the_format_cannot_say_is_not_written() {
    let mut lagged = generate(&J30, 0, 1);
    lagged.links[0].lag = 1;
    let mut released = generate(&J30, 0, 1);
    released.activities[1].release = 1;
    let mut away = generate(&J30, 0, 1);
    away.resources[0] = Resource {
        calendar: vec![0],
        after: 1,
    };
    for project in [lagged, released, away] {
        assert_eq!(write_patterson(&project), None);
    }
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let said = |name: &str, text: &str| read(name, text).unwrap_err().to_string();
    assert_eq!(
        said("a.mm", ""),
        "there is no ending .sm or .rcp in the file's name"
    );
    assert_eq!(said("a.sm", ""), "there is no number of jobs");
    let changed = |from: &str, to: &str| said("a.sm", &J301_1.replacen(from, to, 1));
    assert_eq!(
        changed("):  32", "):  thirty"),
        "line 6: 'thirty' is not a number for number of jobs"
    );
    assert_eq!(
        changed(
            "nonrenewable              :  0",
            "nonrenewable              :  2"
        ),
        "line 10: there are nonrenewable resources; only renewable ones can be levelled"
    );
    assert_eq!(
        changed("):  32", "):  33"),
        "line 17: section PRECEDENCE RELATIONS has 32 rows instead of 33"
    );
    assert_eq!(
        changed(
            "   2        1          3           6  11  15",
            "   2        2          3           6  11  15"
        ),
        "line 20: there are several modes; only one can be levelled"
    );
    assert_eq!(
        changed(
            "   2        1          3           6  11  15",
            "   2        1          3           6  11"
        ),
        "line 20: it ends before its successor"
    );
    assert_eq!(
        changed("6  11  15", "6  11  95"),
        "line 20: successor 95 is not one of 32 jobs"
    );
    assert_eq!(
        changed(
            "   2        1          3           6  11  15",
            "   2        1          2           6  11  15"
        ),
        "line 20: '15' comes after the last successor of its row"
    );
    assert_eq!(
        changed(
            "  2      1     8       4    0    0    0",
            "  2      1     8       4    0    0    0    7"
        ),
        "line 56: '7' comes after the last request of its row"
    );
    assert_eq!(
        changed("   12   13    4   12", "   12   13    4   12    5"),
        "line 90: '5' comes after the last availability of its row"
    );
    assert_eq!(
        said("a.rcp", "2 1 5 0"),
        "line 1: it ends before its request"
    );
    assert_eq!(
        said("a.rcp", "1 0\n0 0\n7"),
        "line 3: '7' comes after the last of 1 jobs"
    );
    assert_eq!(
        said("a.rcp", "1 0\n0 x"),
        "line 2: 'x' is not a number for number of successors"
    );
    assert!(matches!(
        read("a.rcp", "1 0\n0 1 9"),
        Err(ReadError::Unsupported { line: 2, .. })
    ));
}

#[test]
fn solutions_by_parameter_and_by_name() {
    let text = "Optimal makespans\n====\nParameter Instance Makespan CPU-Time\n  1   1   43   0.06\n 48  10   54  0\n";
    let known = Solutions::read(text).unwrap();
    assert_eq!(known.of("j301_1.sm", 30), Some(43));
    assert_eq!(known.of("J3048_10.sm", 30), Some(54));
    assert_eq!(known.of("j301_2.sm", 30), None);
    assert_eq!(known.of("j1201_1.sm", 30), None);
    let known = Solutions::read("RG300_1.rcp;512\npack01, 19\n").unwrap();
    assert_eq!(known.of("RG300_1.rcp", 300), Some(512));
    assert_eq!(known.of("pack01.rcp", 17), Some(19));
    assert_eq!(Solutions::read("nothing here"), Err(SolutionsError));
}

#[test]
fn own_instances_have_the_parameters_of_the_set() {
    for (kind, parameters) in [(J30, 48), (J120, 60)] {
        assert_eq!(kind.parameters(), parameters);
        for parameter in 0..parameters {
            let project = generate(&kind, parameter, 5);
            assert_eq!(project, generate(&kind, parameter, 5));
            assert_eq!(project.activities.len() as u32, kind.jobs + 2);
            let strengths = kind.strength.len();
            let complexity = kind.complexity[parameter / strengths / kind.factor.len()];
            let wanted = complexity * f64::from(kind.jobs + 2);
            let links = project.links.len() as f64;
            assert!(
                (links - wanted).abs() <= wanted * 0.1,
                "{links} links instead of {wanted}"
            );
            let factor = kind.factor[parameter / strengths % kind.factor.len()];
            let demands: usize = project.activities.iter().map(|one| one.demands.len()).sum();
            let mean = demands as f64 / f64::from(kind.jobs) / 4.0;
            assert!(
                (mean - factor).abs() < 0.01,
                "factor {mean} instead of {factor}"
            );
        }
    }
    assert_ne!(generate(&J30, 0, 1), generate(&J30, 0, 2));
}
