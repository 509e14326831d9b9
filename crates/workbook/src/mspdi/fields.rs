//! Custom text fields: where a file of ours keeps what MS Project has no field for.

use crate::tables::{self, Column};

/// Text1 of tasks and of resources: table and code of the row, `tasks/T1`.
pub(crate) const ROW: u32 = 1;
/// The server's id.
pub(crate) const ID: u32 = 2;
/// Predecessors that are not in the file, as the tasks table writes them.
pub(crate) const OTHER_PREDECESSORS: u32 = 9;

/// Which Text field of a task holds which column of the tables.
pub(crate) const COLUMNS: &[(&str, u32)] = &[
    ("owner", 3),
    ("collaborators", 4),
    ("department", 5),
    ("deliverable", 6),
    ("skills", 7),
    ("required_resources", 8),
    ("task_type", 10),
    ("source", 11),
    ("period", 12),
    ("parent", 13),
    ("baseline", 14),
    ("target", 15),
    ("unit", 16),
    ("current", 17),
    ("weight", 18),
    ("target_kind", 19),
    ("company_goal", 20),
    ("period_start", 21),
    ("period_end", 22),
    ("lang", 23),
    // Only where no summary task above the row says it.
    ("goal", 24),
    ("key_result", 25),
];

/// Which Text field of a resource holds which column of the people table.
pub(crate) const PEOPLE_COLUMNS: &[(&str, u32)] =
    &[("department", 2), ("skills", 3), ("part_time_percent", 4)];

/// Number of the task field Text1 … Text30 (`PjCustomField`).
pub(crate) const fn task_field(text: u32) -> u32 {
    match text {
        1..=5 => 188_743_731 + 3 * (text - 1),
        6..=10 => 188_743_746 + (text - 6),
        _ => 188_743_997 + (text - 11),
    }
}

/// Number of the resource field Text1 … Text5.
pub(crate) const fn resource_field(text: u32) -> u32 {
    match text {
        1 | 2 => 205_520_904 + (text - 1),
        _ => 205_520_926 + (text - 3),
    }
}

/// The column of any table by its field, for the heading of a custom field.
pub(crate) fn column(field: &str) -> Option<&'static Column> {
    tables::ALL.iter().find_map(|table| table.column(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_numbered_as_ms_project_numbers_them() {
        let numbers = [1, 2, 5, 6, 7, 10, 11, 30].map(task_field);
        assert_eq!(
            numbers,
            [
                188_743_731,
                188_743_734,
                188_743_743,
                188_743_746,
                188_743_747,
                188_743_750,
                188_743_997,
                188_744_016
            ]
        );
        assert_eq!(
            [1, 2, 3].map(resource_field),
            [205_520_904, 205_520_905, 205_520_926]
        );
    }

    #[test]
    fn every_field_is_a_column_and_stands_once() {
        let mut taken = vec![ROW, ID, OTHER_PREDECESSORS];
        for (field, text) in COLUMNS {
            assert!(column(field).is_some(), "{field}");
            assert!(!taken.contains(text), "{field}");
            taken.push(*text);
        }
    }
}
