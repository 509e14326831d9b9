//! The audit chain: listed, and computed again here, so that nobody's word has to be taken for it.

use std::process::ExitCode;

use anyhow::Result;
use cascade_gateway::api::{AuditEntry, Page};
use cascade_goals::audit::{Chain, Entry};
use chrono::DateTime;
use futures::{FutureExt, future::BoxFuture};
use serde_json::json;

use super::{Answer, Asked, Call, How, Noun, Operation, Place, Verb, body::segment, col, text};
use crate::cli::Language;

/// `cascade audit`
pub const NOUN: Noun = Noun {
    name: "audit",
    about: "What was done in a plan, and whether its record holds: list, verdict, verify",
    operations: &[
        Operation {
            name: "list",
            about: "List what was done, oldest first",
            example: "cascade audit list --plan Q3 --all",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/audit-entries",
                Answer::Pages(&[
                    col("序号", "number", "number"),
                    col("时间", "at", "at"),
                    col("由", "by", "by"),
                    col("操作", "action", "action"),
                    col("内容", "data", "data"),
                ]),
            )),
        },
        Operation {
            name: "verdict",
            about: "What the server itself finds when it computes the chain again",
            example: "cascade audit verdict --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/audit-verdict",
                Answer::One(
                    "",
                    &[
                        col("条目", "entries", "entries"),
                        col("完好", "intact", "intact"),
                        col("断裂处", "broken at", "broken_at"),
                        col("末条哈希", "last hash", "head"),
                    ],
                ),
            )),
        },
        Operation {
            name: "verify",
            about: "Fetch the chain and compute it again; exit code 1 where it is broken",
            example: "cascade audit verify --plan Q3 --head 3f5a…",
            places: &[Place::Plan],
            how: How::Own {
                calls: &[(Verb::Get, "plans/{plan}/audit-entries")],
                flags: &[text(
                    "head",
                    "Hash of the last entry as it was noted elsewhere: a chain cut short shows too",
                )],
                run: verify,
            },
        },
    ],
};

fn verify(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let mut chain = Chain::default();
        let mut broken = None;
        let noted = asked.matches.get_one::<String>("head");
        let mut head_seen = noted.is_none();
        let mut token = String::new();
        'all: loop {
            let page: Page<AuditEntry> = asked
                .client
                .get(&format!(
                    "plans/{}/audit-entries?page_size=500&page_token={}",
                    segment(&asked.plan),
                    segment(&token)
                ))
                .await?;
            for entry in page.items {
                if let Err(number) = chain.follow(&read(entry)) {
                    broken = Some(number);
                    break 'all;
                }
                head_seen |= noted == Some(&chain.head);
            }
            match page.next_page_token {
                Some(next) => token = next,
                None => break,
            }
        }
        let intact = broken.is_none() && head_seen;
        if asked.json {
            let verdict = json!({
                "entries": chain.entries, "head": chain.head, "intact": intact,
                "broken_at": broken, "head_found": head_seen,
            });
            say!("{}", serde_json::to_string_pretty(&verdict)?);
        } else {
            say!("{}", verdict(&chain, broken, head_seen, asked.lang));
        }
        Ok(if intact {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
    .boxed()
}

fn verdict(chain: &Chain, broken: Option<i64>, head_seen: bool, lang: Language) -> String {
    let (entries, head) = (chain.entries, &chain.head);
    match (broken, head_seen, lang) {
        (Some(at), _, Language::Zh) => format!("✕ 审计链在第 {at} 条断裂；此前 {entries} 条完好"),
        (Some(at), _, Language::En) => {
            format!("✕ the audit chain is broken at entry {at}; the {entries} before it hold")
        }
        (None, false, Language::Zh) => {
            format!("✕ 审计链 {entries} 条前后相接，但找不到所记的末条哈希：可能被截断")
        }
        (None, false, Language::En) => format!(
            "✕ {entries} entries follow from each other, but the noted hash is not among them: the chain was cut short"
        ),
        (None, true, Language::Zh) => format!("✓ 审计链完好：{entries} 条，末条哈希 {head}"),
        (None, true, Language::En) => {
            format!("✓ the audit chain holds: {entries} entries, last hash {head}")
        }
    }
}

fn read(entry: AuditEntry) -> Entry {
    Entry {
        plan: entry.plan_id,
        number: entry.number,
        at: entry.at.unwrap_or(DateTime::UNIX_EPOCH),
        by: entry.by,
        action: entry.action,
        subject: entry.subject,
        data: entry.data,
        previous_hash: entry.previous_hash,
        hash: entry.hash,
    }
}
