//! Lanes: what partition keys are spread over before the broker divides them among partitions. Events of one lane may share a message.

use lapin::types::FieldTable;

use super::{
    super::{PARTITIONS, Subscription},
    topology::{PARTITION_HEADER, table, text},
};
use crate::outbox::slot_of;

/// Names of the lanes. Which partition gets a name is the broker's secret; these were found by asking one, and the first two, the first
/// four and all of them fall on up to as many partitions in equal numbers. Counted from zero they would leave partitions without any.
const NAMES: [&str; *PARTITIONS.end() as usize] = ["5", "15", "18", "4", "10", "19", "6", "12"];

/// The lanes of a bus. More of them would leave less to share a message, fewer would leave partitions without work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lanes(&'static [&'static str]);

impl Lanes {
    /// As many as serve these consumers, whom every process knows: a publisher that knew others would send plans elsewhere.
    pub(super) fn of(consumers: &[Subscription]) -> Self {
        Self::dividing(consumers.iter().map(|consumer| consumer.partitions))
    }

    /// As few as can be divided evenly by each of these numbers of partitions; all where none can.
    pub(super) fn dividing(partitions: impl IntoIterator<Item = u16> + Clone) -> Self {
        let even = |lanes: &usize| {
            let mut partitions = partitions.clone().into_iter();
            partitions.all(|number| lanes.is_multiple_of(usize::from(number.max(1))))
        };
        let number = [1, 2, 4].into_iter().find(even).unwrap_or(NAMES.len());
        Self(&NAMES[..number])
    }

    /// Lane of a partition key: its events travel one after the other.
    pub(super) fn of_key(self, partition_key: &str) -> &'static str {
        let slot = slot_of(partition_key, self.0.len() as i64);
        // A remainder by their number.
        self.0[slot as usize]
    }

    /// The header that the broker divides by.
    pub(super) fn header(self, partition_key: &str) -> FieldTable {
        table([(PARTITION_HEADER, text(self.of_key(partition_key)))])
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;

    #[test]
    fn there_are_no_more_lanes_than_the_partitions_need() {
        let number = |partitions: &[u16]| Lanes::dividing(partitions.iter().copied()).0.len();
        assert_eq!(number(&[]), 1);
        assert_eq!(number(&[1, 0]), 1);
        assert_eq!(number(&[1, 2]), 2);
        assert_eq!(number(&[4, 2, 1]), 4);
        assert_eq!(number(&[4, 3]), 8);
        assert_eq!(number(&[16]), 8);
    }
}
