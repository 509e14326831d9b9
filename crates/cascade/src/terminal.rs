//! What a terminal can show.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

/// Columns of the terminal; a width that fits most where there is none.
#[must_use]
pub fn width() -> u16 {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0))
        .unwrap_or(120)
        .clamp(60, 240)
}

/// Whether colours are wanted: on a terminal, unless NO_COLOR says no.
#[must_use]
pub fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Says on standard error that something takes its time, and how long it has taken; silent where that is no terminal.
pub fn spinner(what: String) -> ProgressBar {
    let progress = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(100));
    progress
}
