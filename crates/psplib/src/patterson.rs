//! Patterson's format, `.rcp`: numbers, wherever the lines end.

use std::fmt::Write;

use cascade_schedule::levelling::{Activity, Precedence, Project, Resource};

use crate::{ReadError, number};

/// Reads an instance: jobs and resources, units of each resource, then for each job its duration, requests, number of successors and
/// their job numbers, which become positions less one.
///
/// # Errors
/// A word that is no number, an end too early, words left over.
pub fn read_patterson(text: &str) -> Result<Project, ReadError> {
    let mut words = (text.lines().enumerate())
        .flat_map(|(at, line)| line.split_whitespace().map(move |word| (at + 1, word)));
    let last = text.lines().count();
    let mut next = |what: &'static str| match words.next() {
        Some((line, word)) => Ok((line, number(line, Some(word), what)?)),
        None => Err(ReadError::Short { line: last, what }),
    };
    let (_, jobs) = next("number of jobs")?;
    let (_, resources) = next("number of resources")?;
    let mut project = Project::default();
    for _ in 0..resources {
        project
            .resources
            .push(Resource::constant(next("availability")?.1));
    }
    for job in 0..jobs {
        let (_, duration) = next("duration")?;
        let mut demands = Vec::new();
        for resource in 0..resources {
            let (_, units) = next("request")?;
            if units > 0 {
                demands.push((resource, units));
            }
        }
        project.activities.push(Activity {
            duration,
            release: 0,
            demands,
        });
        for _ in 0..next("number of successors")?.1 {
            let (line, successor) = next("successor")?;
            if successor == 0 || successor > jobs {
                let what = format!("successor {successor} is not one of {jobs} jobs");
                return Err(ReadError::Unsupported { line, what });
            }
            project.links.push(Precedence::after(job, successor - 1));
        }
    }
    match words.next() {
        None => Ok(project),
        Some((line, word)) => Err(ReadError::Unsupported {
            line,
            what: format!("'{word}' comes after the last of {jobs} jobs"),
        }),
    }
}

/// Writes an instance of constant resources and plain precedences, as [`read_patterson`] reads it; none for any other project, which the
/// format cannot say.
#[must_use]
pub fn write_patterson(project: &Project) -> Option<String> {
    let mut successors = vec![Vec::new(); project.activities.len()];
    for link in &project.links {
        if *link != Precedence::after(link.predecessor, link.successor) {
            return None;
        }
        successors
            .get_mut(link.predecessor as usize)?
            .push(link.successor + 1);
    }
    let mut units = String::new();
    for resource in &project.resources {
        if !resource.calendar.is_empty() {
            return None;
        }
        write!(units, " {}", resource.after).ok()?;
    }
    let (jobs, resources) = (project.activities.len(), project.resources.len());
    let mut text = format!("{jobs} {resources}\n{}\n", units.trim_start());
    for (activity, successors) in project.activities.iter().zip(successors) {
        if activity.release != 0 {
            return None;
        }
        write!(text, "{}", activity.duration).ok()?;
        for resource in 0..resources {
            let demand = (activity.demands.iter()).find(|(named, _)| *named as usize == resource);
            write!(text, " {}", demand.map_or(0, |(_, units)| *units)).ok()?;
        }
        write!(text, " {}", successors.len()).ok()?;
        for successor in successors {
            write!(text, " {successor}").ok()?;
        }
        text.push('\n');
    }
    Some(text)
}
