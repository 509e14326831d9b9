//! PSPLIB's format for one mode an activity, `.sm` (Kolisch, Sprecher 1997).

use cascade_schedule::levelling::{Activity, Precedence, Project, Resource};

use crate::{ReadError, number};

/// Reads an instance. Source and sink of the file stay activities, so that positions are the file's job numbers less one.
///
/// # Errors
/// A section that is not there, a word that is no number, several modes, resources that are not renewable, a job out of turn,
/// words left over at the end of a row.
pub fn read_single_mode(text: &str) -> Result<Project, ReadError> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .collect();
    let jobs = header(&lines, "jobs (incl.", "number of jobs")?;
    let renewable = header(&lines, "- renewable", "number of renewable resources")? as usize;
    for (start, what) in [
        ("- nonrenewable", "nonrenewable"),
        ("- doubly", "doubly constrained"),
    ] {
        if let Ok(1..) = header(&lines, start, what) {
            let line = lines
                .iter()
                .find(|(_, line)| line.trim_start().starts_with(start));
            return Err(ReadError::Unsupported {
                line: line.map_or(0, |(at, _)| *at),
                what: format!("there are {what} resources; only renewable ones can be levelled"),
            });
        }
    }
    let mut project = Project::default();
    for (at, (line, row)) in rows(&lines, "PRECEDENCE RELATIONS", jobs)?
        .into_iter()
        .enumerate()
    {
        let mut words = row.split_whitespace();
        in_turn(*line, words.next(), at)?;
        one_mode(*line, number(*line, words.next(), "number of modes")?)?;
        for _ in 0..number(*line, words.next(), "number of successors")? {
            let successor = number(*line, words.next(), "successor")?;
            if successor == 0 || successor > jobs {
                return Err(ReadError::Unsupported {
                    line: *line,
                    what: format!("successor {successor} is not one of {jobs} jobs"),
                });
            }
            project
                .links
                .push(Precedence::after(at as u32, successor - 1));
        }
        at_its_end(*line, words.next(), "successor")?;
    }
    for (at, (line, row)) in rows(&lines, "REQUESTS/DURATIONS", jobs)?
        .into_iter()
        .enumerate()
    {
        let mut words = row.split_whitespace();
        in_turn(*line, words.next(), at)?;
        one_mode(*line, number(*line, words.next(), "mode")?)?;
        let duration = number(*line, words.next(), "duration")?;
        let mut demands = Vec::new();
        for resource in 0..renewable {
            let units = number(*line, words.next(), "request")?;
            if units > 0 {
                demands.push((resource as u32, units));
            }
        }
        at_its_end(*line, words.next(), "request")?;
        project.activities.push(Activity {
            duration,
            release: 0,
            demands,
        });
    }
    let (line, row) = rows(&lines, "RESOURCEAVAILABILITIES", 1)?[0];
    let mut words = row.split_whitespace();
    for _ in 0..renewable {
        let units = number(*line, words.next(), "availability")?;
        project.resources.push(Resource::constant(units));
    }
    at_its_end(*line, words.next(), "availability")?;
    Ok(project)
}

/// The number after the colon of a line.
fn header(lines: &[(usize, &str)], start: &str, what: &'static str) -> Result<u32, ReadError> {
    let found = lines
        .iter()
        .find(|(_, line)| line.trim_start().starts_with(start));
    let (line, text) = found.ok_or(ReadError::Missing(what))?;
    let value = text
        .split(':')
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next());
    number(*line, value, what)
}

/// The lines of a section that begin with a number.
fn rows<'a>(
    lines: &'a [(usize, &'a str)],
    section: &'static str,
    count: u32,
) -> Result<Vec<&'a (usize, &'a str)>, ReadError> {
    let start = lines
        .iter()
        .position(|(_, line)| line.trim_start().starts_with(section));
    let start = start.ok_or(ReadError::Missing(section))?;
    let after = &lines[start + 1..];
    let is_row = |line: &&(usize, &str)| {
        line.1
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    };
    let rows: Vec<_> = (after.iter())
        .take_while(|(_, line)| !line.starts_with("**"))
        .filter(is_row)
        .collect();
    if rows.len() != count as usize {
        return Err(ReadError::Unsupported {
            line: lines[start].0,
            what: format!(
                "section {section} has {} rows instead of {count}",
                rows.len()
            ),
        });
    }
    Ok(rows)
}

/// A row that goes on after what was announced has a wrong count somewhere; to read on would lose a link or a demand in silence.
fn at_its_end(line: usize, word: Option<&str>, last: &str) -> Result<(), ReadError> {
    let Some(word) = word else {
        return Ok(());
    };
    let what = format!("'{word}' comes after the last {last} of its row");
    Err(ReadError::Unsupported { line, what })
}

fn in_turn(line: usize, word: Option<&str>, at: usize) -> Result<(), ReadError> {
    let job = number(line, word, "job number")?;
    if job as usize == at + 1 {
        return Ok(());
    }
    let what = format!("job {job} stands where job {} should", at + 1);
    Err(ReadError::Unsupported { line, what })
}

fn one_mode(line: usize, modes: u32) -> Result<(), ReadError> {
    if modes == 1 {
        return Ok(());
    }
    let what = "there are several modes; only one can be levelled".to_owned();
    Err(ReadError::Unsupported { line, what })
}
