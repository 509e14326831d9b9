//! From codes that people type to the ids that the server keeps.

use anyhow::{Context, Result, bail};
use clap::ArgMatches;
use serde_json::Value;

use super::{Place, body::segment};
use crate::client::Client;

/// Rows of a page while a code is looked up.
const PAGE: u32 = 500;

/// What an operation is done to.
#[derive(Debug, Default)]
pub struct Found {
    /// Id of the plan; empty where none is needed.
    pub plan: String,
    /// Id of the row, or the name.
    pub id: String,
}

/// Looks up what was typed.
///
/// # Errors
/// A code that nothing has, with those that come near.
pub async fn find(client: &Client, places: &[Place], matches: &ArgMatches) -> Result<Found> {
    let mut found = Found::default();
    let typed = || matches.get_one::<String>("id").cloned().unwrap_or_default();
    let is_id = |text: &str| uuid::Uuid::parse_str(text).is_ok();
    for place in places {
        match place {
            Place::Plan => found.plan = plan(client, matches).await?,
            Place::Name(_) => found.id = typed(),
            Place::Row(..) | Place::Node if is_id(&typed()) => found.id = typed(),
            Place::Row(name, list) => {
                if found.plan.is_empty() {
                    found.plan = plan(client, matches).await?;
                }
                let path = list.replace("{plan}", &segment(&found.plan));
                let rows = rows(client, &path).await?;
                found.id = code(&rows, &typed()).with_context(|| format!("{name} {}", typed()))?;
            }
            Place::Node => {
                if found.plan.is_empty() {
                    found.plan = plan(client, matches).await?;
                }
                let plan = segment(&found.plan);
                let mut all = rows(client, &format!("plans/{plan}/goals")).await?;
                all.extend(rows(client, &format!("plans/{plan}/key-results")).await?);
                found.id = code(&all, &typed()).with_context(typed)?;
            }
        }
    }
    Ok(found)
}

async fn plan(client: &Client, matches: &ArgMatches) -> Result<String> {
    if let Some(plan) = matches.get_one::<String>("plan") {
        let plan: Value = client.get(&format!("plans/{}", segment(plan))).await?;
        return Ok(id(&plan));
    }
    let plans: Value = client.get("plans?page_size=2").await?;
    match plans["items"].as_array().map(Vec::as_slice) {
        Some([plan]) => Ok(id(plan)),
        Some([]) | None => {
            bail!("the server has no plan yet: create one by `cascade plans create`")
        }
        Some(_) => bail!("the server has several plans: name one by --plan CODE"),
    }
}

fn id(row: &Value) -> String {
    row["id"].as_str().unwrap_or_default().to_owned()
}

/// Every row of a list.
///
/// # Errors
/// The server's problem.
pub async fn rows(client: &Client, path: &str) -> Result<Vec<Value>> {
    let mut rows = Vec::new();
    let mut token = String::new();
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let page: Value = client
            .get(&format!(
                "{path}{sign}page_size={PAGE}&page_token={}",
                segment(&token)
            ))
            .await?;
        rows.extend(page["items"].as_array().cloned().unwrap_or_default());
        match page["next_page_token"].as_str() {
            Some(next) => token = next.to_owned(),
            None => return Ok(rows),
        }
    }
}

/// Id of the row with this code.
fn code(rows: &[Value], code: &str) -> Result<String> {
    let same = |row: &&Value| row["code"].as_str() == Some(code);
    if let Some(row) = rows.iter().find(same) {
        return Ok(id(row));
    }
    let lower = code.to_lowercase();
    let mut near: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["code"].as_str())
        .filter(|known| {
            let known = known.to_lowercase();
            known.contains(&lower) || lower.contains(&known)
        })
        .take(5)
        .collect();
    if near.is_empty() {
        near = rows
            .iter()
            .filter_map(|row| row["code"].as_str())
            .take(5)
            .collect();
    }
    if near.is_empty() {
        bail!("nothing of the kind is there yet");
    }
    bail!("no such code; there is {}", near.join(", "))
}
