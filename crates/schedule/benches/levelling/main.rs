//! Levelling of a folder of PSPLIB instances (`.sm`, `.rcp`), or of instances of our own that are made like j30 and j120.
//!
//! ```sh
//! cargo bench -p cascade-schedule --bench levelling
//! cargo bench -p cascade-schedule --bench levelling -- FOLDER [SOLUTIONS] [--seconds 1] [--seed 1]
//! cargo bench -p cascade-schedule --bench levelling -- --write FOLDER
//! ```
//!
//! A file of solutions in the folder whose name has `opt` or `hrs` at its end, such as `j30opt.sm`, is found by itself.

mod sets;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use cascade_schedule::levelling::{Effort, Levelled, level, violation};

use sets::{Case, Set};

/// The literature's budgets.
const SCHEDULES: [u64; 3] = [1_000, 5_000, 50_000];
/// Schedules by which the pace is taken, before a search by time.
const TRIAL: u64 = 500;

struct Arguments {
    folder: Option<String>,
    /// Where our own instances are to be written, instead of measuring anything.
    write: Option<String>,
    solutions: Option<String>,
    seconds: f64,
    seed: u64,
}

fn arguments() -> Result<Arguments, String> {
    let mut found = Arguments {
        folder: None,
        write: None,
        solutions: None,
        seconds: 1.0,
        seed: 1,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            // What cargo says to every benchmark.
            "--bench" => {}
            "--seconds" => {
                let text = value()?;
                found.seconds = text.parse().map_err(|_| format!("'{text}' is no number"))?;
            }
            "--write" => found.write = Some(value()?),
            "--seed" => {
                let text = value()?;
                found.seed = text.parse().map_err(|_| format!("'{text}' is no number"))?;
            }
            other if other.starts_with("--") => return Err(format!("there is no {other}")),
            _ if found.folder.is_none() => found.folder = Some(word),
            _ => found.solutions = Some(word),
        }
    }
    Ok(found)
}

fn main() -> ExitCode {
    let run = || -> Result<(), String> {
        let asked = arguments()?;
        if let Some(folder) = &asked.write {
            return sets::write(folder);
        }
        let sets = match &asked.folder {
            Some(folder) => vec![sets::folder(folder, asked.solutions.as_deref())?],
            None => sets::own()?,
        };
        for set in &sets {
            measure(set, &asked)?;
        }
        Ok(())
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Means over a set.
#[derive(Default)]
struct Sums {
    /// Above the critical path.
    deviation: f64,
    /// The same of the best priority rule.
    by_rules: f64,
    /// Above the best known.
    gap: f64,
    known: usize,
    /// As short as the best known, or shorter.
    reached: usize,
    shortest: usize,
    schedules: u64,
    time: Duration,
    longest: Duration,
}

impl Sums {
    fn add(&mut self, case: &Case, found: &Levelled, time: Duration) {
        let above = |length: u32, base: u32| f64::from(length) / f64::from(base.max(1)) - 1.0;
        self.deviation += above(found.finish, found.critical_path);
        self.by_rules += above(found.by_rules, found.critical_path);
        if let Some(best) = case.best {
            self.gap += above(found.finish, best);
            self.known += 1;
            self.reached += usize::from(found.finish <= best);
        }
        self.shortest += usize::from(found.is_shortest());
        self.schedules += found.schedules;
        self.time += time;
        self.longest = self.longest.max(time);
    }

    fn print(&self, label: &str, cases: usize) {
        let mean = |sum: f64, count: usize| 100.0 * sum / count as f64;
        let gap = if self.known == 0 {
            "best known not given".to_owned()
        } else {
            let (gap, known) = (mean(self.gap, self.known), self.known);
            format!("gap {gap:.2} %, reached {} of {known}", self.reached)
        };
        println!(
            "{label:>18} | {:>6.2} % | {:>6.2} % | {:>5} | {:>8.0}/s | {:>7.1} ms | {gap}",
            mean(self.deviation, cases),
            mean(self.by_rules, cases),
            self.shortest,
            self.schedules as f64 / self.time.as_secs_f64(),
            self.longest.as_secs_f64() * 1e3,
        );
    }
}

fn measure(set: &Set, asked: &Arguments) -> Result<(), String> {
    println!(
        "\n{}: {} instances, seed {}",
        set.name,
        set.cases.len(),
        asked.seed
    );
    println!(
        "            effort | over CP | rules | proven | pace | longest | against the best known"
    );
    for schedules in SCHEDULES {
        let mut sums = Sums::default();
        for case in &set.cases {
            let begin = Instant::now();
            let found = search(
                case,
                Effort {
                    schedules,
                    seed: asked.seed,
                },
                None,
            )?;
            sums.add(case, &found, begin.elapsed());
        }
        sums.print(&format!("{schedules} schedules"), set.cases.len());
    }
    let mut sums = Sums::default();
    for case in &set.cases {
        let begin = Instant::now();
        let end = begin + Duration::from_secs_f64(asked.seconds);
        let trial = search(
            case,
            Effort {
                schedules: TRIAL,
                seed: asked.seed,
            },
            Some(end),
        )?;
        let pace = trial.schedules as f64 / begin.elapsed().as_secs_f64();
        // Later schedules are made faster than the first.
        let schedules = (pace * asked.seconds * 2.0) as u64 + TRIAL;
        let found = search(
            case,
            Effort {
                schedules,
                seed: asked.seed,
            },
            Some(end),
        )?;
        sums.add(case, &found, begin.elapsed());
    }
    sums.print(&format!("{} s", asked.seconds), set.cases.len());
    Ok(())
}

fn search(case: &Case, effort: Effort, end: Option<Instant>) -> Result<Levelled, String> {
    let stop = || end.is_some_and(|end| Instant::now() >= end);
    let found =
        level(&case.project, effort, stop).map_err(|why| format!("{}: {why}", case.name))?;
    match violation(&case.project, &found.starts) {
        None => Ok(found),
        Some(broken) => Err(format!("{}: the schedule breaks {broken:?}", case.name)),
    }
}
