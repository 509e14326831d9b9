//! Predecessors as people write them: `T1`, `T1;T3FS+2d`, `T2SS+3`, `T4 FF-1天`, `OTHER-PLAN/T7`.

use thiserror::Error;

/// Which dates a dependency ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LinkKind {
    /// FS: the successor starts after the predecessor's finish.
    #[default]
    FinishToStart,
    /// SS: it starts after its start.
    StartToStart,
    /// FF: it finishes after its finish.
    FinishToFinish,
    /// SF: it finishes after its start.
    StartToFinish,
}

impl LinkKind {
    /// FS, SS, FF or SF.
    #[must_use]
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::FinishToStart => "FS",
            Self::StartToStart => "SS",
            Self::FinishToFinish => "FF",
            Self::StartToFinish => "SF",
        }
    }

    fn of(text: &str) -> Option<Self> {
        [
            Self::FinishToStart,
            Self::StartToStart,
            Self::FinishToFinish,
            Self::StartToFinish,
        ]
        .into_iter()
        .find(|kind| kind.abbreviation() == text)
    }
}

/// A predecessor as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredecessorText {
    /// Code of the task, `PLAN/CODE` for another plan's.
    pub code: String,
    /// Which dates are tied.
    pub kind: LinkKind,
    /// Working days; negative is a lead.
    pub lag: i32,
}

/// Text that names no predecessor.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no predecessor: write a task code, then FS, SS, FF or SF and a lag if any, like T3FS+2d"
)]
pub struct PredecessorError(pub String);

/// Reads a cell of predecessors, separated by `;`, `,`, `、` or line ends; full-width characters are understood.
///
/// # Errors
/// The part that cannot be read.
pub fn read_predecessors(text: &str) -> Result<Vec<PredecessorText>, PredecessorError> {
    let narrow: String = text.chars().map(narrow).collect();
    narrow
        .split([';', ',', '、', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| read_one(part).ok_or_else(|| PredecessorError(part.to_owned())))
        .collect()
}

/// Full-width forms and the typographic minus as their plain ones.
fn narrow(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '−' | '–' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    }
}

fn read_one(part: &str) -> Option<PredecessorText> {
    let (head, lag) = split_lag(part)?;
    let head = head.trim();
    let upper = head.to_ascii_uppercase();
    // The kind is the last two letters, but "FS" alone is a code, and so is a word that happens to end like a kind.
    let kind_at = head
        .len()
        .checked_sub(2)
        .filter(|at| *at > 0 && head.is_char_boundary(*at));
    let kind = kind_at.and_then(|at| LinkKind::of(&upper[at..]).map(|kind| (at, kind)));
    let before_is_code = |at: usize| {
        head[..at]
            .trim_end()
            .chars()
            .last()
            .is_some_and(|last| !last.is_ascii_alphabetic())
            || head[..at].ends_with(' ')
    };
    let (code, kind) = match kind {
        Some((at, kind)) if before_is_code(at) => (head[..at].trim(), kind),
        _ => (head, LinkKind::default()),
    };
    let valid = !code.is_empty() && !code.contains(char::is_whitespace);
    valid.then(|| PredecessorText {
        code: code.to_owned(),
        kind,
        lag,
    })
}

/// Splits off `+2d`, `-1`, `+3天`. A hyphen inside a code stays there: only a sign behind FS, SS, FF or SF, or a plus, begins a lag.
fn split_lag(part: &str) -> Option<(&str, i32)> {
    let upper = part.to_ascii_uppercase();
    let sign = part.char_indices().rev().find(|(at, sign)| {
        *sign == '+'
            || (*sign == '-'
                && ["FS", "SS", "FF", "SF"]
                    .iter()
                    .any(|kind| upper[..*at].trim_end().ends_with(kind)))
    });
    let Some((at, sign)) = sign else {
        return Some((part, 0));
    };
    let number = part[at + 1..].trim();
    let number = ["工作日", "days", "day", "d", "D", "天", "日"]
        .iter()
        .find_map(|unit| number.strip_suffix(unit))
        .unwrap_or(number)
        .trim();
    let days: i32 = number
        .parse()
        .ok()
        .filter(|days| (0..=10_000).contains(days))?;
    Some((&part[..at], if sign == '-' { -days } else { days }))
}

/// Writes a predecessor as [`read_predecessors`] reads it; a plain FS is left out.
#[must_use]
pub fn write_predecessor(code: &str, kind: LinkKind, lag: i32) -> String {
    match (kind, lag) {
        (LinkKind::FinishToStart, 0) => code.to_owned(),
        (kind, 0) => format!("{code}{}", kind.abbreviation()),
        (kind, lag) => format!("{code}{}{lag:+}d", kind.abbreviation()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(code: &str, kind: LinkKind, lag: i32) -> PredecessorText {
        PredecessorText {
            code: code.into(),
            kind,
            lag,
        }
    }

    #[test]
    fn as_people_write_them() {
        use LinkKind::{FinishToFinish, FinishToStart, StartToFinish, StartToStart};
        for (text, expected) in [
            ("T1", vec![one("T1", FinishToStart, 0)]),
            (
                "T1;T3FS+2d",
                vec![one("T1", FinishToStart, 0), one("T3", FinishToStart, 2)],
            ),
            (
                "T2SS+3、T4FF-1",
                vec![one("T2", StartToStart, 3), one("T4", FinishToFinish, -1)],
            ),
            (
                "Ｔ１；Ｔ２ＳＦ＋１天",
                vec![one("T1", FinishToStart, 0), one("T2", StartToFinish, 1)],
            ),
            ("T1+2", vec![one("T1", FinishToStart, 2)]),
            ("Q3-SALES/T-1", vec![one("Q3-SALES/T-1", FinishToStart, 0)]),
            ("T1 FS -2d", vec![one("T1", FinishToStart, -2)]),
            (" ", vec![]),
        ] {
            assert_eq!(read_predecessors(text), Ok(expected), "{text}");
        }
        for text in ["T1FS+x", "T1 T2", "+2"] {
            assert!(read_predecessors(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in 1..999_u32, kind in 0..4_usize, lag in -30..30_i32) {
            let kind = [
                LinkKind::FinishToStart, LinkKind::StartToStart, LinkKind::FinishToFinish, LinkKind::StartToFinish,
            ][kind];
            let code = format!("T{number}");
            let text = write_predecessor(&code, kind, lag);
            prop_assert_eq!(read_predecessors(&text), Ok(vec![one(&code, kind, lag)]));
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,40}") {
            let _ = read_predecessors(&text);
        }
    }
}
