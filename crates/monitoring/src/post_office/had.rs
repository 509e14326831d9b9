//! Who has a letter already that others are still to get: noted in the log of its delivery, where people read it too, so that whichever
//! replica sends it again sends it to the others only.

/// How such a note begins.
const TAKEN: &str = "taken for ";
/// Between addresses.
const AND: &str = ", ";
/// After the last.
const END: &str = "; ";

/// What was said, after who has it.
pub(super) fn noted(had: &[String], said: String) -> String {
    if had.is_empty() {
        said
    } else {
        format!("{TAKEN}{}{END}{said}", had.join(AND))
    }
}

/// Who has it, after what was noted last.
pub(super) fn read(said: &str) -> Vec<String> {
    let noted = said
        .strip_prefix(TAKEN)
        .and_then(|rest| rest.split_once(END));
    noted.map_or_else(Vec::new, |(had, _)| {
        had.split(AND).map(str::to_owned).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_again() {
        let had = ["a@example.com".to_owned(), "b@example.com".to_owned()];
        let said = noted(&had, "c@example.com: 450 later; try".to_owned());
        assert_eq!(
            said,
            "taken for a@example.com, b@example.com; c@example.com: 450 later; try"
        );
        assert_eq!(read(&said), had);
        assert_eq!(noted(&[], "451 busy".to_owned()), "451 busy");
        assert!(read("451 busy; taken for ever").is_empty());
    }
}
