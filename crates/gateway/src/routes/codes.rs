//! Codes of a query parameter.

/// `P1,P2`: a comma that is part of a code is written `\,`, a backslash `\\`.
pub(super) fn codes(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut escaped = false;
    for letter in text.chars() {
        match letter {
            '\\' if !escaped => escaped = true,
            ',' if !escaped => found.push(String::new()),
            _ => {
                escaped = false;
                if let Some(code) = found.last_mut() {
                    code.push(letter);
                }
            }
        }
    }
    found
        .into_iter()
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn commas_and_backslashes_are_part_of_a_code_where_they_are_escaped() {
        assert_eq!(codes("P1, P2,,"), ["P1", "P2"]);
        assert_eq!(codes(r"A\,B,C\\D"), ["A,B", r"C\D"]);
        assert!(codes("").is_empty());
    }
}
