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
    /// Nothing, but something comes of it: 上线, publish.
    Delivers,
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
    /// A product, channel, group, place, process or thing of its own, by the lists.
    pub(super) scope: bool,
    /// A verb that ends with something to hand over.
    pub(super) delivers: bool,
    /// Words that no list knows.
    pub(super) others: usize,
}

impl Named {
    /// Whether anything is named at all.
    pub(super) fn object(self) -> bool {
        self.total || self.weak || self.scope || self.others > 0
    }

    /// Whether something particular is named. One word that no list knows is a thing where something is handed over or
    /// measured; elsewhere it may be one more vague word, and only two make a thing.
    pub(super) fn particular(self, measured: bool) -> bool {
        self.scope || self.others >= if measured || self.delivers { 1 } else { 2 }
    }

    fn add(&mut self, class: Class) {
        match class {
            Class::Empty => {}
            Class::Delivers => self.delivers = true,
            Class::Total => self.total = true,
            Class::Weak => self.weak = true,
            Class::Strong => self.scope = true,
        }
    }
}

/// Words, the later lists before the earlier ones.
fn words(lists: [(&'static str, Class); 5]) -> HashMap<&'static str, Class> {
    lists
        .into_iter()
        .flat_map(|(list, class)| list.split_whitespace().map(move |word| (word, class)))
        .collect()
}

static CHINESE: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    words([
        (chinese::EMPTY, Class::Empty),
        (chinese::DELIVERS, Class::Delivers),
        (chinese::TOTAL, Class::Total),
        (chinese::WEAK, Class::Weak),
        (chinese::STRONG, Class::Strong),
    ])
});
static ENGLISH: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    words([
        (english::EMPTY, Class::Empty),
        (english::DELIVERS, Class::Delivers),
        (english::WEAK, Class::Weak),
        (english::TOTAL, Class::Total),
        (english::STRONG, Class::Strong),
    ])
});

/// Most characters of a Chinese word.
const LONGEST: usize = 8;

/// Reads what a lower-case text names. `proper` says whether the word at a byte is written as a name: with a capital.
pub(super) fn named(lower: &str, proper: impl Fn(usize) -> bool) -> Named {
    let mut named = Named::default();
    for run in lower.split(|c| !is_han(c)).filter(|run| !run.is_empty()) {
        chinese(run, &mut named);
    }
    let foreign = lower.contains(is_han);
    for (at, token) in tokens(lower) {
        let others = named.others;
        english(token, &mut named);
        // Latin words in a Chinese sentence are names as well.
        if named.others > others && (foreign || proper(at)) {
            named.others += 1;
        }
    }
    named
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// The longest known word first; two characters in a row that no list knows are a word, and four are two.
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
                named.others = named.others.max(unknown / 2);
                first.len_utf8()
            }
        };
        rest = &rest[step..];
    }
}

/// English words of a text with their bytes, hyphens inside them kept.
fn tokens(lower: &str) -> impl Iterator<Item = (usize, &str)> {
    lower
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .map(|word| word.trim_matches('-'))
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - lower.as_ptr() as usize, word))
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
                let digits = part.len() > letters;
                // 5G, B2B
                named.scope |= letters >= 1 && digits;
                named.others += usize::from(letters >= 2);
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

/// Whether a Chinese unit names a thing: 20客户 does, 5家 does not.
pub(super) fn is_thing(unit: &str) -> bool {
    CHINESE
        .get(unit)
        .is_some_and(|class| *class != Class::Empty)
}
