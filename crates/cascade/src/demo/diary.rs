//! What is told: for people in their language, and, where asked for, as lines that two runs can be compared by.

use std::{fs::File, io::Write, path::Path, time::Duration};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::json;

use crate::cli::Language;

/// Tells the story as it happens.
pub struct Diary {
    lang: Language,
    record: Option<File>,
    day: Option<NaiveDate>,
}

impl Diary {
    /// A diary in a language; `record` is where its entries are also written as JSON, a line each.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn new(lang: Language, record: Option<&Path>) -> Result<Self> {
        let record = record
            .map(|path| File::create(path).with_context(|| path.display().to_string()))
            .transpose()?;
        Ok(Self {
            lang,
            record,
            day: None,
        })
    }

    /// Language of the story.
    #[must_use]
    pub fn lang(&self) -> Language {
        self.lang
    }

    /// One of the two.
    #[must_use]
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A chapter begins.
    pub fn chapter(&mut self, zh: &str, en: &str) {
        say!("\n── {} ──", self.pick(zh, en));
    }

    /// Something happens on a day: for people, and as an entry that has no ids and no wall-clock times in it.
    ///
    /// # Errors
    /// A record that cannot be written.
    pub fn happens(
        &mut self,
        day: NaiveDate,
        kind: &str,
        facts: serde_json::Value,
        text: &str,
    ) -> Result<()> {
        if self.day != Some(day) {
            self.day = Some(day);
            say!("\n{} {}", day, self.weekday(day));
        }
        say!("  {text}");
        if let Some(record) = &mut self.record {
            writeln!(
                record,
                "{}",
                json!({"day": day, "kind": kind, "facts": facts})
            )?;
        }
        Ok(())
    }

    /// A picture, as it is.
    pub fn picture(&self, text: &str) {
        say!("\n{text}");
    }

    /// The story is over.
    pub fn end(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        match self.lang {
            Language::Zh => say!("\n故事讲完，用时 {seconds:.1} 秒。"),
            Language::En => say!("\nThe story took {seconds:.1} seconds."),
        }
    }

    /// Where it can be looked at.
    pub fn serving(&self, address: &str) {
        match self.lang {
            Language::Zh => say!("现在可在浏览器查看：{address}（Ctrl+C 结束）"),
            Language::En => say!("Look at it in a browser: {address} (Ctrl+C ends it)"),
        }
    }

    fn weekday(&self, day: NaiveDate) -> String {
        use chrono::Datelike;
        let at = day.weekday().num_days_from_monday() as usize;
        match self.lang {
            Language::Zh => format!("星期{}", ["一", "二", "三", "四", "五", "六", "日"][at]),
            Language::En => [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ][at]
                .to_owned(),
        }
    }
}
