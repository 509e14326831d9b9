//! Who takes which of many tasks: the assignment with the greatest sum of fits that overloads nobody and gives nobody a task below
//! the floor of its skills.
//!
//! Each round matches people and tasks one to one, at best (Hungarian algorithm), and books the hours; rounds go on while somebody
//! has time. Since rounds alone may give a person what would have left room for more, tasks then change hands in small steps while
//! the sum rises, and a search with bounds looks for anything better still. Both stop after a number of steps; where the search ends
//! within them, nothing is better, and the answer says so.

mod improve;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

use improve::improve;

use super::{
    EPSILON, StaffingPolicy,
    capacity::days,
    fit::{Candidate, Fit, Need, Tree, fit, is_skilled},
    load::spread,
};
use crate::Text;

/// Scores are matched in millionths, so that sums are exact.
const PARTS: f64 = 1_000_000.0;

/// A task that somebody is wanted for.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Identity of the task.
    pub id: String,
    /// What it needs.
    pub need: Need,
}

/// Who takes a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The task.
    pub job: String,
    /// How well the person fits.
    pub fit: Fit,
}

/// A task that nobody takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Unassigned {
    /// The task.
    pub job: String,
    /// What stands in its way.
    pub why: Text,
    /// Who would come nearest, whatever their time.
    pub nearest: Option<Fit>,
}

/// The proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// In the order of the jobs.
    pub chosen: Vec<Choice>,
    /// In the order of the jobs.
    pub unassigned: Vec<Unassigned>,
    /// Sum of the scores.
    pub total: f64,
    /// Whether it is known that no other has a greater sum.
    pub proven: bool,
}

/// Hours of a job on each day of a person.
type Hours = Vec<(NaiveDate, f64)>;

/// A way to give a job to a person.
struct Way {
    score: i64,
    hours: Hours,
}

/// Every way, by job and person; none where the person cannot take the job even with nothing else.
struct Table {
    ways: Vec<Vec<Option<Way>>>,
    /// The best score of a job and all after it, whoever takes them.
    best_from: Vec<i64>,
}

/// Free hours of each person on each day that matters.
type Free = Vec<BTreeMap<NaiveDate, f64>>;

/// Proposes who takes which task.
#[must_use]
pub fn assign(
    jobs: &[Job],
    people: &[Candidate],
    tree: &Tree,
    policy: &StaffingPolicy,
) -> Assignment {
    let fits: Vec<Vec<Fit>> = jobs
        .iter()
        .map(|job| {
            people
                .iter()
                .map(|who| fit(&job.need, who, tree, policy))
                .collect()
        })
        .collect();
    let table = Table::of(jobs, people, &fits, policy);
    let free = free_hours(&table, people);
    let start = rounds(&table, free.clone());
    let start = improve(&table, free.clone(), &start, policy.search_steps);
    let (best, proven) = search(&table, free, start, policy.search_steps);

    let mut answer = Assignment {
        chosen: Vec::new(),
        unassigned: Vec::new(),
        total: 0.0,
        proven,
    };
    for (at, (job, person)) in jobs.iter().zip(&best).enumerate() {
        if let Some(person) = person {
            let fit = fits[at][*person].clone();
            answer.total += fit.score;
            answer.chosen.push(Choice {
                job: job.id.clone(),
                fit,
            });
        } else {
            answer
                .unassigned
                .push(left_over(job, people, &fits[at], policy));
        }
    }
    answer
}

impl Table {
    fn of(jobs: &[Job], people: &[Candidate], fits: &[Vec<Fit>], policy: &StaffingPolicy) -> Self {
        let ways: Vec<Vec<Option<Way>>> = jobs
            .iter()
            .zip(fits)
            .map(|(job, fits)| {
                people
                    .iter()
                    .zip(fits)
                    .map(|(who, fit)| {
                        let able = is_skilled(&job.need, who, policy) && fit.has_time;
                        able.then(|| Way {
                            score: score(fit),
                            hours: spread(
                                job.need.hours,
                                &who.capacity,
                                (job.need.from, job.need.to),
                            ),
                        })
                    })
                    .collect()
            })
            .collect();
        let mut best_from = vec![0; jobs.len() + 1];
        for at in (0..jobs.len()).rev() {
            let best = ways[at].iter().flatten().map(|way| way.score).max();
            best_from[at] = best_from[at + 1] + best.unwrap_or(0);
        }
        Self { ways, best_from }
    }

    /// The way of a job and a person, while the person has time for it.
    fn open(&self, job: usize, person: usize, free: &Free) -> Option<&Way> {
        let way = self.ways[job][person].as_ref()?;
        let left = &free[person];
        let fits = way
            .hours
            .iter()
            .all(|(day, hours)| left.get(day).is_some_and(|free| *hours <= free + EPSILON));
        fits.then_some(way)
    }

    fn total(&self, chosen: &[Option<usize>]) -> i64 {
        chosen
            .iter()
            .enumerate()
            .filter_map(|(job, person)| Some(self.ways[job][(*person)?].as_ref()?.score))
            .sum()
    }
}

/// A taken task is better than none, even where nothing speaks for the person.
#[allow(clippy::cast_possible_truncation, reason = "0 to one million")]
fn score(fit: &Fit) -> i64 {
    ((fit.score * PARTS).round() as i64).max(1)
}

fn free_hours(table: &Table, people: &[Candidate]) -> Free {
    people
        .iter()
        .enumerate()
        .map(|(person, who)| {
            table
                .ways
                .iter()
                .filter_map(|ways| ways[person].as_ref())
                .flat_map(|way| &way.hours)
                .map(|(day, _)| (*day, who.free(*day)))
                .collect()
        })
        .collect()
}

fn book(free: &mut Free, person: usize, way: &Way, sign: f64) {
    for (day, hours) in &way.hours {
        if let Some(left) = free[person].get_mut(day) {
            *left -= sign * hours;
        }
    }
}

/// Best matching of people and open jobs, again and again.
fn rounds(table: &Table, mut free: Free) -> Vec<Option<usize>> {
    let (jobs, people) = (table.ways.len(), free.len());
    let mut chosen = vec![None; jobs];
    loop {
        let open: Vec<usize> = (0..jobs).filter(|job| chosen[*job].is_none()).collect();
        if open.is_empty() || people == 0 {
            return chosen;
        }
        // A column for each person, and one for each job to stay without: rows are never more than columns.
        let weights = Matrix::from_fn(open.len(), people + open.len(), |(row, column)| {
            if column < people {
                table
                    .open(open[row], column, &free)
                    .map_or(0, |way| way.score)
            } else {
                0
            }
        });
        let (_, columns) = kuhn_munkres(&weights);
        let mut found = false;
        for (row, person) in columns.into_iter().enumerate() {
            if person >= people {
                continue;
            }
            if let Some(way) = table.open(open[row], person, &free) {
                book(&mut free, person, way, 1.0);
                chosen[open[row]] = Some(person);
                found = true;
            }
        }
        if !found {
            return chosen;
        }
    }
}

/// Looks for something better than `start`, job by job, best people first, leaving out what cannot become better.
fn search(
    table: &Table,
    free: Free,
    start: Vec<Option<usize>>,
    steps: u32,
) -> (Vec<Option<usize>>, bool) {
    let mut search = Search {
        table,
        free,
        at: vec![None; start.len()],
        best_total: table.total(&start),
        best: start,
        steps,
    };
    let proven = search.from(0, 0);
    (search.best, proven)
}

struct Search<'a> {
    table: &'a Table,
    free: Free,
    at: Vec<Option<usize>>,
    best: Vec<Option<usize>>,
    best_total: i64,
    steps: u32,
}

impl Search<'_> {
    /// Whether everything from this job on has been seen. No deeper than there are jobs.
    fn from(&mut self, job: usize, total: i64) -> bool {
        if total > self.best_total {
            self.best_total = total;
            self.best.clone_from(&self.at);
        }
        if job == self.at.len() || total + self.table.best_from[job] <= self.best_total {
            return true;
        }
        let table = self.table;
        let mut order: Vec<(i64, usize)> = table.ways[job]
            .iter()
            .enumerate()
            .filter_map(|(person, way)| Some((way.as_ref()?.score, person)))
            .collect();
        order.sort_by_key(|(score, person)| (-score, *person));
        for (score, person) in order {
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            let Some(way) = table.open(job, person, &self.free) else {
                continue;
            };
            book(&mut self.free, person, way, 1.0);
            self.at[job] = Some(person);
            let seen = self.from(job + 1, total + score);
            self.at[job] = None;
            book(&mut self.free, person, way, -1.0);
            if !seen {
                return false;
            }
        }
        self.from(job + 1, total)
    }
}

/// Hours that a person works in a window, whatever else they have to do.
fn work_hours(who: &Candidate, need: &Need) -> f64 {
    days(need.from, need.to)
        .map(|day| who.capacity.hours(day))
        .sum()
}

fn left_over(job: &Job, people: &[Candidate], fits: &[Fit], policy: &StaffingPolicy) -> Unassigned {
    let nearest = fits
        .iter()
        .max_by(|a, b| {
            (a.skilled.cmp(&b.skilled))
                .then_with(|| a.score.total_cmp(&b.score))
                .then_with(|| b.person.cmp(&a.person))
        })
        .cloned();
    let skilled = people.iter().any(|who| is_skilled(&job.need, who, policy));
    let able = fits.iter().any(|fit| fit.skilled && fit.has_time);
    let most = people
        .iter()
        .filter(|who| is_skilled(&job.need, who, policy))
        .map(|who| work_hours(who, &job.need))
        .fold(0.0, f64::max);
    let why = if people.is_empty() {
        Text::new("没有可选人员", "There is nobody to choose from")
    } else if !skilled {
        let list: Vec<String> = job
            .need
            .skills
            .iter()
            .map(|(skill, level)| format!("{skill}:{level}"))
            .collect();
        let list = list.join(", ");
        Text::new(
            format!("无人达到所需技能：{list}"),
            format!("Nobody has the skills it needs: {list}"),
        )
    } else if most + EPSILON < job.need.hours {
        Text::new(
            format!(
                "任务需要 {:.1} 小时，而一个人在 {} 至 {} 最多工作 {most:.1} 小时：请增加协作人或延长工期",
                job.need.hours, job.need.from, job.need.to
            ),
            format!(
                "It takes {:.1} hours, and one person works {most:.1} at most from {} to {}: add collaborators, or time",
                job.need.hours, job.need.from, job.need.to
            ),
        )
    } else if !able {
        Text::new(
            format!(
                "具备技能的人员在 {} 至 {} 没有足够的空闲工时（{:.1} 小时）",
                job.need.from, job.need.to, job.need.hours
            ),
            format!(
                "Nobody with the skills is free for {:.1} hours from {} to {}",
                job.need.hours, job.need.from, job.need.to
            ),
        )
    } else {
        Text::new(
            "合适人员的工时已用于总体更合适的任务",
            "Those who could take it are given to tasks that make more of them in all",
        )
    };
    Unassigned {
        job: job.id.clone(),
        why,
        nearest,
    }
}

#[cfg(test)]
mod tests;
