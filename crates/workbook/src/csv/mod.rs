//! The tables as a folder of CSV files (RFC 4180), one file a table, and the zip archive in which the folder travels.

mod folder;
mod guard;
mod write;

pub use folder::{CsvFile, pack, unpack};
pub(crate) use folder::{table_file, unpack_guarded};
pub(crate) use guard::unguarded;
pub(crate) use write::shown;
pub use write::write_csv;

/// How the name of every file ends.
pub(crate) const SUFFIX: &str = ".csv";

/// The name of a table's file without its ending; other names are left as they are.
pub(crate) fn stem(name: &str) -> &str {
    match name.len().checked_sub(SUFFIX.len()) {
        Some(at) if name.is_char_boundary(at) && name[at..].eq_ignore_ascii_case(SUFFIX) => {
            &name[..at]
        }
        _ => name,
    }
}
