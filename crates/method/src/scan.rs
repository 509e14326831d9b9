//! Text as the readers see it: half-width, lower-case ASCII, with the way back to the bytes of the original.

use std::ops::Range;

use crate::traditional;

/// A text as the readers see it, with the way back to the original.
pub(crate) struct Plain {
    /// Half-width, lower-case ASCII, simplified characters.
    pub(crate) text: String,
    /// Bytes of this text and of the original where each character begins, and where the last ends.
    starts: Vec<(usize, usize)>,
}

impl Plain {
    pub(crate) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut starts = Vec::with_capacity(original.len() + 1);
        for (at, character) in original.char_indices() {
            starts.push((text.len(), at));
            text.push(plain(character));
        }
        starts.push((text.len(), original.len()));
        Self { text, starts }
    }

    /// Bytes of the original, for bytes of this text.
    pub(crate) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let find = |byte: usize| {
            let at = self.starts.partition_point(|(start, _)| *start < byte);
            self.starts.get(at).map_or(0, |(_, original)| *original)
        };
        find(range.start)..find(range.end)
    }
}

/// A text, character by character.
pub(crate) struct Chars {
    chars: Vec<char>,
    bytes: Vec<usize>,
}

impl Chars {
    /// Every character has one counterpart, so positions stay aligned with the original.
    pub(crate) fn new(text: &str) -> Self {
        let (mut bytes, chars): (Vec<usize>, Vec<char>) = text
            .char_indices()
            .map(|(at, character)| (at, plain(character)))
            .unzip();
        bytes.push(text.len());
        Self { chars, bytes }
    }

    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before a position.
    pub(crate) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }

    /// Bytes of the original.
    pub(crate) fn span(&self, range: &Range<usize>) -> Range<usize> {
        self.bytes[range.start]..self.bytes[range.end]
    }

    /// Position behind `word`, where it stands at `at`.
    pub(crate) fn word(&self, at: usize, word: &str) -> Option<usize> {
        let mut end = at;
        for character in word.chars() {
            if self.get(end) != Some(character) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// Position behind the longest of `words` that stands at `at`, with the word.
    pub(crate) fn longest<'w>(&self, at: usize, words: &[&'w str]) -> Option<(usize, &'w str)> {
        words
            .iter()
            .filter_map(|word| self.word(at, word).map(|end| (end, *word)))
            .max_by_key(|(end, _)| *end)
    }

    /// Whether one of `words` ends at `at`, blanks between aside.
    pub(crate) fn ends_with(&self, at: usize, words: &[&str]) -> bool {
        let mut end = at;
        while end > 0 && self.before(end) == Some(' ') {
            end -= 1;
        }
        words.iter().any(|word| {
            let length = word.chars().count();
            end.checked_sub(length).is_some_and(|start| {
                let inside = word.starts_with(|c: char| c.is_ascii_alphabetic())
                    && self
                        .before(start)
                        .is_some_and(|before| before.is_ascii_alphanumeric());
                !inside && self.word(start, word).is_some()
            })
        })
    }

    /// Position of the first character from `at` on that is no blank.
    pub(crate) fn blanks(&self, mut at: usize) -> usize {
        while self.get(at) == Some(' ') {
            at += 1;
        }
        at
    }

    /// The ASCII word at `at`, with the position behind it; empty where none begins.
    pub(crate) fn letters(&self, at: usize) -> (String, usize) {
        let word: String = self.chars[at.min(self.len())..]
            .iter()
            .take_while(|c| c.is_ascii_alphabetic())
            .collect();
        let end = at + word.len();
        (word, end)
    }

    /// A whole number of `count` digits at most, with the position behind it; none where more digits follow.
    pub(crate) fn digits(&self, at: usize, count: usize) -> Option<(u32, usize)> {
        let mut end = at;
        let mut value: u32 = 0;
        while let Some(digit) = self.get(end).and_then(|c| c.to_digit(10)) {
            if end - at == count {
                return None;
            }
            value = value.checked_mul(10)?.checked_add(digit)?;
            end += 1;
        }
        (end > at).then_some((value, end))
    }

    /// Whether an ASCII letter or digit stands at a position.
    pub(crate) fn is_alphanumeric(&self, at: usize) -> bool {
        self.get(at).is_some_and(|c| c.is_ascii_alphanumeric())
    }

    /// Whether an ASCII letter or digit stands before a position.
    pub(crate) fn is_alphanumeric_before(&self, at: usize) -> bool {
        self.before(at).is_some_and(|c| c.is_ascii_alphanumeric())
    }

    /// Whether a new ASCII word may begin at a position.
    pub(crate) fn is_boundary(&self, at: usize) -> bool {
        !self.is_alphanumeric_before(at)
    }
}

fn plain(character: char) -> char {
    match character {
        // A full-width comma separates clauses, never thousands.
        '，' => '，',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)
            .map_or(character, |narrow| narrow.to_ascii_lowercase()),
        '–' | '—' | '−' => '-',
        '〜' => '~',
        '×' => 'x',
        '∶' => ':',
        '’' | '‘' => '\'',
        '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\t' => ' ',
        other if other.is_ascii() => other.to_ascii_lowercase(),
        other => traditional::simplified(other),
    }
}
