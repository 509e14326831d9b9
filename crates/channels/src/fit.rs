//! As much of a message as a service takes.

use std::collections::HashSet;

use crate::message::{Message, more};

/// Most people that one message mentions: who is called with fifty others is not called.
const PEOPLE: usize = 50;

/// How much of a message is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// So many of its items, from the first on.
    pub items: usize,
    /// At most so many bytes of each of their texts.
    pub each: usize,
    /// At most so many of the people whom those items concern.
    pub people: usize,
}

impl Share {
    /// The line that counts what is left out of a message.
    pub fn rest(self, message: &Message) -> Option<String> {
        let left = message.items.len().saturating_sub(self.items);
        (left > 0).then(|| more(left, message.lang))
    }
}

/// So many of a message's items, from the first on, concern no more people than one message mentions.
pub fn called(message: &Message) -> usize {
    let mut people = HashSet::new();
    let fits = |item: &&crate::message::Item| {
        people.extend(item.mentions.clone());
        people.len() <= PEOPLE
    };
    message.items.iter().take_while(fits).count()
}

/// As much of a message as fits, and how much that is: `write` finishes it for a share of it, and `size` measures what is finished, for names of people,
/// addresses and the marks of JSON take room too. Of several items so many as fit, from the first on; one alone is cut.
pub fn fit<T>(
    message: &Message,
    most: usize,
    size: impl Fn(&T) -> usize,
    write: impl Fn(Share) -> T,
) -> (Share, T) {
    let count = message.items.len();
    let whole = Share {
        items: count,
        each: usize::MAX,
        people: PEOPLE,
    };
    let within = |share| Some((share, write(share))).filter(|(_, told)| size(told) <= most);
    if let Some(told) = within(whole) {
        return told;
    }
    let fewer = |items| within(Share { items, ..whole });
    if let Some(told) = largest(1, count.saturating_sub(1), fewer) {
        return told;
    }
    let texts = message.items.first().map(|item| [&item.title, &item.body]);
    let longest = texts
        .into_iter()
        .flatten()
        .map(|text| text.get(message.lang).len())
        .max();
    let one = Share {
        items: count.min(1),
        ..whole
    };
    [PEOPLE, 0]
        .into_iter()
        .find_map(|people| {
            let cut = |each| {
                within(Share {
                    each,
                    people,
                    ..one
                })
            };
            largest(0, longest.unwrap_or_default(), cut)
        })
        .unwrap_or_else(|| {
            // Nothing is left but addresses: what is longer than a service takes is for the service to say.
            let share = Share {
                each: 0,
                people: 0,
                ..one
            };
            (share, write(share))
        })
}

/// What comes of the largest number from `least` to `most` of which something comes, where nothing comes of those above it.
fn largest<T>(least: usize, most: usize, of: impl Fn(usize) -> Option<T>) -> Option<T> {
    if least > most {
        return None;
    }
    let mut found = of(least)?;
    let (mut low, mut high) = (least, most);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match of(middle) {
            Some(better) => {
                found = better;
                low = middle;
            }
            None => high = middle - 1,
        }
    }
    Some(found)
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
            level: 1,
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

    /// A message with what stands around each item, as services want it.
    fn told(message: &Message, share: Share) -> Vec<String> {
        let items = message.items.iter().take(share.items);
        items
            .map(|item| format!("<{}>", cut(&item.title.zh, share.each)))
            .chain(share.rest(message))
            .collect()
    }

    proptest! {
        #[test]
        fn never_longer_than_allowed_nothing_uncounted_and_no_room_left(
            bodies in prop::collection::vec("[a-z进度任务🔴]{0,80}", 1..40),
            most in 120_usize..2_000,
        ) {
            let message = message(&bodies);
            let size = |parts: &Vec<String>| parts.iter().map(String::len).sum::<usize>();
            let (_, parts) = fit(&message, most, size, |share| told(&message, share));
            prop_assert!(size(&parts) <= most, "{} > {most}", size(&parts));
            let whole = Share { items: bodies.len(), each: usize::MAX, people: 0 };
            if size(&told(&message, whole)) <= most {
                prop_assert_eq!(parts.len(), bodies.len());
            } else if bodies.len() > 1 {
                let kept = parts.len() - 1;
                let said = parts.last().unwrap();
                prop_assert!(said.contains(&(bodies.len() - kept).to_string()), "{said}");
                let next = Share { items: kept + 1, ..whole };
                prop_assert!(size(&told(&message, next)) > most, "one more had fitted");
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
