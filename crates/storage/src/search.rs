//! Text that contains what somebody typed, in both databases alike.

use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// Small letters for capital ones.
    fn lower(text: Text) -> Text;
}

/// A pattern for `lower(column).like(…).escape('\\')`: what is typed is text, even where it has `%` or `_` in it.
#[must_use]
pub fn containing(typed: &str) -> String {
    let mut pattern = String::with_capacity(typed.len() + 2);
    pattern.push('%');
    for letter in typed.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::containing;

    #[test]
    fn what_is_typed_is_text_and_no_pattern() {
        assert_eq!(containing(" 王 "), "%王%");
        assert_eq!(containing("P_1%\\"), "%p\\_1\\%\\\\%");
    }
}
