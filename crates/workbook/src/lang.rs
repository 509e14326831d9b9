//! The language of everything a user reads is the method's; here is how it is picked from and stored.

use cascade_method::Lang;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Picks the text of a language.
pub(crate) trait Pick {
    fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str;
}

impl Pick for Lang {
    fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Stores a language as its BCP 47 tag, `zh-CN` or `en`.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
pub(crate) fn serialize<S: Serializer>(lang: &Lang, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(lang.pick("zh-CN", "en"))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Lang, D::Error> {
    String::deserialize(deserializer)?
        .parse()
        .map_err(D::Error::custom)
}
