//! Lengths of time that are a standard and no deadline: 周期控制在5天以内, resolve complaints within 2 working days.

use super::expression::Unit;
use crate::scan::Chars;

/// Characters on either side that are read with a length.
const REACH: usize = 60;

/// Words before which a length is the value of a measure.
const LEVELS: &[&str] = &[
    "控制在",
    "控制到",
    "缩短到",
    "缩短至",
    "缩短为",
    "压缩到",
    "压缩至",
    "压缩在",
    "压缩为",
    "压降至",
    "压降到",
    "降到",
    "降至",
    "降低到",
    "降低至",
    "下降到",
    "下降至",
    "减少到",
    "减少至",
    "减至",
    "保持在",
    "稳定在",
    "维持在",
    "限制在",
    "不超过",
    "不高于",
    "少于",
    "小于",
    "低于",
    "提速到",
    "提速至",
    "达到",
    "时间在",
    "时长在",
    "周期在",
    "时效在",
    "在途",
    "平均",
];
/// What is done again and again within a length.
const HANDLED: &[&str] = &[
    "响应",
    "处理",
    "回复",
    "答复",
    "答覆",
    "解决",
    "发货",
    "出货",
    "送达",
    "办结",
    "结案",
    "反馈",
    "到账",
    "退款",
    "受理",
    "闭环",
    "派单",
    "上门",
    "审结",
    "回访",
    "补货",
    "到货",
    "交货",
    "修复",
    "出具报价",
    "报价",
    "关闭",
];
const KEEPING: &[&str] = &[
    "keep", "keeps", "keeping", "hold", "holds", "holding", "stay", "stays", "remain", "remains",
    "maintain", "limit",
];
const HANDLING: &[&str] = &[
    "respond",
    "reply",
    "resolve",
    "answer",
    "process",
    "ship",
    "dispatch",
    "acknowledge",
    "handle",
    "fulfil",
    "fulfill",
    "refund",
    "inspect",
    "confirm",
    "turn",
    "resolved",
    "answered",
    "processed",
    "shipped",
    "dispatched",
    "acknowledged",
    "handled",
    "fulfilled",
    "refunded",
    "inspected",
    "confirmed",
    "closed",
    "replied",
    "paid",
];
const EVERY: &[&str] = &["every", "each", "all", "any"];

/// Whether a Chinese length from `start` to `end` is a standard.
pub(super) fn is_chinese(text: &Chars, start: usize, end: usize, unit: Unit) -> bool {
    if text.ends_with(start, LEVELS) {
        return true;
    }
    if unit != Unit::Days {
        return false;
    }
    // 60天内解决120个遗留问题 is a piece of work with an end, 2天内解决投诉 a standard.
    let clause = (end..text.len())
        .take(REACH)
        .take_while(|at| !is_stop(text.get(*at)));
    let mut handled = false;
    for at in clause {
        if text.get(at).is_some_and(|c| c.is_ascii_digit()) {
            return false;
        }
        handled |= text.longest(at, HANDLED).is_some();
    }
    handled
}

/// Whether an English length at a position is a standard, by the words before it in its clause.
pub(super) fn is_english(text: &Chars, at: usize, unit: Unit) -> bool {
    if text.ends_with(at, &["to", "from"]) {
        return true;
    }
    let start = (at.saturating_sub(REACH)..at)
        .rev()
        .take_while(|at| !is_stop(text.get(*at)))
        .last()
        .unwrap_or(at);
    let (mut kept, mut handled, mut every, mut pieces) = (false, false, false, false);
    let mut here = start;
    while here < at {
        if text.is_boundary(here) {
            let (word, end) = text.letters(here);
            kept |= KEEPING.contains(&word.as_str());
            handled |= HANDLING.contains(&word.as_str());
            every |= EVERY.contains(&word.as_str());
            if let Some((_, end)) = text.digits(here, 9) {
                every |= text.get(text.blanks(end)) == Some('%');
                pieces |= text.get(text.blanks(end)) != Some('%');
            }
            here = end.max(here + 1);
        } else {
            here += 1;
        }
    }
    kept || (unit == Unit::Days && handled && (every || !pieces))
}

fn is_stop(character: Option<char>) -> bool {
    character.is_none_or(|c| "，,；;。、\n!".contains(c))
}
