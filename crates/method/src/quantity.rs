//! Numbers with their units, as people write them in Chinese and English.

use std::ops::Range;

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuantityKind {
    /// 30%, 百分之二十, 15 percent
    Percent,
    /// 2万元, $3M
    Money,
    /// 3场, 5 shows
    Count {
        /// The word behind the number.
        unit: String,
    },
    /// 1:3
    Ratio,
    /// A bare number.
    Plain,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Its value: 20000 for 2万元, 30 for 30 %, 3 for 1:3.
    pub value: f64,
    /// Upper end of a range.
    pub high: Option<f64>,
    /// What it counts.
    pub kind: QuantityKind,
    /// Bytes of the text.
    pub span: Range<usize>,
}

const COUNTERS: &[&str] = &[
    "场", "轮", "家", "个", "次", "人", "名", "件", "篇", "条", "天", "周", "月", "小时", "分钟",
    "位", "套", "款", "单", "台", "户", "项", "店", "倍", "城", "门", "份", "万人",
];
const WORDS: &[&str] = &[
    "shows",
    "show",
    "rounds",
    "round",
    "customers",
    "customer",
    "users",
    "user",
    "people",
    "days",
    "day",
    "weeks",
    "week",
    "hours",
    "hour",
    "items",
    "orders",
    "order",
    "stores",
    "store",
    "leads",
    "deals",
    "contracts",
    "events",
    "campaigns",
    "articles",
    "sessions",
    "times",
    "hires",
    "points",
    "units",
    "tickets",
    "minutes",
    "visits",
];

/// Every quantity of a text, in order. Dates, years and names of quarters are none.
#[must_use]
pub fn quantities(text: &str) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some((length, quantity)) = read(text, at) {
            if let Some(quantity) = quantity {
                found.push(quantity);
            }
            at += length.max(1);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// What begins at a byte: its length, and the quantity unless it is a date.
fn read(text: &str, at: usize) -> Option<(usize, Option<Quantity>)> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    for (prefix, scale) in [("百分之", 1.0), ("千分之", 0.1)] {
        if let Some(tail) = rest.strip_prefix(prefix) {
            let (value, length) = number(tail)?;
            let length = prefix.len() + length;
            return Some((
                length,
                Some(quantity(
                    value * scale,
                    None,
                    QuantityKind::Percent,
                    at,
                    length,
                )),
            ));
        }
    }
    for (word, value) in [
        ("翻一番", 100.0),
        ("翻番", 100.0),
        ("翻倍", 100.0),
        ("翻两番", 300.0),
    ] {
        if rest.starts_with(word) {
            return Some((
                word.len(),
                Some(quantity(value, None, QuantityKind::Percent, at, word.len())),
            ));
        }
    }
    // A letter before makes it a name: Q3, KR1, T2.
    let part_of_name = before.is_some_and(|before| before.is_ascii_alphabetic() || before == '第');
    let currency = rest
        .chars()
        .next()
        .filter(|first| ['$', '¥', '￥', '€'].contains(first));
    let skipped = currency.map_or(0, char::len_utf8);
    let (mut value, mut length) = number(&rest[skipped..])?;
    length += skipped;
    if part_of_name {
        return Some((length, None));
    }
    let tail = &rest[length..];
    if let Some(date) = date_length(tail, value) {
        return Some((length + date, None));
    }
    if let Some(separator) = [":", "：", "比"]
        .iter()
        .find(|separator| tail.starts_with(**separator))
        && let Some((second, more)) = number(&tail[separator.len()..])
        && value > 0.0
    {
        let length = length + separator.len() + more;
        return Some((
            length,
            Some(quantity(
                second / value,
                None,
                QuantityKind::Ratio,
                at,
                length,
            )),
        ));
    }
    let mut high = None;
    let mut tail = tail;
    let mut first_percent = false;
    if let Some(stripped) = tail.strip_prefix(['%', '％']) {
        let is_range = ["-", "~", "–", "至", "到", "～"]
            .iter()
            .any(|dash| stripped.starts_with(dash));
        if is_range {
            first_percent = true;
            length += tail.len() - stripped.len();
            tail = stripped;
        }
    }
    for dash in ["-", "~", "–", "至", "到", "～"] {
        if let Some(after) = tail.strip_prefix(dash)
            && let Some((second, more)) = number(after)
            && (date_length(&after[more..], second).is_none())
            && (first_percent || dash != "-" || !after[more..].starts_with('-'))
        {
            high = Some(second);
            length += dash.len() + more;
            tail = &after[more..];
            break;
        }
    }
    let spaces = tail.len() - tail.trim_start_matches(' ').len();
    let unit_text = &tail[spaces..];
    let (scale, scale_length) = scale(unit_text);
    value *= scale;
    high = high.map(|high| high * scale);
    let behind_scale = &unit_text[scale_length..];
    let unit_text = behind_scale.trim_start_matches(' ');
    let gap = spaces + scale_length + (behind_scale.len() - unit_text.len());
    let (kind, unit_length) = unit(unit_text, currency.is_some(), scale_length > 0);
    let value = if kind == QuantityKind::Percent && unit_text.starts_with('成') {
        value * 10.0
    } else {
        value
    };
    length += match (&kind, unit_length, scale_length) {
        (_, 0, 0) => 0,
        (_, 0, scale) => spaces + scale,
        _ => gap + unit_length,
    };
    Some((length, Some(quantity(value, high, kind, at, length))))
}

fn quantity(
    value: f64,
    high: Option<f64>,
    kind: QuantityKind,
    at: usize,
    length: usize,
) -> Quantity {
    Quantity {
        value,
        high,
        kind,
        span: at..at + length,
    }
}

/// Length of what makes a number a date or a year: 年, 月, 季度, `-07-01`, `/9/30`.
fn date_length(tail: &str, value: f64) -> Option<usize> {
    for word in ["年", "月份", "月底", "月末", "月初", "日", "号", "季度"] {
        if tail.starts_with(word) {
            return Some(word.len());
        }
    }
    if tail.starts_with('月') && !tail.starts_with("月活") {
        return Some("月".len());
    }
    let year = (1990.0..2100.0).contains(&value) && value.fract() == 0.0;
    let dashed = |separator: char| -> Option<usize> {
        let rest = tail.strip_prefix(separator)?;
        let digits = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == separator)
            .count();
        (digits > 0 && (year || separator == '/')).then_some(separator.len_utf8() + digits)
    };
    dashed('-').or_else(|| dashed('/')).or_else(|| {
        let plain = !tail
            .trim_start()
            .starts_with(|c: char| c == '%' || c == '％' || c == '万' || c == '亿' || c == '元');
        (year
            && plain
            && !COUNTERS
                .iter()
                .chain(WORDS)
                .any(|word| tail.trim_start().starts_with(word)))
        .then_some(0)
    })
}

fn scale(text: &str) -> (f64, usize) {
    for (word, scale) in [
        ("万亿", 1e12),
        ("亿", 1e8),
        ("千万", 1e7),
        ("百万", 1e6),
        ("万", 1e4),
        ("million", 1e6),
        ("billion", 1e9),
        ("thousand", 1e3),
        ("bn", 1e9),
    ] {
        if text.starts_with(word) {
            return (scale, word.len());
        }
    }
    for (letter, scale) in [
        ('k', 1e3),
        ('K', 1e3),
        ('m', 1e6),
        ('M', 1e6),
        ('w', 1e4),
        ('W', 1e4),
    ] {
        let mut letters = text.chars();
        if letters.next() == Some(letter) && !letters.next().is_some_and(char::is_alphanumeric) {
            return (scale, 1);
        }
    }
    (1.0, 0)
}

fn unit(text: &str, currency: bool, scaled: bool) -> (QuantityKind, usize) {
    for word in [
        "%",
        "％",
        "percent",
        "per cent",
        "pct",
        "个百分点",
        "百分点",
        "成",
    ] {
        if text.starts_with(word) && !(word == "成" && text.starts_with("成为")) {
            return (QuantityKind::Percent, word.len());
        }
    }
    for word in [
        "元",
        "人民币",
        "美元",
        "yuan",
        "RMB",
        "CNY",
        "USD",
        "dollars",
        "块",
    ] {
        if text.starts_with(word) {
            return (QuantityKind::Money, word.len());
        }
    }
    if currency {
        return (QuantityKind::Money, 0);
    }
    let lower = text.to_lowercase();
    let mut longest: Option<&str> = None;
    for word in COUNTERS.iter().chain(WORDS) {
        if lower.starts_with(word) && longest.is_none_or(|known| known.len() < word.len()) {
            longest = Some(word);
        }
    }
    match longest {
        Some(word) => (
            QuantityKind::Count {
                unit: word.to_owned(),
            },
            word.len(),
        ),
        None if scaled => (QuantityKind::Plain, 0),
        None => (QuantityKind::Plain, 0),
    }
}

/// A number at the beginning of a text, with its length: 1,200.5, ３０, 二十, 三百五, 壹佰.
fn number(text: &str) -> Option<(f64, usize)> {
    arabic(text).or_else(|| chinese(text))
}

fn arabic(text: &str) -> Option<(f64, usize)> {
    let mut digits = String::new();
    let mut length = 0;
    let mut characters = text.chars().peekable();
    while let Some(&character) = characters.peek() {
        let plain = match character {
            '０'..='９' => {
                char::from_u32(u32::from(character) - u32::from('０') + u32::from('0'))
                    .unwrap_or('0')
            }
            '．' => '.',
            other => other,
        };
        let after_digit = digits.ends_with(|last: char| last.is_ascii_digit());
        if plain.is_ascii_digit() {
            digits.push(plain);
        } else if (plain == '.' && after_digit && !digits.contains('.'))
            || (plain == ',' && after_digit)
        {
            let next = text[length + character.len_utf8()..].chars().next();
            if !next.is_some_and(|next| next.is_ascii_digit() || ('０'..='９').contains(&next)) {
                break;
            }
            if plain == '.' {
                digits.push('.');
            }
        } else {
            break;
        }
        length += character.len_utf8();
        characters.next();
    }
    Some((digits.parse().ok()?, length))
}

fn chinese(text: &str) -> Option<(f64, usize)> {
    let digit = |character| {
        "零一二三四五六七八九"
            .chars()
            .position(|known| known == character)
            .or(match character {
                '两' => Some(2),
                '壹' => Some(1),
                '贰' => Some(2),
                '叁' => Some(3),
                '肆' => Some(4),
                '伍' => Some(5),
                '陆' => Some(6),
                '柒' => Some(7),
                '捌' => Some(8),
                '玖' => Some(9),
                '〇' => Some(0),
                _ => None,
            })
    };
    let (mut sum, mut last, mut length, mut unit, mut any) = (0.0, None, 0, 1.0, false);
    for character in text.chars() {
        // Counting numbers stay far below what f64 holds exactly.
        if let Some(value) = digit(character) {
            last = Some(value as f64);
        } else {
            let step = match character {
                '十' | '拾' => 10.0,
                '百' | '佰' => 100.0,
                '千' | '仟' => 1_000.0,
                _ => break,
            };
            if character == '百' && text[length..].starts_with("百分") {
                break;
            }
            sum += last.take().unwrap_or(1.0) * step;
            unit = step;
        }
        any = true;
        length += character.len_utf8();
    }
    // 三百五 is 350.
    let tail = last.map_or(0.0, |last| {
        if unit >= 100.0 && !text[..length].contains('零') {
            last * unit / 10.0
        } else {
            last
        }
    });
    any.then_some((sum + tail, length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> (f64, QuantityKind) {
        let found = quantities(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        (found[0].value, found[0].kind.clone())
    }

    fn count(unit: &str) -> QuantityKind {
        QuantityKind::Count {
            unit: unit.to_owned(),
        }
    }

    #[test]
    fn as_people_write_them() {
        for (text, value, kind) in [
            ("提升30%", 30.0, QuantityKind::Percent),
            ("提升３０％", 30.0, QuantityKind::Percent),
            ("提高百分之二十", 20.0, QuantityKind::Percent),
            ("提升两成", 20.0, QuantityKind::Percent),
            ("投入2万元", 20_000.0, QuantityKind::Money),
            ("营收1.5亿", 1.5e8, QuantityKind::Plain),
            ("开展3场直播", 3.0, count("场")),
            ("投放两轮广告", 2.0, count("轮")),
            ("ROI ≥ 1:3", 3.0, QuantityKind::Ratio),
            ("ROI不低于1：3", 3.0, QuantityKind::Ratio),
            ("二十万元预算", 200_000.0, QuantityKind::Money),
            ("grow by 15 percent", 15.0, QuantityKind::Percent),
            ("sign 1,200 customers", 1_200.0, count("customers")),
            ("a budget of $3M", 3e6, QuantityKind::Money),
            ("20k users", 20_000.0, count("users")),
            ("销售额翻一番", 100.0, QuantityKind::Percent),
            ("Q3销售额提升20%", 20.0, QuantityKind::Percent),
            ("2026年9月30日前新增5家门店", 5.0, count("家")),
            ("by 2026-09-30 reach 15%", 15.0, QuantityKind::Percent),
        ] {
            assert_eq!(one(text), (value, kind), "{text}");
        }
        for text in [
            "提升销售额",
            "第三季度完成",
            "2026年底前",
            "KR1 与 T2",
            "by Q3 2026",
            "9月30日",
        ] {
            assert_eq!(quantities(text), [], "{text}");
        }
        let range = &quantities("提升5%~10%")[0];
        assert_eq!((range.value, range.high), (5.0, Some(10.0)));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_spans_are_text(text in "\\PC{0,60}") {
            for quantity in quantities(&text) {
                prop_assert!(text.get(quantity.span.clone()).is_some());
            }
        }

        #[test]
        fn mixtures_of_its_own_words_do_not_either(parts in prop::collection::vec(
            prop::sample::select(vec!["三", "百", "十", "3", "0.5", "％", "万", "亿", "元", ":", "-", "~", "年", "月", "成", "$", "k", " ", "第", "Q"]), 0..12)
        ) {
            let text = parts.concat();
            for quantity in quantities(&text) {
                prop_assert!(text.get(quantity.span.clone()).is_some());
            }
        }
    }
}
