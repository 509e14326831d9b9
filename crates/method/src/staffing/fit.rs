//! Capability match: how well a person fits a task, by skills, free hours and department, with every reason.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::{
    EPSILON, StaffingPolicy,
    capacity::Capacity,
    load::{count, spread},
};
use crate::Text;

/// What a task needs of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Skills and the level of each, 1–5.
    pub skills: Vec<(String, i32)>,
    /// Department it belongs to; empty where any is as near.
    pub department: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Hours of the person in that window.
    pub hours: f64,
}

/// Somebody who may be asked.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Personnel number.
    pub code: String,
    /// Their department.
    pub department: String,
    /// Their skills and levels.
    pub skills: Vec<(String, i32)>,
    /// What they can work.
    pub capacity: Capacity,
    /// Hours that they are loaded with, without the task that is looked at.
    pub busy: BTreeMap<NaiveDate, f64>,
}

impl Candidate {
    /// Level in a skill; 0 where they do not have it.
    #[must_use]
    pub fn level(&self, skill: &str) -> i32 {
        level(&self.skills, skill)
    }

    /// Hours that are still free on a day.
    #[must_use]
    pub fn free(&self, day: NaiveDate) -> f64 {
        (self.capacity.hours(day) - self.busy.get(&day).copied().unwrap_or(0.0)).max(0.0)
    }

    /// Whether the hours of a need fit, on every day of theirs.
    #[must_use]
    pub fn holds(&self, need: &Need) -> bool {
        let parts = spread(need.hours, &self.capacity, (need.from, need.to));
        parts
            .iter()
            .all(|(day, hours)| *hours <= self.free(*day) + EPSILON)
    }
}

/// Level in a skill of somebody who has these; 0 where they do not have it.
#[must_use]
pub fn level(skills: &[(String, i32)], skill: &str) -> i32 {
    let same = skills.iter().filter(|(name, _)| same_skill(name, skill));
    same.map(|(_, level)| *level).max().unwrap_or(0)
}

/// Whether of these needed skills none is lacking, or further below what is needed than the gap, to somebody who has those.
#[must_use]
pub fn are_met(needed: &[(String, i32)], skills: &[(String, i32)], gap: i32) -> bool {
    needed
        .iter()
        .all(|(skill, needed)| level(skills, skill) >= (needed - gap).max(1).min(*needed))
}

/// Whether two names mean one skill: case and spaces around do not matter.
#[must_use]
pub fn same_skill(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// The department tree: each department with the one above it.
pub type Tree = HashMap<String, String>;

/// Steps from one department to another in the tree, up and down; none where nothing connects them.
#[must_use]
pub fn distance(a: &str, b: &str, tree: &Tree) -> Option<usize> {
    let (up_a, up_b) = (chain(a, tree), chain(b, tree));
    up_a.iter()
        .enumerate()
        .find_map(|(at, code)| Some(at + up_b.iter().position(|other| other == code)?))
}

fn chain<'a>(code: &'a str, tree: &'a Tree) -> Vec<&'a str> {
    let mut way = vec![code];
    let mut at = code;
    while let Some(above) = tree.get(at).filter(|above| !above.is_empty())
        && !way.contains(&above.as_str())
    {
        way.push(above);
        at = above;
    }
    way
}

/// What a reason speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Factor {
    /// 能力
    Skills,
    /// 可用工时
    Free,
    /// 部门
    Department,
}

/// A reason for a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What it speaks of.
    pub factor: Factor,
    /// How good it is, 0–1.
    pub value: f64,
    /// What it adds to the score: its value times its weight.
    pub share: f64,
    /// In words.
    pub text: Text,
}

/// A skill that somebody has not, or not well enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The skill.
    pub skill: String,
    /// Level needed.
    pub needed: i32,
    /// Level there is; 0 where it is lacking altogether.
    pub has: i32,
}

/// How well a person fits a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The person.
    pub person: String,
    /// 0–1: the sum of the reasons' shares.
    pub score: f64,
    /// Skills, free hours, department.
    pub reasons: Vec<Reason>,
    /// Skills below what is needed.
    pub missing: Vec<Missing>,
    /// Free hours in the window.
    pub free_hours: f64,
    /// Whether no skill is further below than the policy allows.
    pub skilled: bool,
    /// Whether the hours fit on every day.
    pub has_time: bool,
    /// Steps between the departments; none where nothing connects them, or the need names none.
    pub distance: Option<usize>,
}

/// How well a person fits a need.
#[must_use]
pub fn fit(need: &Need, who: &Candidate, tree: &Tree, policy: &StaffingPolicy) -> Fit {
    let missing = missing(need, who);
    let asked: f64 = need.skills.iter().map(|(_, level)| f64::from(*level)).sum();
    let short: f64 = missing
        .iter()
        .map(|one| f64::from(one.needed - one.has))
        .sum();
    let skills = if asked > 0.0 {
        (1.0 - short / asked).clamp(0.0, 1.0)
    } else {
        1.0
    };
    let days = who.capacity.days(need.from, need.to);
    let free_hours: f64 = days.iter().map(|day| who.free(*day)).sum();
    let parts = spread(need.hours, &who.capacity, (need.from, need.to));
    let placed: f64 = parts
        .iter()
        .map(|(day, hours)| hours.min(who.free(*day)))
        .sum();
    let free = if need.hours > EPSILON {
        (placed / need.hours).clamp(0.0, 1.0)
    } else {
        1.0
    };
    let distance = if need.department.is_empty() {
        None
    } else {
        distance(&need.department, &who.department, tree)
    };
    let near = match distance {
        _ if need.department.is_empty() => 1.0,
        Some(steps) => 1.0 / (1.0 + count(steps)),
        None => 0.0,
    };
    let weights = [
        policy.skill_weight,
        policy.free_weight,
        policy.department_weight,
    ]
    .map(|weight| weight.max(0.0));
    let all: f64 = weights.iter().sum();
    let share = |value: f64, weight: f64| if all > 0.0 { value * weight / all } else { 0.0 };
    let reasons = vec![
        Reason {
            factor: Factor::Skills,
            value: skills,
            share: share(skills, weights[0]),
            text: said_of_skills(need, &missing),
        },
        Reason {
            factor: Factor::Free,
            value: free,
            share: share(free, weights[1]),
            text: Text::new(
                format!(
                    "窗口内空闲 {free_hours:.1} 小时，需要 {:.1} 小时",
                    need.hours
                ),
                format!(
                    "{free_hours:.1} hours free in the window, {:.1} needed",
                    need.hours
                ),
            ),
        },
        Reason {
            factor: Factor::Department,
            value: near,
            share: share(near, weights[2]),
            text: said_of_department(need, who, distance),
        },
    ];
    Fit {
        person: who.code.clone(),
        score: reasons
            .iter()
            .map(|reason| reason.share)
            .sum::<f64>()
            .clamp(0.0, 1.0),
        reasons,
        free_hours,
        skilled: is_skilled(need, who, policy),
        has_time: who.holds(need),
        missing,
        distance,
    }
}

/// Candidates in order: those who have the skills and the time first, then by score, then by code.
#[must_use]
pub fn rank(need: &Need, people: &[Candidate], tree: &Tree, policy: &StaffingPolicy) -> Vec<Fit> {
    let mut fits: Vec<Fit> = people
        .iter()
        .map(|who| fit(need, who, tree, policy))
        .collect();
    fits.sort_by(|a, b| {
        let able = |fit: &Fit| fit.skilled && fit.has_time;
        able(b)
            .cmp(&able(a))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| a.person.cmp(&b.person))
    });
    fits
}

/// Whether no needed skill is lacking, or further below than the policy allows.
#[must_use]
pub fn is_skilled(need: &Need, who: &Candidate, policy: &StaffingPolicy) -> bool {
    are_met(&need.skills, &who.skills, policy.level_gap)
}

fn missing(need: &Need, who: &Candidate) -> Vec<Missing> {
    let levels = need.skills.iter().map(|(skill, needed)| Missing {
        skill: skill.clone(),
        needed: *needed,
        has: who.level(skill),
    });
    levels.filter(|one| one.has < one.needed).collect()
}

fn said_of_skills(need: &Need, missing: &[Missing]) -> Text {
    if need.skills.is_empty() {
        return Text::new("任务未要求技能", "The task asks for no skill");
    }
    if missing.is_empty() {
        return Text::new("所需技能全部达到", "Every needed skill is there");
    }
    let list = |of: fn(&Missing) -> String, comma: &str| {
        missing.iter().map(of).collect::<Vec<_>>().join(comma)
    };
    let zh = |one: &Missing| format!("{}（需 {}，有 {}）", one.skill, one.needed, one.has);
    let en = |one: &Missing| format!("{} (needs {}, has {})", one.skill, one.needed, one.has);
    Text::new(
        format!("技能不足：{}", list(zh, "、")),
        format!("Below what is needed: {}", list(en, ", ")),
    )
}

fn said_of_department(need: &Need, who: &Candidate, distance: Option<usize>) -> Text {
    match distance {
        _ if need.department.is_empty() => {
            Text::new("任务未限定部门", "The task belongs to no department")
        }
        Some(0) => Text::new(
            format!("同属部门 {}", who.department),
            format!("Of the same department, {}", who.department),
        ),
        Some(steps) => Text::new(
            format!("所属部门 {}，在部门树上相距 {steps} 级", who.department),
            format!(
                "Of department {}, {steps} steps away in the tree",
                who.department
            ),
        ),
        None => Text::new(
            format!("所属部门 {} 与任务部门无隶属关系", who.department),
            format!(
                "Of department {}, which nothing connects with the task's",
                who.department
            ),
        ),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::staffing::capacity::tests::{day, full_time};

    pub(crate) fn candidate(code: &str, department: &str, skills: &[(&str, i32)]) -> Candidate {
        Candidate {
            code: code.into(),
            department: department.into(),
            skills: skills
                .iter()
                .map(|(name, level)| ((*name).to_owned(), *level))
                .collect(),
            capacity: full_time(),
            busy: BTreeMap::new(),
        }
    }

    pub(crate) fn need(skills: &[(&str, i32)], from: u32, to: u32, hours: f64) -> Need {
        Need {
            skills: skills
                .iter()
                .map(|(name, level)| ((*name).to_owned(), *level))
                .collect(),
            department: "SALES".into(),
            from: day(7, from),
            to: day(7, to),
            hours,
        }
    }

    pub(crate) fn tree() -> Tree {
        [("HQ", ""), ("SALES", "HQ"), ("MKT", "HQ"), ("ADS", "MKT")]
            .map(|(code, above)| (code.to_owned(), above.to_owned()))
            .into()
    }

    #[test]
    fn distances_go_over_the_nearest_department_above_both() {
        let steps = |a, b| distance(a, b, &tree());
        assert_eq!(steps("SALES", "SALES"), Some(0));
        assert_eq!(steps("SALES", "HQ"), Some(1));
        assert_eq!(steps("SALES", "ADS"), Some(3));
        assert_eq!(steps("SALES", "ELSEWHERE"), None);
    }

    #[test]
    fn a_score_is_the_sum_of_its_reasons() {
        let need = need(&[("Live", 4), ("Data", 2)], 6, 10, 40.0);
        let mut who = candidate("p", "MKT", &[(" live ", 3)]);
        who.busy.insert(day(7, 6), 4.0);
        let found = fit(&need, &who, &tree(), &StaffingPolicy::default());
        let values: Vec<f64> = found.reasons.iter().map(|reason| reason.value).collect();
        let expected = [0.5, 0.9, 1.0 / 3.0];
        assert!(
            values
                .iter()
                .zip(expected)
                .all(|(value, expected)| (value - expected).abs() < 1e-9),
            "{values:?}"
        );
        assert!((found.score - (0.5 * 0.6 + 0.9 * 0.25 + 0.15 / 3.0)).abs() < 1e-9);
        assert_eq!((found.skilled, found.has_time), (false, false));
        let missing: Vec<(&str, i32, i32)> = found
            .missing
            .iter()
            .map(|one| (one.skill.as_str(), one.needed, one.has))
            .collect();
        assert_eq!(missing, [("Live", 4, 3), ("Data", 2, 0)]);
        let said = &found.reasons[0].text;
        assert!(
            said.en.contains("Data (needs 2, has 0)") && said.zh.contains("Data（需 2，有 0）")
        );
    }

    #[test]
    fn the_best_who_can_come_first() {
        let need = need(&[("Live", 4)], 6, 10, 20.0);
        let mut busy = candidate("best-but-busy", "SALES", &[("Live", 5)]);
        busy.busy.extend((6..11).map(|of| (day(7, of), 8.0)));
        let people = [
            candidate("far", "ADS", &[("Live", 4)]),
            candidate("unskilled", "SALES", &[]),
            busy,
            candidate("near", "SALES", &[("Live", 3)]),
            candidate("fit", "SALES", &[("Live", 4)]),
        ];
        let order: Vec<String> = rank(&need, &people, &tree(), &StaffingPolicy::default())
            .into_iter()
            .map(|fit| fit.person)
            .collect();
        assert_eq!(order, ["fit", "far", "near", "best-but-busy", "unskilled"]);
    }

    #[test]
    fn a_gap_is_allowed_but_a_skill_is_not_lacking() {
        let policy = StaffingPolicy::default();
        let able = |needed, has| {
            is_skilled(
                &need(&[("Live", needed)], 6, 10, 1.0),
                &candidate("p", "SALES", &[("Live", has)]),
                &policy,
            )
        };
        assert!(able(4, 3) && !able(4, 2) && able(1, 1) && !able(1, 0));
    }
}
