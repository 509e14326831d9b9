use toml::Value;

/// What stands for a secret.
pub(super) const MASK: &str = "***";
/// A key whose name contains one of these holds a secret whatever its type.
const SECRET_NAMES: [&str; 5] = ["password", "secret", "token", "credential", "private_key"];

/// Masks secrets by the names of their keys and passwords inside URLs.
pub(super) fn mask(value: &mut Value) {
    match value {
        Value::Table(table) => {
            for (name, value) in table.iter_mut() {
                let hidden = SECRET_NAMES.iter().any(|part| name.contains(part));
                match value {
                    Value::String(text) if hidden && !text.is_empty() => MASK.clone_into(text),
                    other => mask(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::String(text) => *text = mask_url(text),
        _ => {}
    }
}

/// Hides passwords in connection strings: `scheme://user:password@host`, `?password=…`, `host=… password=…`.
///
/// People forget to percent-encode, so the last `@` of all ends the user part: hiding too much is the right mistake.
pub(super) fn mask_url(text: &str) -> String {
    let text = match text.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((user, host)) if user.contains(':') => {
                let user = user.split(':').next().unwrap_or_default();
                format!("{scheme}://{user}:{MASK}@{host}")
            }
            _ => text.to_owned(),
        },
        None => text.to_owned(),
    };
    mask_parameter(&text)
}

fn mask_parameter(text: &str) -> String {
    const NAME: &str = "password=";
    let Some(at) = text.to_ascii_lowercase().find(NAME) else {
        return text.to_owned();
    };
    let (head, value) = text.split_at(at + NAME.len());
    let end = value.find(['&', ' ']).unwrap_or(value.len());
    format!("{head}{MASK}{}", &value[end..])
}

#[cfg(test)]
mod tests {
    use super::mask_url;

    #[test]
    fn passwords_are_hidden_wherever_connection_strings_keep_them() {
        for (given, shown) in [
            ("postgres://u:p@h/db", "postgres://u:***@h/db"),
            ("postgres://u:p@s/s@h/db", "postgres://u:***@h/db"),
            (
                "postgres://u@h/db?password=p&x=1",
                "postgres://u@h/db?password=***&x=1",
            ),
            ("host=h Password=p user=u", "host=h Password=*** user=u"),
            ("http://localhost:4317", "http://localhost:4317"),
            ("sqlite:data/goals.db", "sqlite:data/goals.db"),
        ] {
            assert_eq!(mask_url(given), shown);
        }
    }
}
