//! The vocabulary around numbers. Lists are written as text, their words apart by bars.

/// Words of growing.
const RISE: &str = "提升|提高|增长|增加|上升|扩大|扩充|扩张|扩至|扩到|成长|涨|升|翻|超额|提速|增幅|增收|增至|多|increase|grow|growth|raise|rise|improve|boost|lift|expand|uplift|gain|up|\
    more|higher|grew|add|scale|build|push";
/// Words of falling.
const FALL: &str = "降低|下降|减少|缩短|压缩|压降|压减|下调|回落|减|降至|降到|削减|节约|节省|降本|降幅|少|reduce|reduction|decrease|cut|lower|fall|shorten|drop|\
    shrink|down|fewer|less|save|saving|trim|minimise|minimize";
/// Words right before a number that is to be reached, not added.
const LEVEL: &str = "至|到|为|达|达到|达成|突破|超过|超|不低于|不少于|不高于|不超过|控制在|稳定在|保持在|保持|≥|>=|≤|<=|>|<|to|reach|reaches|\
    reaching|least|most|above|below|exceed|exceeds|than|at|hit|hits|achieve|under|rate of|share of|score of|nps of|roi of";
/// What a number is compared with: its baseline is named by that.
const REFERENCE: &str = "同比|环比|同期|相比|基线|基数|较去年|较上|较20|较q|较年初|较当前|较目前|较现|比去年|比上|比20|比q|比年初|比目前|比现在|\
    在去年|在上|yoy|year over year|year-over-year|year on year|year-on-year|qoq|quarter over quarter|quarter-on-quarter|month over month|\
    compared|baseline|over last|than last|from last|above last|against last|vs|versus|on last year|currently|today's|current";
/// Measures that have no unit, or have it in their name, so that a bare number tells enough.
const UNITLESS: &str = "nps|roi|csat|ces|评分|指数|得分|分数|净推荐值|系数|排名|名次|投入产出比|人数|数量|数达|数增|数提|数为|数不|数≥|数突破|数超|\
    户数|量达|量增|量提|量为|量突破|单量|销量|粉丝|件数|次数|场次|score|rating|index|rank|count|number of|headcount|volume|ratio|dau|mau|gmv";
/// Rates that cannot go above 100 %.
const BOUNDED: &str = "率|占比|满意度|份额|rate|share|satisfaction|retention|churn|conversion|uptime|accuracy|availability|yield|coverage|\
    attendance|adoption|compliance|approval|occupancy|pass|on-time|on time|first-time|first-pass|punctuality|percentage of";
/// Rates that can.
const UNBOUNDED: &str = "完成率|达成率|增长率|增速|回报率|收益率|动销率|周转率|利用率|growth rate|completion|attainment|return|turnover|roi";
/// Words before the members of a rank: 前三, the top five.
const RANK: &str = "前|top|第";
/// What makes a rank a measure: the figure by which it is taken, or the ranking itself.
const RANKED: &str = "份额|市占|占有率|销量|销售额|销售|营收|下载|排名|排行|评分|满意度|口碑|榜|进入|跻身|位列|位居|列入|rank|share|sales|volume|\
    revenue|score|rating|satisfaction|downloads";
/// Words behind a length of time that is a plan's or a contract's: 三年规划, a 5-year plan.
const PLAN: &str = "规划|计划|行动|战略|方案|滚动|发展|无理由|质保|保修|合同|周年|plan|programme|program|roadmap|strategy|trial|\
    warranty|contract|old|older";
/// Words right before a length of time that say how long or how often, not how much.
const LASTING: &str = "持续|连续|用|为期|历时|用时|每|每隔|for|over|every|each|per|lasting|another";

fn phrases(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split('|')
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

/// Byte behind the last of `words` in a text; ASCII words must stand as words, with any ending.
fn last_of(lower: &str, words: &'static str) -> Option<usize> {
    phrases(words)
        .filter_map(|word| {
            lower
                .rmatch_indices(word)
                .find(|(at, _)| {
                    !word.is_ascii()
                        || !word.starts_with(|c: char| c.is_ascii_alphabetic())
                        || is_word(lower, *at, word)
                })
                .map(|(at, _)| at + word.len())
        })
        .max()
}

/// Whether an English word stands alone, but for an ending: increase, increased, growing.
fn is_word(lower: &str, at: usize, word: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic();
    let tail: String = lower[at + word.len()..]
        .chars()
        .take_while(|c| letter(*c))
        .collect();
    !lower[..at].ends_with(letter)
        && ["", "s", "d", "es", "ed", "ing", "ting"].contains(&tail.as_str())
}

fn has(lower: &str, words: &'static str) -> bool {
    last_of(lower, words).is_some()
}

/// Direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// More
    Rise,
    /// Less
    Fall,
}

/// Which way a number points: the last word of growing or falling before it in its clause, else the first behind it.
pub(super) fn direction(before: &str, behind: &str) -> Option<Direction> {
    match (last_of(before, RISE), last_of(before, FALL)) {
        (Some(rise), Some(fall)) => Some(if rise > fall {
            Direction::Rise
        } else {
            Direction::Fall
        }),
        (Some(_), None) => Some(Direction::Rise),
        (None, Some(_)) => Some(Direction::Fall),
        (None, None) if has(behind, FALL) => Some(Direction::Fall),
        (None, None) if has(behind, RISE) => Some(Direction::Rise),
        (None, None) => None,
    }
}

/// Whether the last word before a number makes it a level to reach.
pub(super) fn is_level(before: &str) -> bool {
    ends_with(before, LEVEL)
}

/// Whether a number is the rate of growth itself: 增速达到30%.
pub(super) fn is_growth_rate(before: &str) -> bool {
    has(before, "增长率|增速|增幅|growth rate|growth of")
}

/// Whether the last word before a number makes it where a change begins.
pub(super) fn is_start(before: &str) -> bool {
    ends_with(before, "从|由|from|自")
}

/// Whether what follows a percentage makes it a share: 90% of calls, 95%的申请, and not 20%的增长.
pub(super) fn is_share(behind: &str) -> bool {
    let behind = behind.trim_start();
    behind
        .strip_prefix('的')
        .map_or(behind.starts_with("of "), |rest| {
            ![
                "增", "提", "涨", "降", "下", "减", "升", "成长", "同比", "环比", "年",
            ]
            .iter()
            .any(|word| rest.starts_with(word))
        })
}

/// Whether what follows a number of times is what it multiplies.
pub(super) fn is_compared(behind: &str) -> bool {
    phrases("last|the current|the level|the size|that of|as |current|today|its |more|higher|what|over |those|this year|compared|previous|prior")
        .any(|word| behind.trim_start().starts_with(word))
}

/// Whether a number counts the members of a rank.
pub(super) fn is_rank(before: &str) -> bool {
    ends_with(before, RANK)
}

/// Whether a clause says by what a rank is taken.
pub(super) fn names_rank(clause: &str) -> bool {
    has(clause, RANKED)
}

/// Whether what follows a length of time makes it a plan's or a contract's.
pub(super) fn names_plan(behind: &str) -> bool {
    let behind = behind.trim_start_matches([' ', '-']);
    phrases(PLAN).any(|word| behind.starts_with(word))
}

/// Whether the last word before a length of time says how long or how often.
pub(super) fn is_lasting(before: &str) -> bool {
    ends_with(before, LASTING)
}

fn ends_with(before: &str, words: &'static str) -> bool {
    let text = before.trim_end_matches([' ', '约', '近', '仅', '的', '原', '来', '了', '每']);
    phrases(words).any(|word| {
        text.strip_suffix(word).is_some_and(|rest| {
            !word.starts_with(|c: char| c.is_ascii_alphabetic())
                || !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
        })
    })
}

/// Whether a text names what it is compared with.
pub(super) fn names_reference(lower: &str) -> bool {
    has(lower, REFERENCE)
}

/// Whether a bare number tells enough in a clause.
pub(super) fn is_unitless(clause: &str) -> bool {
    has(clause, UNITLESS)
}

/// Whether a clause is about a rate that ends at 100 %.
pub(super) fn is_bounded(clause: &str) -> bool {
    has(clause, BOUNDED) && !has(clause, UNBOUNDED)
}

/// Whether a sentence asks for less, where no number says so.
pub(super) fn asks_for_less(lower: &str) -> bool {
    direction(lower, "") == Some(Direction::Fall)
}
