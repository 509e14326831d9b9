//! What a terminal can show.

use std::io::IsTerminal;

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
