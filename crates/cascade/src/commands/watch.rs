//! `cascade watch`: events as they happen, over the server's event stream.

use std::process::ExitCode;

use anyhow::Result;
use cascade_events::CloudEvent;
use futures::StreamExt;

use crate::{
    cli::{Language, WatchArgs},
    client::Client,
};

pub(super) async fn run(args: &WatchArgs, lang: Language) -> Result<ExitCode> {
    let client = Client::connect(&args.server, lang).await?;
    let types = args.types.replace('#', "%23");
    let plan = args
        .plan
        .as_ref()
        .map(|plan| format!("&plan={plan}"))
        .unwrap_or_default();
    let answer = client
        .stream(&format!("events?types={types}{plan}"))
        .await?;
    let mut bytes = answer.bytes_stream();
    let mut pending = Vec::new();
    while let Some(chunk) = bytes.next().await {
        pending.extend_from_slice(&chunk?);
        while let Some(end) = pending.windows(2).position(|pair| pair == b"\n\n") {
            let message: Vec<u8> = pending.drain(..end + 2).collect();
            print(&String::from_utf8_lossy(&message), args.json)?;
        }
    }
    eprintln!("cascade: the server ended the stream");
    Ok(ExitCode::FAILURE)
}

/// One message of a server-sent stream: its `data:` lines are an event; comments keep the connection alive.
fn print(message: &str, json: bool) -> Result<()> {
    let data: Vec<&str> = message
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(str::trim_start)
        .collect();
    if data.is_empty() {
        return Ok(());
    }
    let data = data.join("\n");
    if json {
        say!("{data}");
        return Ok(());
    }
    let event: CloudEvent = serde_json::from_str(&data)?;
    let what = ["code", "subject_kind"]
        .iter()
        .find_map(|key| event.data.get(key).and_then(serde_json::Value::as_str))
        .unwrap_or_default();
    say!(
        "{} {} {} {what}",
        event.time.format("%F %T"),
        event.event_type,
        event.subject
    );
    Ok(())
}
