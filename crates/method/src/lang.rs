//! The two languages of user-facing text.

use std::str::FromStr;

use thiserror::Error;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

/// A tag that names neither language.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no language of Cascade: write zh or en")]
pub struct UnknownLang(String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(tag: &str) -> Result<Self, UnknownLang> {
        match tag
            .split(['-', '_'])
            .next()
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("zh") => Ok(Self::Zh),
            Some("en") => Ok(Self::En),
            _ => Err(UnknownLang(tag.to_owned())),
        }
    }
}
