//! Help in the reader's language. Commands are written in English; `zh.tsv` holds each sentence of theirs in Chinese, and a test
//! fails for one that is missing or that nobody says any more.

mod refusal;

use std::{collections::HashMap, sync::LazyLock};

use clap::{Command, builder::StyledStr};

use crate::cli::Language;

pub use refusal::refusal;

static CHINESE: LazyLock<HashMap<String, String>> = LazyLock::new(|| read(include_str!("zh.tsv")));

/// How a page of help is laid out in Chinese; clap's own has English headings.
const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// English, a tab, Chinese; `\n` stands for a new line within either.
fn read(table: &str) -> HashMap<String, String> {
    let plain = |text: &str| text.replace("\\n", "\n");
    table
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(en, zh)| (plain(en), plain(zh)))
        .collect()
}

/// The language that the command line or the environment asks for, before anything is parsed: help and refusals need it too.
#[must_use]
pub fn wanted(words: &[String], environment: Option<&str>) -> Language {
    let mut asked = environment.map(str::to_owned);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--lang" {
            asked = words.next().cloned();
        } else if let Some(lang) = word.strip_prefix("--lang=") {
            asked = Some(lang.to_owned());
        }
    }
    match asked.as_deref() {
        Some("en") => Language::En,
        _ => Language::Zh,
    }
}

/// The command with its help in a language.
#[must_use]
pub fn in_language(mut command: Command, lang: Language) -> Command {
    if lang == Language::En {
        return command;
    }
    // Only a command that is built has clap's own flags and its `help`.
    command.build();
    translate(command)
}

fn translate(command: Command) -> Command {
    let about = command.get_about().map(chinese);
    let after = command.get_after_help().map(chinese);
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "参数"
            } else {
                "选项"
            };
            let help = arg.get_help().map(chinese);
            let long = arg.get_long_help().map(chinese);
            let mut arg = arg.help_heading(heading);
            if let Some(help) = help {
                arg = arg.help(help);
            }
            match long {
                Some(long) => arg.long_help(long),
                None => arg,
            }
        })
        .mut_subcommands(translate);
    if let Some(about) = about {
        command = command.about(about);
    }
    match after {
        Some(after) => command.after_help(after),
        None => command,
    }
}

fn chinese(text: &StyledStr) -> StyledStr {
    let text = text.to_string();
    // An example is a line that works in any language.
    if let Some(example) = text.strip_prefix("Example:") {
        return format!("示例：{example}").into();
    }
    CHINESE.get(&text).map_or(text.into(), StyledStr::from)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::{cli::Cli, nouns};

    fn said(command: &Command, all: &mut BTreeSet<String>) {
        let texts = [command.get_about(), command.get_after_help()];
        let args = command
            .get_arguments()
            .flat_map(|arg| [arg.get_help(), arg.get_long_help()]);
        for text in texts.into_iter().chain(args).flatten() {
            let text = text.to_string();
            if !text.starts_with("Example:") {
                all.insert(text);
            }
        }
        for below in command.get_subcommands() {
            said(below, all);
        }
    }

    fn everything() -> BTreeSet<String> {
        let mut root = nouns::augment(Cli::command());
        root.build();
        let mut all = BTreeSet::new();
        said(&root, &mut all);
        all
    }

    #[test]
    fn every_sentence_of_help_is_there_in_chinese() {
        let english = everything();
        let missing: Vec<_> = english
            .iter()
            .filter(|text| !CHINESE.contains_key(*text))
            .collect();
        assert!(missing.is_empty(), "not in zh.tsv: {missing:#?}");
        let stale: Vec<_> = CHINESE
            .keys()
            .filter(|text| !english.contains(*text))
            .collect();
        assert!(
            stale.is_empty(),
            "in zh.tsv, but nobody says it: {stale:#?}"
        );
    }

    #[test]
    fn a_page_of_help_has_no_english_sentence_left() {
        let mut command = in_language(nouns::augment(Cli::command()), Language::Zh);
        let page = command
            .find_subcommand_mut("task")
            .and_then(|task| task.find_subcommand_mut("bulk"))
            .expect("a command")
            .render_help()
            .to_string();
        for word in ["Usage", "Options", "Print help", "Every task", "Example:"] {
            assert!(!page.contains(word), "{word} in\n{page}");
        }
        assert!(page.contains("用法：") && page.contains("选项"), "{page}");
    }

    #[test]
    fn the_language_is_known_before_anything_is_parsed() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(wanted(&words("cascade task --help"), None), Language::Zh);
        assert_eq!(wanted(&words("cascade task --lang en"), None), Language::En);
        assert_eq!(
            wanted(&words("cascade --lang=zh task"), Some("en")),
            Language::Zh
        );
        assert_eq!(wanted(&words("cascade task"), Some("en")), Language::En);
    }
}
