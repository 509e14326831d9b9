//! What a sentence names, once its numbers and dates are out. Vague wording is a small vocabulary and things are an open one: so
//! the lists hold the vague words, and whatever is in none of them is something particular.

mod chinese;
mod english;

use std::{collections::HashMap, sync::LazyLock};

/// What a word says of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing: 努力, 水平, improve.
    Empty,
    /// A figure of the whole department: 销售额, costs.
    Total,
    /// What any department has: 客户, team.
    Weak,
    /// A scope: 线上, 老客户.
    Strong,
}

/// What a sentence names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// A figure of the whole department.
    pub(super) total: bool,
    /// Something that any department has.
    pub(super) weak: bool,
    /// A product, channel, group, place, process or thing of its own.
    pub(super) particular: bool,
}

impl Named {
    /// Whether anything is named at all.
    pub(super) fn object(self) -> bool {
        self.total || self.weak || self.particular
    }

    fn add(&mut self, class: Class) {
        match class {
            Class::Empty => {}
            Class::Total => self.total = true,
            Class::Weak => self.weak = true,
            Class::Strong => self.particular = true,
        }
    }
}

/// Words, the later lists before the earlier ones.
fn words(lists: [(&'static str, Class); 4]) -> HashMap<&'static str, Class> {
    lists
        .into_iter()
        .flat_map(|(list, class)| list.split_whitespace().map(move |word| (word, class)))
        .collect()
}

static CHINESE: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    words([
        (chinese::EMPTY, Class::Empty),
        (chinese::TOTAL, Class::Total),
        (chinese::WEAK, Class::Weak),
        (chinese::STRONG, Class::Strong),
    ])
});
static ENGLISH: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    words([
        (english::EMPTY, Class::Empty),
        (english::WEAK, Class::Weak),
        (english::TOTAL, Class::Total),
        (english::STRONG, Class::Strong),
    ])
});

/// Most characters of a Chinese word.
const LONGEST: usize = 8;

/// Reads what a lower-case text names.
pub(super) fn named(lower: &str) -> Named {
    let mut named = Named::default();
    for run in lower.split(|c| !is_han(c)).filter(|run| !run.is_empty()) {
        chinese(run, &mut named);
    }
    for token in tokens(lower) {
        english(token, &mut named);
    }
    named
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// The longest known word first; two characters in a row that no list knows are a thing.
fn chinese(run: &str, named: &mut Named) {
    let mut rest = run;
    let mut unknown = 0;
    while let Some(first) = rest.chars().next() {
        let ends = rest
            .char_indices()
            .take(LONGEST)
            .map(|(at, character)| at + character.len_utf8());
        let known = ends
            .filter_map(|end| CHINESE.get(&rest[..end]).map(|class| (end, *class)))
            .last();
        let step = match known {
            Some((end, class)) => {
                named.add(class);
                unknown = 0;
                end
            }
            None => {
                unknown += 1;
                named.particular |= unknown >= 2;
                first.len_utf8()
            }
        };
        rest = &rest[step..];
    }
}

/// English words of a text, hyphens inside them kept.
fn tokens(lower: &str) -> impl Iterator<Item = &str> {
    lower
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .map(|word| word.trim_matches('-'))
        .filter(|word| !word.is_empty())
}

fn english(token: &str, named: &mut Named) {
    if let Some(class) = class_of(token) {
        return named.add(class);
    }
    for part in token.split('-') {
        match class_of(part) {
            Some(class) => named.add(class),
            None => {
                let letters = part.chars().filter(char::is_ascii_alphabetic).count();
                named.particular |= letters >= 2 || (letters == 1 && part.len() >= 2);
            }
        }
    }
}

/// The class of a word with any ending: improving, costs, companies.
fn class_of(word: &str) -> Option<Class> {
    let stem = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() >= 2);
    let known = |word: &str| ENGLISH.get(word).copied();
    known(word)
        .or_else(|| stem("s").and_then(known))
        .or_else(|| stem("es").and_then(known))
        .or_else(|| stem("ies").and_then(|stem| known(&format!("{stem}y"))))
        .or_else(|| {
            let stem = stem("ing").or_else(|| stem("ed"))?;
            let single = &stem[..stem.len() - 1];
            let doubled = stem.ends_with(single.chars().next_back()?);
            known(stem)
                .or_else(|| known(&format!("{stem}e")))
                .or_else(|| doubled.then(|| known(single)).flatten())
        })
}

/// Whether a unit names a thing: 20 webinars do, 3 hours and 5家 do not.
pub(super) fn is_thing(unit: &str) -> bool {
    let known = if unit.is_ascii() {
        class_of(unit)
    } else {
        CHINESE.get(unit).copied()
    };
    match known {
        Some(class) => class != Class::Empty,
        None => unit.is_ascii() && unit.len() > 3,
    }
}
