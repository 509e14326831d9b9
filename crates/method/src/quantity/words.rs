//! Quantities in words: 翻一番, double, fivefold, by a third, two-thirds of, six in ten, 零投诉.

use super::{QuantityKind, number};
use crate::scan::Chars;

/// Words that are quantities by themselves, in percent.
const WORDS: &[(&str, f64)] = &[
    ("翻一番", 100.0),
    ("翻番", 100.0),
    ("翻倍", 100.0),
    ("翻一倍", 100.0),
    ("倍增", 100.0),
    ("翻两番", 300.0),
    ("翻三番", 700.0),
    ("百分百", 100.0),
    ("百分之百", 100.0),
    ("减半", 50.0),
    ("一半", 50.0),
    ("double", 100.0),
    ("doubled", 100.0),
    ("doubling", 100.0),
    ("twofold", 100.0),
    ("triple", 200.0),
    ("tripled", 200.0),
    ("tripling", 200.0),
    ("threefold", 200.0),
    ("quadruple", 300.0),
    ("quadrupled", 300.0),
    ("fourfold", 300.0),
    ("quintuple", 400.0),
    ("fivefold", 400.0),
    ("sixfold", 500.0),
    ("sevenfold", 600.0),
    ("eightfold", 700.0),
    ("ninefold", 800.0),
    ("tenfold", 900.0),
    ("halve", 50.0),
    ("halved", 50.0),
    ("halving", 50.0),
    ("by half", 50.0),
    ("in half", 50.0),
    ("half of", 50.0),
    ("half the", 50.0),
];
/// What nobody wants any of: 零 before it is a figure, and 零 before other things is a word of theirs, as in 零售.
const UNWANTED: &[&str] = &[
    "投诉",
    "客诉",
    "事故",
    "缺陷",
    "差错",
    "故障",
    "工伤",
    "伤亡",
    "死亡",
    "违规",
    "违纪",
    "违约",
    "泄露",
    "泄漏",
    "逾期",
    "停机",
    "宕机",
    "退货",
    "召回",
    "漏检",
    "漏洞",
    "延误",
    "延期",
    "处罚",
    "罚款",
    "污染",
    "感染",
    "返工",
    "拖欠",
    "断货",
    "缺货",
    "缺料",
    "错误",
    "纠纷",
    "流失",
    "失误",
    "失窃",
    "隐患",
    "超期",
    "索赔",
    "舞弊",
    "火灾",
    "扣分",
    "不合格",
    "不良",
    "报废",
];
/// Longest way from 零 to what there is none of: 零重大安全事故.
const BETWEEN: usize = 8;

/// A quantity in words at a position: the position behind it, its value, and its kind.
pub(super) fn read(text: &Chars, at: usize) -> Option<(usize, f64, QuantityKind)> {
    whole(text, at)
        .or_else(|| fraction(text, at))
        .map(|(end, value)| (end, value, QuantityKind::Percent))
        .or_else(|| none_of(text, at))
}

fn whole(text: &Chars, at: usize) -> Option<(usize, f64)> {
    let (word, value, end) = WORDS
        .iter()
        .filter_map(|(word, value)| text.word(at, word).map(|end| (*word, *value, end)))
        .max_by_key(|(_, _, end)| *end)?;
    (!word.is_ascii() || (text.is_boundary(at) && !text.is_alphanumeric(end)))
        .then_some((end, value))
}

/// by a third, two-thirds of, three quarters of, six in ten, nine out of ten
fn fraction(text: &Chars, at: usize) -> Option<(usize, f64)> {
    if !text.is_boundary(at) {
        return None;
    }
    let article = text.word(at, "a ").or_else(|| text.word(at, "one-"));
    let (count, end) = match article {
        Some(end) => (1.0, end - 1),
        None => {
            let number = number::read(text, at)?;
            (number.value, number.end)
        }
    };
    let next = text.blanks(end);
    if next > end
        && let Some((behind, sign)) = text.longest(
            next,
            &[
                "in ",
                "out of ",
                "of ",
                "of the top ",
                "of our top ",
                "of the ",
                "of our ",
            ],
        )
        && let Some(all) = number::read(text, text.blanks(behind))
        && (sign != "in " || [5.0, 10.0, 100.0].contains(&all.value))
        && (count < all.value || (sign != "in " && count == all.value))
        && article.is_none()
        && all.value > 1.0
    {
        let ends = text.blanks(all.end);
        let length = ["day", "week", "month", "year", "hour", "minute"]
            .iter()
            .any(|unit| text.word(ends, unit).is_some());
        return (!length || sign != "in ").then_some((all.end, count / all.value * 100.0));
    }
    if !matches!(text.get(end), Some(' ' | '-')) {
        return None;
    }
    let (part, end) = text.letters(end + 1);
    let parts = match part.strip_suffix('s').unwrap_or(&part) {
        "half" => 2.0,
        "third" => 3.0,
        "quarter" => 4.0,
        "fifth" => 5.0,
        "sixth" => 6.0,
        "eighth" => 8.0,
        "tenth" => 10.0,
        _ => return None,
    };
    // A quarter is also three months, and a third also the one behind the second.
    let by = text.ends_with(
        at,
        &["by", "by about", "by at least", "by over", "than", "to"],
    );
    let of = text.word(end, " of ").is_some_and(|behind| {
        !text.get(behind).is_some_and(|c| c.is_ascii_digit())
            && text.word(behind, "the year").is_none()
    });
    (count < parts && (by || of)).then_some((end, count / parts * 100.0))
}

/// 零投诉, 零重大安全事故, 0事故
fn none_of(text: &Chars, at: usize) -> Option<(usize, f64, QuantityKind)> {
    let end = text.word(at, "零").or_else(|| text.word(at, "0"))?;
    let inside = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万点.".contains(c);
    if text.before(at).is_some_and(inside) || text.get(end).is_some_and(inside) {
        return None;
    }
    for next in end..end + BETWEEN {
        if let Some((behind, unit)) = text.longest(next, UNWANTED) {
            let kind = QuantityKind::Count {
                unit: unit.to_owned(),
            };
            return Some((behind, 0.0, kind));
        }
        if !text
            .get(next)
            .is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        {
            return None;
        }
    }
    None
}
