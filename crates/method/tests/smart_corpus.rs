//! The SMART check against labelled sentences: precision and recall of each letter, in both languages.
//!
//! `cargo nextest run -p cascade-method --test smart_corpus --no-capture` prints the table of `docs/method.md`.

use std::fmt::Write as _;

use cascade_method::{
    Policy,
    period::Period,
    smart::{GoalText, Letter, check},
};

const LETTERS: [Letter; 5] = [
    Letter::Specific,
    Letter::Measurable,
    Letter::Achievable,
    Letter::Relevant,
    Letter::TimeBound,
];

/// A labelled sentence with what its fields say.
struct Case {
    id: &'static str,
    lang: &'static str,
    holds: &'static str,
    goal: GoalText<'static>,
}

/// Columns: id, lang, letters, source, parent, period, deadline, baseline, target, sentence, note.
fn cases(table: &'static str) -> Vec<Case> {
    table.lines().skip(1).map(case).collect()
}

fn case(line: &'static str) -> Case {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [
        id,
        lang,
        holds,
        source,
        parent,
        period,
        deadline,
        baseline,
        target,
        sentence,
        _note,
    ] = columns[..]
    else {
        panic!("eleven columns: {line}");
    };
    let yes = |cell| match cell {
        "y" => true,
        "n" => false,
        _ => panic!("y or n: {line}"),
    };
    assert!(
        holds == "-" || holds.chars().all(|c| "SMART".contains(c)),
        "{line}"
    );
    let figure = |cell: &str| (!cell.is_empty()).then(|| cell.parse().expect("a number"));
    Case {
        id,
        lang,
        holds,
        goal: GoalText {
            description: sentence,
            source_given: yes(source),
            has_parent: yes(parent),
            period: (!period.is_empty()).then(|| Period::parse(period).expect("a period")),
            deadline: (!deadline.is_empty()).then(|| deadline.parse().expect("a day")),
            baseline: figure(baseline),
            target: figure(target),
            key_results: &[],
        },
    }
}

/// How verdicts and labels meet.
#[derive(Default, Clone, Copy)]
struct Tally {
    both: u32,
    only_verdict: u32,
    only_label: u32,
    neither: u32,
}

impl Tally {
    fn add(&mut self, verdict: bool, label: bool) {
        match (verdict, label) {
            (true, true) => self.both += 1,
            (true, false) => self.only_verdict += 1,
            (false, true) => self.only_label += 1,
            (false, false) => self.neither += 1,
        }
    }

    /// Of the letters passed, the share that hold.
    fn precision(self) -> f64 {
        share(self.both, self.only_verdict)
    }

    /// Of the letters that hold, the share passed.
    fn recall(self) -> f64 {
        share(self.both, self.only_label)
    }

    /// Of the warnings, the share that are due.
    fn warning_precision(self) -> f64 {
        share(self.neither, self.only_label)
    }

    /// Of the warnings due, the share given.
    fn warning_recall(self) -> f64 {
        share(self.neither, self.only_verdict)
    }
}

fn share(right: u32, wrong: u32) -> f64 {
    if right + wrong == 0 {
        1.0
    } else {
        f64::from(right) / f64::from(right + wrong)
    }
}

/// One row a language and letter.
struct Figures {
    rows: Vec<(&'static str, &'static str, Tally)>,
    misses: String,
}

fn measure(cases: &[Case]) -> Figures {
    let policy = Policy::default();
    let mut rows = Vec::new();
    let mut misses = String::new();
    for lang in ["zh", "en"] {
        for letter in LETTERS {
            let mut tally = Tally::default();
            for case in cases.iter().filter(|case| case.lang == lang) {
                let report = check(&case.goal, &policy);
                let verdict = report.verdict(letter);
                let label = case.holds.contains(letter.name());
                tally.add(verdict.passed, label);
                if verdict.passed != label {
                    let _ = writeln!(
                        misses,
                        "{} {} should {}: {} ({})",
                        case.id,
                        letter.name(),
                        if label { "hold" } else { "fail" },
                        case.goal.description,
                        verdict.reason.en,
                    );
                }
            }
            rows.push((lang, letter.name(), tally));
        }
    }
    Figures { rows, misses }
}

impl Figures {
    fn print(&self, part: &str) {
        println!(
            "| part | language | letter | precision | recall | warning precision | warning recall |"
        );
        println!("| --- | --- | --- | --: | --: | --: | --: |");
        for (lang, letter, tally) in &self.rows {
            println!(
                "| {part} | {lang} | {letter} | {:.3} | {:.3} | {:.3} | {:.3} |",
                tally.precision(),
                tally.recall(),
                tally.warning_precision(),
                tally.warning_recall(),
            );
        }
    }

    fn stay_above(&self, floor: f64) {
        for (lang, letter, tally) in &self.rows {
            for (name, value) in [("precision", tally.precision()), ("recall", tally.recall())] {
                assert!(
                    value >= floor,
                    "{name} of {letter} in {lang} is {value:.3}, under {floor}\n{}",
                    self.misses
                );
            }
        }
    }
}

#[test]
fn development() {
    let cases = cases(include_str!("data/smart.tsv"));
    let figures = measure(&cases);
    figures.print("development");
    print!("{}", figures.misses);
    figures.stay_above(0.97);
}

/// These sentences take no part in development: their misses are not printed, only counted.
#[test]
fn held_out() {
    let cases = cases(include_str!("data/smart.held-out.tsv"));
    let figures = Figures {
        misses: String::new(),
        ..measure(&cases)
    };
    figures.print("held out");
    figures.stay_above(0.90);
}

#[test]
fn the_corpus_is_large_and_even() {
    let all: Vec<Case> = [
        include_str!("data/smart.tsv"),
        include_str!("data/smart.held-out.tsv"),
    ]
    .into_iter()
    .flat_map(cases)
    .collect();
    assert!(all.len() >= 340, "{} sentences", all.len());
    for lang in ["zh", "en"] {
        let part: Vec<&Case> = all.iter().filter(|case| case.lang == lang).collect();
        assert!(
            part.len() * 5 >= all.len() * 2,
            "two fifths at least: {lang}"
        );
        for letter in LETTERS {
            let failing = part
                .iter()
                .filter(|case| !case.holds.contains(letter.name()))
                .count();
            assert!(
                failing * 6 >= part.len(),
                "{} fails in {failing} of {} {lang} sentences",
                letter.name(),
                part.len()
            );
        }
    }
    let mut sentences: Vec<&str> = all.iter().map(|case| case.goal.description).collect();
    sentences.sort_unstable();
    sentences.dedup();
    assert_eq!(sentences.len(), all.len(), "each sentence once");
}
