//! Numbers with their units, as people write them in Chinese and English.

mod name;
pub(crate) mod number;
mod unit;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use self::number::{Number, Spelling};
use crate::{scan::Chars, when};

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuantityKind {
    /// 30%, 百分之二十, 15 percent, 3 个百分点; doubling is 100 %
    Percent,
    /// 2万元, $3M
    Money {
        /// ISO 4217 code.
        currency: &'static str,
    },
    /// 3场, 5 shows, 2x
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
    /// Its value: 20000 for 2万元, 30 for 30 %, 3 for 1:3 and for 3:1. Lower end of a range.
    pub value: f64,
    /// Upper end of a range.
    pub high: Option<f64>,
    /// What it counts.
    pub kind: QuantityKind,
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// Every quantity of a text, in order. Dates, years, quarters, versions and names such as KR1, 5G or 双11 are none.
#[must_use]
pub fn quantities(text: &str) -> Vec<Quantity> {
    let chars = Chars::new(text);
    let dates = when::spans(&chars);
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if let Some(date) = covering(&dates, at) {
            at = date.end;
            continue;
        }
        let Some((end, atom)) = read(&chars, at) else {
            at += 1;
            continue;
        };
        if let Some(mut atom) = atom {
            let range = upper_end(&chars, at, end, &mut atom, &dates);
            let end = range.map_or(end, |(_, end)| end);
            if atom.value.is_finite() {
                found.push(Quantity {
                    value: atom.value,
                    high: range.map(|(high, _)| high),
                    kind: atom.kind,
                    span: chars.span(&(at..end)),
                });
            }
            at = end.max(at + 1);
        } else {
            at = end.max(at + 1);
        }
    }
    found
}

/// The one of sorted ranges that holds a position.
fn covering(ranges: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    ranges
        .get(ranges.partition_point(|range| range.end <= at))
        .filter(|range| range.contains(&at))
}

/// One end of a range, or a quantity by itself.
struct Atom {
    value: f64,
    kind: QuantityKind,
    /// Factor of the words behind it: 万, k, million, 成.
    scale: f64,
}

fn percent(value: f64) -> Atom {
    Atom {
        value,
        kind: QuantityKind::Percent,
        scale: 1.0,
    }
}

/// What begins at a position: the position behind it, and the quantity unless it is a name.
fn read(text: &Chars, at: usize) -> Option<(usize, Option<Atom>)> {
    if let Some(end) = name::known(text, at).or_else(|| name::telephone(text, at)) {
        return Some((end, None));
    }
    if let Some((end, value, kind)) = words::read(text, at) {
        return Some((
            end,
            Some(Atom {
                value,
                kind,
                scale: 1.0,
            }),
        ));
    }
    for (prefix, factor) in [("百分之", 1.0), ("千分之", 0.1), ("万分之", 0.01)] {
        if let Some(next) = text.word(at, prefix) {
            let number = number::read(text, next)?;
            return Some((number.end, Some(percent(number.value * factor))));
        }
    }
    if let Some((currency, next)) = unit::sign(text, at) {
        let number = number::read(text, next)?;
        let (scale, end) = scaled(text, number.end);
        // ¥20万元 says it twice.
        let end = match unit::read(text, end, number.spelling, "") {
            Some(unit) if matches!(unit.kind, QuantityKind::Money { .. }) => unit.end,
            _ => end,
        };
        let kind = QuantityKind::Money { currency };
        return Some((
            end,
            Some(Atom {
                value: number.value * scale,
                kind,
                scale,
            }),
        ));
    }
    let number = number::read(text, at)?;
    if name::is_which(text, at, &number) {
        let mut end = number.end;
        while text.is_alphanumeric(end) {
            end += 1;
        }
        return Some((end, None));
    }
    Some(counted(text, at, &number))
}

/// A number with what follows it.
fn counted(text: &Chars, at: usize, number: &Number) -> (usize, Option<Atom>) {
    let plain = |value| Atom {
        value,
        kind: QuantityKind::Plain,
        scale: 1.0,
    };
    // 三分之一
    if let Some(next) = text.word(number.end, "分之")
        && let Some(part) = number::read(text, next)
        && number.value > 0.0
    {
        return (part.end, Some(percent(part.value / number.value * 100.0)));
    }
    if let Some((value, end)) = ratio(text, at, number) {
        return (
            end,
            value.map(|value| Atom {
                kind: QuantityKind::Ratio,
                ..plain(value)
            }),
        );
    }
    let spelt: String = (at..number.end).filter_map(|at| text.get(at)).collect();
    let (scale, mut end) = scaled(text, number.end);
    let mut value = number.value * scale;
    // 1亿5000万
    if scale >= 1e8
        && let Some(rest) = number::read(text, end)
        && let Some((more, after)) = unit::scale(text, rest.end)
        && more < scale
    {
        value += rest.value * more;
        end = after;
    }
    let about = text
        .longest(end, &["+", "多", "余", "来"])
        .map_or(end, |(end, _)| end);
    if let Some(unit) = unit::read(text, about, number.spelling, &spelt)
        .or_else(|| unit::read(text, end, number.spelling, &spelt))
    {
        let mut end = unit.end;
        value *= unit.factor;
        // 三成五
        if unit.factor > 1.0
            && let Some(half) = number::read(text, end)
            && half.value < 10.0
            && half.spelling != Spelling::Digits
            && unit::read(text, half.end, half.spelling, "").is_none()
        {
            value += half.value;
            end = half.end;
        }
        return (
            end,
            Some(Atom {
                value,
                kind: unit.kind,
                scale: scale * unit.factor,
            }),
        );
    }
    // two per shift, 5 or fewer
    let per = text.blanks(end);
    if per > end
        && let Some((behind, word)) = text.longest(per, &["per ", "or fewer", "or less", "or more"])
    {
        let (unit, _) = match word {
            "per " => text.letters(behind),
            _ => (String::new(), behind),
        };
        return (
            end,
            Some(Atom {
                kind: QuantityKind::Count {
                    unit: format!("{word}{unit}"),
                },
                ..plain(value)
            }),
        );
    }
    // 前三, top 10
    if text.ends_with(at, &["前", "top"]) || (text.before(at) == Some('第')) {
        return (
            end,
            Some(Atom {
                kind: QuantityKind::Count {
                    unit: "名".to_owned(),
                },
                ..plain(value)
            }),
        );
    }
    let glued = text
        .get(number.end)
        .is_some_and(|c| c.is_ascii_alphabetic())
        && scale <= 1.0;
    if number.spelling == Spelling::Digits && glued {
        let mut end = number.end;
        while text.is_alphanumeric(end) {
            end += 1;
        }
        return (end, None);
    }
    let other = text
        .longest(end, &["版", "大", "届", "星", "级", "号", "度", "代"])
        .is_some();
    let stands = match number.spelling {
        Spelling::Digits => !other,
        Spelling::Chinese { plain } => {
            !other && (plain || scale > 1.0) && !(spelt.starts_with(['十', '百', '千']))
        }
        Spelling::English => scale > 1.0,
    };
    (
        end,
        stands.then(|| Atom {
            scale,
            ..plain(value)
        }),
    )
}

fn scaled(text: &Chars, at: usize) -> (f64, usize) {
    unit::scale(text, at).unwrap_or((1.0, at))
}

/// 1:3, 1比3. None inside where it is a time of day: 18:00.
fn ratio(text: &Chars, at: usize, first: &Number) -> Option<(Option<f64>, usize)> {
    let colon = text.blanks(first.end);
    let (next, sign) = text.longest(colon, &[":", "比"])?;
    let second_at = text.blanks(next);
    let second = number::read(text, second_at)?;
    if first.value <= 0.0 || second.value <= 0.0 && sign == "比" {
        return None;
    }
    let two = second.end - second_at == 2 && first.end - at <= 2 && sign == ":";
    if two
        && first.value < 24.0
        && second.value < 60.0
        && (first.value >= 6.0 || second.value == 0.0)
    {
        return Some((None, second.end));
    }
    // Both orders are in use for the same thing: ROI 1:3 and ROI 3:1.
    let value = if second.value == 1.0 {
        first.value
    } else {
        second.value / first.value
    };
    Some((Some(value), second.end))
}

/// The upper end, where the quantity that ends at `end` begins a range: 5-10%, 2万~3万元, 5 to 10 percent.
fn upper_end(
    text: &Chars,
    start: usize,
    end: usize,
    low: &mut Atom,
    dates: &[Range<usize>],
) -> Option<(f64, usize)> {
    if matches!(low.kind, QuantityKind::Ratio) || text.ends_with(start, &["从", "由", "自", "from"])
    {
        return None;
    }
    let dash = text.blanks(end);
    let (mut next, sign) = text.longest(dash, &["-", "~", "至", "到", "to ", "and "])?;
    let worded = matches!(sign, "to " | "and ");
    if (worded && dash == end) || (sign == "and " && !text.ends_with(start, &["between"])) {
        return None;
    }
    next = text.blanks(next);
    let (end, high) = read(text, next).and_then(|(end, atom)| atom.map(|atom| (end, atom)))?;
    if covering(dates, next).is_some() || !high.value.is_finite() {
        return None;
    }
    if low.kind == QuantityKind::Plain {
        // 2-3万元: the words behind the second number hold for both.
        let value = if low.scale == 1.0 {
            low.value * high.scale
        } else {
            low.value
        };
        if value >= high.value {
            return None;
        }
        low.value = value;
        low.kind = high.kind;
    } else if low.kind != high.kind || low.value >= high.value {
        return None;
    }
    Some((high.value, end))
}
