//! Best known makespans beside a set of instances.

use std::collections::BTreeMap;

use thiserror::Error;

/// Makespans by instance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solutions {
    by_parameter: BTreeMap<(u32, u32), u32>,
    by_name: BTreeMap<String, u32>,
}

/// A file of solutions without any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no line has the form 'parameter instance makespan' (PSPLIB) or 'name makespan'")]
pub struct SolutionsError;

impl Solutions {
    /// Reads PSPLIB's files of optima and of best heuristic solutions, such as `j30opt.sm` and `j120hrs.sm`, whose lines begin with
    /// parameter, instance and makespan; or lines of a file's name and its makespan. Other lines are headings.
    ///
    /// # Errors
    /// There is none.
    pub fn read(text: &str) -> Result<Self, SolutionsError> {
        let mut found = Self::default();
        for line in text.lines() {
            let mut words = line
                .split([' ', '\t', ',', ';'])
                .filter(|word| !word.is_empty());
            let (Some(first), Some(second)) = (words.next(), words.next()) else {
                continue;
            };
            let third = words.next().and_then(|word| word.parse().ok());
            match (first.parse(), second.parse(), third) {
                (Ok(parameter), Ok(instance), Some(makespan)) => {
                    found.by_parameter.insert((parameter, instance), makespan);
                }
                (Err(_), Ok(makespan), _) => {
                    found.by_name.insert(stem(first).to_owned(), makespan);
                }
                _ => {}
            }
        }
        if found == Self::default() {
            return Err(SolutionsError);
        }
        Ok(found)
    }

    /// The makespan of a file of so many jobs, source and sink not counted: `j1207_3.sm` of 120 jobs is instance 3 of parameter 7.
    #[must_use]
    pub fn of(&self, file: &str, jobs: usize) -> Option<u32> {
        let stem = stem(file);
        if let Some(makespan) = self.by_name.get(stem) {
            return Some(*makespan);
        }
        let rest = stem.to_ascii_lowercase();
        let (parameter, instance) = rest.strip_prefix(&format!("j{jobs}"))?.split_once('_')?;
        let key = (parameter.parse().ok()?, instance.parse().ok()?);
        self.by_parameter.get(&key).copied()
    }
}

fn stem(file: &str) -> &str {
    file.trim_end_matches(".sm").trim_end_matches(".rcp")
}
