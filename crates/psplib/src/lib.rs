#![doc = include_str!("../README.md")]

mod generator;
mod patterson;
mod random;
mod single_mode;
mod solutions;

pub use generator::{J30, J120, Kind, generate, name};
pub use patterson::{read_patterson, write_patterson};
pub use single_mode::read_single_mode;
pub use solutions::{Solutions, SolutionsError};

use cascade_schedule::levelling::Project;
use thiserror::Error;

/// Why a file is no instance. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Something that every such file has is not there.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// A word that should be a number is none.
    #[error("line {line}: '{word}' is not a number for {what}")]
    NotANumber {
        /// Where.
        line: usize,
        /// What was found.
        word: String,
        /// What was expected.
        what: &'static str,
    },
    /// A line is too short.
    #[error("line {line}: it ends before its {what}")]
    Short {
        /// Where.
        line: usize,
        /// What was expected.
        what: &'static str,
    },
    /// Something is well written and yet not what this can read.
    #[error("line {line}: {what}")]
    Unsupported {
        /// Where.
        line: usize,
        /// Why.
        what: String,
    },
}

/// Reads a file by the ending of its name: `.sm`, or `.rcp` of Patterson.
///
/// # Errors
/// Another ending; a file that is none.
pub fn read(name: &str, text: &str) -> Result<Project, ReadError> {
    match name.rsplit('.').next() {
        Some("sm") => read_single_mode(text),
        Some("rcp") => read_patterson(text),
        _ => Err(ReadError::Missing("ending .sm or .rcp in the file's name")),
    }
}

/// A word as a number.
fn number(line: usize, word: Option<&str>, what: &'static str) -> Result<u32, ReadError> {
    let word = word.ok_or(ReadError::Short { line, what })?;
    word.parse().map_err(|_| ReadError::NotANumber {
        line,
        word: word.to_owned(),
        what,
    })
}
