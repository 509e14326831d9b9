//! A command line that cannot be meant, told in Chinese: what is wrong, what there is, where help is. In English clap says it itself.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// The refusal in Chinese; none where clap only prints what was asked for (help, version).
#[must_use]
pub fn refusal(error: &Error) -> Option<String> {
    let word = |kind| error.get(kind).map(text).unwrap_or_default();
    let arg = word(ContextKind::InvalidArg);
    let value = word(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidSubcommand => {
            format!("没有命令「{}」", word(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => "还缺一个子命令".to_owned(),
        ErrorKind::UnknownArgument => format!("没有参数「{arg}」"),
        ErrorKind::MissingRequiredArgument => format!("还缺参数 {arg}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {arg} 还缺一个值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数 {arg} 的值「{value}」不可用")
        }
        ErrorKind::ArgumentConflict => {
            format!("参数 {arg} 不能与 {} 同用", word(ContextKind::PriorArg))
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("参数 {arg} 的值太少")
        }
        ErrorKind::TooManyValues => format!("参数 {arg} 不能有值「{value}」"),
        ErrorKind::NoEquals => format!("参数 {arg} 须写作 {arg}=值"),
        _ => return Some(format!("cascade: {error}")),
    };
    let mut told = format!("cascade: {what}");
    let valid = word(ContextKind::ValidValue) + &word(ContextKind::ValidSubcommand);
    if !valid.is_empty() {
        told.push_str("\n  可用：");
        told.push_str(&valid);
    }
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .map(word)
    .concat();
    if !near.is_empty() {
        told.push_str("\n  是否指：");
        told.push_str(&near);
    }
    told.push_str("\n  加 --help 查看用法");
    Some(told)
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
