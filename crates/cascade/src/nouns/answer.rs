//! Asking, and showing what came back: as a table for people, as JSON for programs.

use anyhow::Result;
use clap::ArgMatches;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use serde_json::{Value, json};

use super::{Answer, Call, Column};
use crate::{
    cli::Language,
    client::{Ask, Client},
    terminal,
};

/// Asks the server, page by page where all rows are wanted.
///
/// # Errors
/// The server's problem.
pub async fn ask(
    client: &Client,
    call: &Call,
    path: &str,
    body: &Option<Value>,
    matches: &ArgMatches,
) -> Result<Value> {
    if let Answer::Pages(_) = call.answer {
        return pages(client, path, matches).await;
    }
    let ask = Ask {
        version: matches
            .try_get_one::<i64>("if-version")
            .ok()
            .flatten()
            .copied(),
        key: matches.try_get_one::<String>("key").ok().flatten().cloned(),
    };
    client
        .ask(call.verb.into(), path, body.as_ref(), &ask)
        .await
}

async fn pages(client: &Client, path: &str, matches: &ArgMatches) -> Result<Value> {
    let all = matches.get_flag("all");
    let limit = matches.get_one::<u32>("limit").copied().unwrap_or(50);
    let size = if all { 500 } else { limit };
    let sign = if path.contains('?') { '&' } else { '?' };
    let mut rows: Vec<Value> = Vec::new();
    let mut token = String::new();
    loop {
        let page: Value = client
            .get(&format!(
                "{path}{sign}page_size={size}&page_token={}",
                super::body::segment(&token)
            ))
            .await?;
        rows.extend(page["items"].as_array().cloned().unwrap_or_default());
        match page["next_page_token"].as_str() {
            Some(next) if all => token = next.to_owned(),
            next => {
                let mut answer = json!({ "items": rows });
                if let Some(next) = next {
                    answer["next_page_token"] = json!(next);
                }
                return Ok(answer);
            }
        }
    }
}

/// Prints an answer.
///
/// # Errors
/// None that a reader would see.
pub fn print(answer: &Value, shape: &Answer, lang: Language, as_json: bool) -> Result<()> {
    if as_json {
        say!("{}", serde_json::to_string_pretty(answer)?);
        return Ok(());
    }
    match shape {
        Answer::Pages(columns) => {
            rows(&answer["items"], columns, lang);
            if answer["next_page_token"].is_string() {
                say!(
                    "{}",
                    match lang {
                        Language::Zh => "还有更多：加 --all 或 --limit",
                        Language::En => "there is more: --all or --limit",
                    }
                );
            }
        }
        Answer::Rows(key, columns) => {
            let list = under(answer, key);
            rows(list, columns, lang);
            // A finding is two sentences: too long for a column, and most rows have none.
            for row in list.as_array().into_iter().flatten() {
                findings(&row["findings"], lang);
            }
            findings(&answer["findings"], lang);
        }
        Answer::One(key, columns) => {
            one(under(answer, key), columns, lang);
            findings(&answer["findings"], lang);
        }
    }
    Ok(())
}

fn under<'a>(answer: &'a Value, key: &str) -> &'a Value {
    match key {
        "" => answer,
        key => answer.pointer(&format!("/{key}")).unwrap_or(&Value::Null),
    }
}

/// Key of the wording in a language.
fn word(lang: Language) -> &'static str {
    match lang {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

fn header(column: &Column, lang: Language) -> &'static str {
    match lang {
        Language::Zh => column.zh,
        Language::En => column.en,
    }
}

/// Rows as a table; a word where there is none.
pub fn rows(list: &Value, columns: &[Column], lang: Language) {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    if list.is_empty() {
        say!(
            "{}",
            match lang {
                Language::Zh => "没有记录",
                Language::En => "nothing there",
            }
        );
        return;
    }
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(terminal::width())
        .set_header(columns.iter().map(|column| header(column, lang)));
    for row in list {
        table.add_row(columns.iter().map(|column| shown(row, column.at, lang)));
    }
    for (at, column) in columns.iter().enumerate() {
        let numbers = list
            .iter()
            .filter_map(|row| row.pointer(&format!("/{}", column.at)))
            .all(Value::is_number);
        if let Some(shape) = table.column_mut(at).filter(|_| numbers) {
            shape.set_cell_alignment(CellAlignment::Right);
        }
    }
    say!("{table}");
}

/// Prints one thing, a line for each column.
pub fn one(thing: &Value, columns: &[Column], lang: Language) {
    for column in columns {
        let text = shown(thing, column.at, lang);
        if !text.is_empty() {
            say!("{}: {text}", header(column, lang));
        }
    }
}

/// Warnings that came back with an answer.
fn findings(list: &Value, lang: Language) {
    let key = word(lang);
    for finding in list.as_array().map(Vec::as_slice).unwrap_or_default() {
        say!(
            "! {} {} {} → {}",
            finding["rule"].as_str().unwrap_or_default(),
            finding["row"].as_str().unwrap_or_default(),
            finding["message"][key].as_str().unwrap_or_default(),
            finding["advice"][key].as_str().unwrap_or_default()
        );
    }
}

/// A value as people read it.
fn shown(row: &Value, at: &str, lang: Language) -> String {
    let value = row.pointer(&format!("/{at}")).unwrap_or(&Value::Null);
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64() {
            // What is computed has more digits than anybody reads.
            Some(float) if number.is_f64() => {
                let text = format!("{float:.4}");
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
            _ => number.to_string(),
        },
        Value::Bool(true) => "✓".to_owned(),
        Value::Bool(false) => String::new(),
        Value::Array(list) => list
            .iter()
            .map(|one| match one {
                Value::String(text) => text.clone(),
                Value::Object(map) => ["code", "name", "row", "field"]
                    .iter()
                    .find_map(|key| map.get(*key).and_then(Value::as_str))
                    .or_else(|| map.get("text")?.get(word(lang))?.as_str())
                    .map_or_else(|| one.to_string(), str::to_owned),
                other => other.to_string(),
            })
            .collect::<Vec<_>>()
            .join(", "),
        Value::Object(map) => map
            .get(word(lang))
            .and_then(Value::as_str)
            .map_or_else(|| value.to_string(), str::to_owned),
    }
}
