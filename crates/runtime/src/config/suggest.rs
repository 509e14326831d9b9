use super::ConfigError;

/// Turns serde's words into the key's path and the nearest known name.
///
/// serde reports an unknown key as ``unknown field `x`, expected one of `a`, `b` ``, the path ending at `x` or at its parent.
pub(super) fn explain(path: String, message: &str) -> ConfigError {
    let Some(rest) = message.split_once("unknown field `").map(|(_, rest)| rest) else {
        return ConfigError::Key {
            key: path,
            message: message.to_owned(),
            nearest: None,
        };
    };
    let mut names = rest.split('`').step_by(2);
    let unknown = names.next().unwrap_or_default().to_owned();
    let parent = match path.rsplit_once('.') {
        Some((parent, last)) if last == unknown => parent,
        None if path == unknown || path == "." => "",
        _ => path.as_str(),
    };
    let join = |name: &str| {
        if parent.is_empty() {
            name.to_owned()
        } else {
            format!("{parent}.{name}")
        }
    };
    let nearest = names
        .filter(|name| !name.is_empty())
        .map(|name| (distance(&unknown, name), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3))
        .min()
        .map(|(_, name)| join(name));
    ConfigError::Key {
        key: join(&unknown),
        message: "there is no such key".to_owned(),
        nearest,
    }
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != *y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("url", "url"), 0);
        assert_eq!(distance("ulr", "url"), 2);
        assert_eq!(distance("pool_sze", "pool_size"), 1);
    }
}
