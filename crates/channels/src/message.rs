//! What is to be said, before any service's format.

use cascade_method::{Lang, Text, light::Light};

/// One thing to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// In a line, such as `T-012 选定主播 已升级到 L3`.
    pub title: Text,
    /// Details in a sentence or two; may be empty.
    pub body: Text,
    /// Level of the alert that it is about, 1–4, or 0: the highest come first.
    pub level: u8,
    /// How urgent it is: of one level red comes first.
    pub light: Light,
    /// Page that shows it, absolute; none where no base URL is configured.
    pub link: Option<String>,
    /// Handles of the people it concerns, as the service that it goes to names them.
    pub mentions: Vec<String>,
}

/// What goes out at once: one thing, or several that waited for each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Language of its readers.
    pub lang: Lang,
    /// What it says, the most urgent first.
    pub items: Vec<Item>,
    /// Page that shows all of it.
    pub overview: Option<String>,
}

impl Message {
    /// One thing.
    #[must_use]
    pub fn one(lang: Lang, item: Item) -> Self {
        Self {
            lang,
            items: vec![item],
            overview: None,
        }
    }

    /// Several things as one message: the highest level first, then the worst light, in their order otherwise.
    #[must_use]
    pub fn merge(lang: Lang, mut items: Vec<Item>, overview: Option<String>) -> Self {
        items.sort_by_key(|item| std::cmp::Reverse((item.level, item.light)));
        Self {
            lang,
            items,
            overview,
        }
    }

    /// In a line: what it is, or how many.
    #[must_use]
    pub fn title(&self) -> String {
        match (self.items.as_slice(), self.lang) {
            ([only], lang) => only.title.get(lang).to_owned(),
            (items, Lang::Zh) => format!("{} 条进度提醒", items.len()),
            (items, Lang::En) => format!("{} progress notices", items.len()),
        }
    }

    /// Whom its first items concern, each once, at most so many.
    #[must_use]
    pub fn mentions(&self, items: usize, most: usize) -> Vec<&str> {
        let mut seen: Vec<&str> = Vec::new();
        for mention in self
            .items
            .iter()
            .take(items)
            .flat_map(|item| &item.mentions)
        {
            if seen.len() == most {
                break;
            }
            if !seen.contains(&mention.as_str()) {
                seen.push(mention);
            }
        }
        seen
    }
}

/// A light in a word, so that it is never told by colour alone.
pub fn light_word(light: Light, lang: Lang) -> &'static str {
    match (light, lang) {
        (Light::Green, Lang::Zh) => "🟢 正常",
        (Light::Green, Lang::En) => "🟢 on track",
        (Light::Yellow, Lang::Zh) => "🟡 关注",
        (Light::Yellow, Lang::En) => "🟡 watch",
        (Light::Red, Lang::Zh) => "🔴 告警",
        (Light::Red, Lang::En) => "🔴 late",
    }
}

/// What stands for the items that found no room.
pub fn more(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 条，请在系统中查看"),
        Lang::En => format!("{count} more; see them in Cascade"),
    }
}

/// What a link is called.
pub fn open(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "查看详情",
        Lang::En => "Open",
    }
}
