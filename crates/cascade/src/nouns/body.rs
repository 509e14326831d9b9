//! From flags, files and standard input to a request's path and body.

use std::io::Read;

use anyhow::{Context, Result, bail};
use clap::ArgMatches;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{Call, Field, Kind, place::Found};

/// Text as one segment of a path or one value of a query.
#[must_use]
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A field's name as it is typed: `filter/key_result` is `--filter-key-result`.
#[must_use]
pub fn typed(name: &str) -> String {
    name.replace(['_', '/'], "-")
}

/// The text of a file; of standard input for `-`.
///
/// # Errors
/// What cannot be read.
pub fn file(name: &str) -> Result<String> {
    let mut text = String::new();
    if name == "-" {
        std::io::stdin()
            .read_to_string(&mut text)
            .context("standard input")?;
    } else {
        text = std::fs::read_to_string(name).with_context(|| name.to_owned())?;
    }
    Ok(text)
}

/// The value of a flag; none where it was not given.
///
/// # Errors
/// A value that should be JSON and is not.
pub fn value(field: &Field, matches: &ArgMatches) -> Result<Option<Value>> {
    let name = field.name;
    Ok(match field.kind {
        Kind::Flag => matches.get_flag(name).then_some(Value::Bool(true)),
        Kind::Text => matches.get_one::<String>(name).map(|text| json!(text)),
        Kind::Number => matches.get_one::<f64>(name).map(|number| json!(number)),
        Kind::Integer => matches.get_one::<i64>(name).map(|number| json!(number)),
        Kind::List => matches
            .get_many::<String>(name)
            .map(|all| all.filter(|one| !one.is_empty()).collect::<Vec<_>>())
            .map(|all| json!(all)),
        Kind::Json => match matches.get_one::<String>(name) {
            Some(text) => Some(
                serde_json::from_str(text)
                    .with_context(|| format!("--{} is no JSON", typed(name)))?,
            ),
            None => None,
        },
    })
}

/// Whether the body may come from a file, by `--from`: not where that is a field of it.
#[must_use]
pub fn may_be_a_file(call: &Call) -> bool {
    !call.body.is_empty() && call.body.iter().all(|field| field.name != "from")
}

/// The body of a call: what is fixed, over that the file's, over that the flags'.
///
/// # Errors
/// A file that cannot be read or holds no JSON object.
pub fn read(call: &Call, matches: &ArgMatches) -> Result<Option<Value>> {
    if call.fixed.is_empty() && call.body.is_empty() {
        return Ok(None);
    }
    let mut body: Map<String, Value> = match call.fixed {
        "" => Map::new(),
        fixed => serde_json::from_str(fixed).context("the operation's own body")?,
    };
    let from = if may_be_a_file(call) {
        matches.get_one::<String>("from")
    } else {
        None
    };
    if let Some(name) = from {
        match serde_json::from_str(&file(name)?).with_context(|| format!("{name} is no JSON"))? {
            Value::Object(object) => body.extend(object),
            _ => bail!("{name} holds no JSON object"),
        }
    }
    for field in call.body {
        if let Some(value) = value(field, matches)? {
            put(&mut body, field.name, value);
        }
    }
    Ok(Some(Value::Object(body)))
}

/// Puts a value where its name says: `filter/owner` is `owner` in the object `filter`.
fn put(body: &mut Map<String, Value>, name: &str, value: Value) {
    let Some((outer, inner)) = name.split_once('/') else {
        body.insert(name.to_owned(), value);
        return;
    };
    let place = body.entry(outer).or_insert_with(|| json!({}));
    if !place.is_object() {
        *place = json!({});
    }
    if let Value::Object(object) = place {
        put(object, inner, value);
    }
}

/// The path of a call with its places and its query.
#[must_use]
pub fn path(call: &Call, found: &Found, matches: &ArgMatches) -> String {
    let mut path = call
        .path
        .replace("{plan}", &segment(&found.plan))
        .replace("{id}", &segment(&found.id));
    let mut sign = if path.contains('?') { '&' } else { '?' };
    for field in call.query {
        let text = match value(field, matches) {
            Ok(Some(Value::String(text))) => text,
            Ok(Some(value)) => value.to_string(),
            _ => continue,
        };
        path.push(sign);
        path.push_str(field.name);
        path.push('=');
        path.push_str(&segment(&text));
        sign = '&';
    }
    path
}
