//! The audit chain of a plan: each entry holds the hash of the one before, so that a change or a gap anywhere shows.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Stands before the first entry.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its plan, by id.
    pub plan: String,
    /// From 1, without gaps.
    pub number: i64,
    /// When it was done, to the microsecond.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// What was done.
    pub action: String,
    /// To what, by id.
    pub subject: String,
    /// What it was about: JSON in one line.
    pub data: String,
    /// Hash of the entry before; [`BEGINNING`] for the first.
    pub previous_hash: String,
    /// Hash of all the above.
    pub hash: String,
}

impl Entry {
    /// The hash that this entry must have: SHA-256, in hexadecimal, over its fields in their order, each as
    /// `<length in bytes>:<text>`, so that no two different entries have the same text.
    #[must_use]
    pub fn expected_hash(&self) -> String {
        let number = self.number.to_string();
        let at = self.at.timestamp_micros().to_string();
        let fields = [
            self.plan.as_str(),
            &number,
            &at,
            &self.by,
            &self.action,
            &self.subject,
            &self.data,
            &self.previous_hash,
        ];
        let mut digest = Sha256::new();
        for field in fields {
            digest.update(field.len().to_string());
            digest.update(":");
            digest.update(field);
        }
        digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Follows a chain from its beginning, entry by entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Entries that followed from each other so far.
    pub entries: i64,
    /// Hash of the last of them; [`BEGINNING`] before the first.
    pub head: String,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            entries: 0,
            head: BEGINNING.to_owned(),
        }
    }
}

impl Chain {
    /// Takes the next entry.
    ///
    /// # Errors
    /// Its number, where it does not follow from what came before or is not what its hash says.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), i64> {
        let follows = entry.number == self.entries + 1
            && entry.previous_hash == self.head
            && entry.hash == entry.expected_hash();
        if !follows {
            return Err(entry.number.max(self.entries + 1));
        }
        self.entries = entry.number;
        self.head.clone_from(&entry.hash);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(n: i64) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for number in 1..=n {
            let mut entry = Entry {
                plan: "P".to_owned(),
                number,
                at: DateTime::UNIX_EPOCH,
                by: "P-1".to_owned(),
                action: "plan_activated".to_owned(),
                subject: "P".to_owned(),
                data: format!("{{\"n\":{number}}}"),
                previous_hash: entries
                    .last()
                    .map_or_else(|| BEGINNING.to_owned(), |last| last.hash.clone()),
                hash: String::new(),
            };
            entry.hash = entry.expected_hash();
            entries.push(entry);
        }
        entries
    }

    fn broken_at(entries: &[Entry]) -> Option<i64> {
        let mut chain = Chain::default();
        entries.iter().find_map(|entry| chain.follow(entry).err())
    }

    #[test]
    fn whatever_is_touched_shows() {
        let whole = chain(4);
        assert_eq!(broken_at(&whole), None);
        let touched: [fn(&mut Entry); 5] = [
            |entry| entry.data.push(' '),
            |entry| entry.by = "P-2".to_owned(),
            |entry| entry.at += chrono::TimeDelta::microseconds(1),
            |entry| entry.previous_hash = BEGINNING.to_owned(),
            |entry| entry.number = 7,
        ];
        for touch in touched {
            let mut entries = whole.clone();
            touch(&mut entries[2]);
            assert!(broken_at(&entries).is_some_and(|at| at >= 3));
        }
        // An entry rewritten with a fitting hash breaks the next one.
        let mut entries = whole.clone();
        entries[1].data = "{}".to_owned();
        entries[1].hash = entries[1].expected_hash();
        assert_eq!(broken_at(&entries), Some(3));
        let mut entries = whole;
        entries.remove(1);
        assert_eq!(broken_at(&entries), Some(3));
    }

    #[test]
    fn the_formula_is_the_one_that_the_contract_gives() {
        // sha256("1:P1:11:01:A1:B1:C2:{}64:" + 64 zeros), computed elsewhere.
        let entry = Entry {
            plan: "P".to_owned(),
            number: 1,
            at: DateTime::UNIX_EPOCH,
            by: "A".to_owned(),
            action: "B".to_owned(),
            subject: "C".to_owned(),
            data: "{}".to_owned(),
            previous_hash: BEGINNING.to_owned(),
            hash: String::new(),
        };
        assert_eq!(
            entry.expected_hash(),
            "584bd7473e54c7664802060e3f4cfcd3032fdf8810997fdc2db10f49a11298e6"
        );
    }
}
