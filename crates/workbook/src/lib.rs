//! The planning tables as XLSX, in and out.
