//! `cascade watch`: events as they happen, over the server's event stream.

use std::{process::ExitCode, time::Duration};

use anyhow::Result;
use cascade_events::CloudEvent;
use cascade_gateway::RESYNC;
use futures::StreamExt;

use crate::{
    cli::{Language, WatchArgs},
    client::Client,
};

/// Tries to come back to a server that ended the stream.
const TRIES: u32 = 10;
/// Between two of them.
const WAIT: Duration = Duration::from_secs(1);

pub(super) async fn run(args: &WatchArgs, lang: Language) -> Result<ExitCode> {
    let client = Client::connect(&args.server, lang).await?;
    let mut last = args.after.clone();
    // The first time, what is wrong is told at once.
    follow(&client, args, &mut last).await?;
    let mut failed = 0;
    while failed < TRIES {
        tokio::time::sleep(WAIT).await;
        match follow(&client, args, &mut last).await {
            Ok(()) => failed = 0,
            Err(error) => {
                failed += 1;
                tracing::debug!(%error, failed, "the stream is not back yet");
            }
        }
    }
    eprintln!("cascade: the server ended the stream");
    Ok(ExitCode::FAILURE)
}

/// Prints what happens after the last message, until the stream ends or breaks.
async fn follow(client: &Client, args: &WatchArgs, last: &mut Option<String>) -> Result<()> {
    let types = args.types.replace('#', "%23");
    let plan = args.plan.as_ref().map(|plan| format!("&plan={plan}"));
    let after = last.as_ref().map(|id| format!("&last_event_id={id}"));
    let path = format!(
        "events?types={types}{}{}",
        plan.unwrap_or_default(),
        after.unwrap_or_default()
    );
    let mut bytes = client.stream(&path).await?.bytes_stream();
    let mut pending = Vec::new();
    while let Some(Ok(chunk)) = bytes.next().await {
        pending.extend_from_slice(&chunk);
        while let Some(end) = pending.windows(2).position(|pair| pair == b"\n\n") {
            let message: Vec<u8> = pending.drain(..end + 2).collect();
            let message = String::from_utf8_lossy(&message);
            print(&message, args.json)?;
            if let Some(id) = message.lines().find_map(|line| line.strip_prefix("id:")) {
                *last = Some(id.trim().to_owned());
            }
        }
    }
    Ok(())
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
    if event.event_type == RESYNC {
        eprintln!("cascade: some events are missing: the server no longer has them");
        return Ok(());
    }
    let told: serde_json::Value = event.data.read()?;
    let what = ["code", "subject_kind"]
        .iter()
        .find_map(|key| told.get(key).and_then(serde_json::Value::as_str))
        .unwrap_or_default();
    say!(
        "{} {} {} {what}",
        event.time.format("%F %T"),
        event.event_type,
        event.subject
    );
    Ok(())
}
