//! Time counted from the day of writing, which a text does not tell: 下周五前, 下个月底, by Friday, next week, tomorrow.

use super::expression::Expression;
use crate::scan::Chars;

const CHINESE: &[&str] = &[
    "本周",
    "这周",
    "下周",
    "下下周",
    "本星期",
    "下星期",
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
    "周末",
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "今天",
    "明天",
    "后天",
    "今日",
    "明日",
    "下个月",
    "下月",
    "次月",
];
const ENGLISH: &[&str] = &[
    "this week",
    "next week",
    "the week",
    "end of week",
    "end of the week",
    "eow",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "tomorrow",
    "tonight",
    "next month",
    "end of next month",
    "end of business",
    "close of business",
    "cob",
    "eod",
];

/// The expression at a position, with the position behind it: only where the words around set a limit.
pub(super) fn read(text: &Chars, at: usize) -> Option<(usize, Expression)> {
    if let Some((end, _)) = text.longest(at, CHINESE) {
        let rhythm = text.ends_with(at, &["每", "每个", "逐", "各"]);
        let mut end = end;
        while let Some((next, _)) = text.longest(
            end,
            &[
                "一", "二", "三", "四", "五", "六", "日", "天", "末", "底", "初", "中旬", "上旬",
            ],
        ) {
            end = next;
        }
        let limit = text
            .longest(end, &["前", "之前", "以前", "内", "之内"])
            .is_some()
            || text.ends_with(end, &["末", "底", "中旬", "上旬"])
            || text.ends_with(at, &["截至", "截止", "不晚于", "不迟于", "最晚", "最迟"]);
        return (limit && !rhythm).then_some((end, Expression::Near));
    }
    if !text.is_boundary(at) {
        return None;
    }
    let (end, word) = text
        .longest(at, ENGLISH)
        .filter(|(end, _)| !text.is_alphanumeric(*end))?;
    let itself = word.starts_with("this ") || word.starts_with("next ");
    let led = text.ends_with(
        at,
        &[
            "by",
            "before",
            "until",
            "till",
            "by the",
            "by next",
            "by this",
            "no later than",
            "end of",
            "within",
            "due",
            "by end of",
            "before next",
            "before this",
        ],
    );
    (led || itself).then_some((end, Expression::Near))
}
