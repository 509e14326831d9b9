//! Patterns over event types, as AMQP topic exchanges have them.

/// Whether `key` matches `pattern`: `*` stands for exactly one dot-separated word, `#` for any number of them.
#[must_use]
pub fn matches(pattern: &str, key: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('.').collect();
    let key: Vec<&str> = key.split('.').collect();
    matches_words(&pattern, &key)
}

fn matches_words(pattern: &[&str], key: &[&str]) -> bool {
    match pattern.split_first() {
        None => key.is_empty(),
        Some((&"#", rest)) => (0..=key.len()).any(|taken| matches_words(rest, &key[taken..])),
        Some((&word, rest)) => key.split_first().is_some_and(|(first, left)| {
            (word == "*" || word == *first) && matches_words(rest, left)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn words_and_wildcards() {
        assert!(matches("#", "cascade.tasks.task_changed.v1"));
        assert!(matches("cascade.tasks.#", "cascade.tasks.task_changed.v1"));
        assert!(matches(
            "cascade.*.task_changed.v1",
            "cascade.tasks.task_changed.v1"
        ));
        assert!(matches("cascade.tasks.#.v1", "cascade.tasks.v1"));
        assert!(!matches("cascade.goals.#", "cascade.tasks.task_changed.v1"));
        assert!(!matches("cascade.*.v1", "cascade.tasks.task_changed.v1"));
    }
}
