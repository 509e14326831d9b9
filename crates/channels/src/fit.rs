//! As much of a message as a service takes.

use crate::message::{Message, more};

/// The parts of a message, written by `write`, as many of them from the first on as fit into `most` bytes with a last line that
/// counts the rest; a first part that is too long by itself is cut.
///
/// `write` gets an item's index in the message.
pub fn fit(message: &Message, most: usize, write: impl Fn(usize) -> String) -> Vec<String> {
    let count = message.items.len();
    let parts: Vec<String> = (0..count).map(write).collect();
    // What joins the parts, at its longest.
    let joint = 8;
    let whole: usize = parts.iter().map(|part| part.len() + joint).sum();
    if whole <= most {
        return parts;
    }
    let reserve = more(count, message.lang).len() + joint;
    let room = most.saturating_sub(reserve);
    let mut kept = Vec::new();
    let mut used = 0;
    for part in parts {
        if used + part.len() + joint > room {
            if kept.is_empty() {
                kept.push(cut(&part, room.saturating_sub(joint)));
            }
            break;
        }
        used += part.len() + joint;
        kept.push(part);
    }
    if kept.len() < count {
        kept.push(more(count - kept.len(), message.lang));
    }
    kept
}

/// At most `most` bytes of a text, whole characters, with an ellipsis where it was longer.
pub fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let ellipsis = '…';
    let mut end = most.saturating_sub(ellipsis.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut short = text[..end].to_owned();
    if most >= ellipsis.len_utf8() {
        short.push(ellipsis);
    }
    short
}

/// How a service's Markdown is kept from reading a character as a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// DingTalk: a backslash before it.
    Backslash,
    /// Feishu: an HTML entity.
    Entity,
    /// WeCom knows neither: the full-width twin, which looks the same and means nothing.
    FullWidth,
}

/// A text that Markdown shows as it is: what people wrote must neither format nor link.
pub fn plain(text: &str, escape: Escape) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|' => match escape {
                Escape::Backslash => {
                    out.push('\\');
                    out.push(letter);
                }
                Escape::Entity => out.push_str(&format!("&#{};", u32::from(letter))),
                Escape::FullWidth => out.push(full_width(letter)),
            },
            '\r' | '\n' => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// The full-width forms of ASCII lie at a fixed distance (Unicode, Halfwidth and Fullwidth Forms).
fn full_width(letter: char) -> char {
    char::from_u32(u32::from(letter) + 0xFEE0).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use cascade_method::{Lang, Text, light::Light};
    use proptest::prelude::*;

    use super::*;
    use crate::message::Item;

    fn message(bodies: &[String]) -> Message {
        let items = bodies.iter().map(|body| Item {
            title: Text::new(body, body),
            body: Text::default(),
            light: Light::Red,
            link: None,
            mentions: Vec::new(),
        });
        Message::merge(Lang::Zh, items.collect(), None)
    }

    #[test]
    fn signs_are_shown_and_not_read() {
        assert_eq!(plain("a*[b]\n", Escape::Backslash), r"a\*\[b\] ");
        assert_eq!(plain("a*<b", Escape::Entity), "a&#42;&#60;b");
        assert_eq!(plain("a*[b]", Escape::FullWidth), "a＊［b］");
    }

    proptest! {
        #[test]
        fn never_longer_than_allowed_and_nothing_uncounted(
            bodies in prop::collection::vec("[a-z进度任务🔴]{0,80}", 1..40),
            most in 120_usize..2_000,
        ) {
            let message = message(&bodies);
            let parts = fit(&message, most, |index| message.items[index].title.zh.clone());
            let length: usize = parts.iter().map(String::len).sum();
            prop_assert!(length <= most, "{length} > {most}");
            if parts.len() < bodies.len() || parts.last() != message.items.last().map(|item| &item.title.zh) {
                let said = parts.last().unwrap();
                let kept = parts.len() - 1;
                prop_assert!(
                    kept == 0 || said.contains(&(bodies.len() - kept).to_string()) || bodies.len() == 1,
                    "{said}"
                );
            }
        }

        #[test]
        fn a_cut_text_is_a_beginning(text in "\\PC{0,60}", most in 0_usize..80) {
            let short = cut(&text, most);
            prop_assert!(short.len() <= most.max(text.len().min(most)));
            prop_assert!(text.starts_with(short.trim_end_matches('…')) || text == short);
        }
    }
}
