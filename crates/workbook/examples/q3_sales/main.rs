//! Writes `examples/q3-sales.xlsx` (Chinese) and `examples/q3-sales.en.xlsx` (English).
//!
//! `cargo run -p cascade-workbook --example q3_sales [FOLDER]`

mod source;
mod tasks;

use std::error::Error;
use std::path::PathBuf;

use cascade_method::Lang;
use cascade_workbook::write;
use chrono::{DateTime, Utc};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples")),
        PathBuf::from,
    );
    let created: DateTime<Utc> = "2026-06-29T01:00:00Z".parse()?;
    for (lang, name) in [(Lang::Zh, "q3-sales.xlsx"), (Lang::En, "q3-sales.en.xlsx")] {
        let path = folder.join(name);
        std::fs::write(&path, write(&source::q3_sales(lang), lang, created)?)?;
        println!("{}", path.display());
    }
    Ok(())
}
