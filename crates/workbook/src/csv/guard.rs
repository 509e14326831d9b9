//! Text that a spreadsheet would run as a formula, disarmed where it is written and given back as it was where it is read.
//!
//! Which beginnings are dangerous, and the apostrophe against them, are OWASP's ("CSV Injection"). The apostrophe is taken
//! away again only where it stands before such a beginning, so that every text comes back as it went.

/// The text as it is written: an apostrophe stands before what would be run, and before what already looks so disarmed.
pub(crate) fn guarded(text: &str) -> String {
    if dangerous(text.trim_start_matches('\'')) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that was meant by what is written.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if dangerous(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_disarmed_and_comes_back() {
        for text in [
            "=1+1",
            "+SUM(A1)",
            "-2",
            "@cmd|' /C calc'!A0",
            "'=already",
            "''=twice",
            "＝HYPERLINK()",
        ] {
            let written = guarded(text);
            assert!(written.starts_with('\''), "{written}");
            assert_eq!(unguarded(&written), text);
        }
        for text in ["", "plain", "'quoted'", "a=b", "3-5", "'"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }
}
