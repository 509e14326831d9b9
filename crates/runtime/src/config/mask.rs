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

/// Hides the password of `scheme://user:password@host/…`; the last `@` before the path ends the user part.
pub(super) fn mask_url(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(authority_end);
    match authority.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:{MASK}@{host}{tail}")
        }
        _ => text.to_owned(),
    }
}
