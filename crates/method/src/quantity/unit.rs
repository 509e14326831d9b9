//! What stands behind a number: 万, %, 元, 场, customers.

use super::{QuantityKind, number::Spelling};
use crate::scan::Chars;

/// A unit, with what it multiplies its number by.
pub(super) struct Unit {
    pub(super) kind: QuantityKind,
    pub(super) factor: f64,
    /// Position behind it.
    pub(super) end: usize,
}

const SCALES: &[(&str, f64)] = &[
    ("万亿", 1e12),
    ("亿", 1e8),
    ("千万", 1e7),
    ("百万", 1e6),
    ("十万", 1e5),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
    ("million", 1e6),
    ("mln", 1e6),
    ("billion", 1e9),
    ("bn", 1e9),
    ("thousand", 1e3),
    ("k", 1e3),
    ("m", 1e6),
    ("b", 1e9),
    ("w", 1e4),
];

/// Whether a list, its words apart by blanks, has a word.
fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// Position behind the longest word of a list that stands at `at`, with the word.
fn longest<'w>(text: &Chars, at: usize, list: &'w str) -> Option<(usize, &'w str)> {
    list.split(' ')
        .filter_map(|word| text.word(at, word).map(|end| (end, word)))
        .max_by_key(|(end, _)| *end)
}

/// Multipliers behind a number, 2万 and 20k and 1.2 million: the factor, and the position behind.
pub(super) fn scale(text: &Chars, at: usize) -> Option<(f64, usize)> {
    if ["千克", "千米", "千瓦", "百分"]
        .iter()
        .any(|word| text.word(at, word).is_some())
    {
        return None;
    }
    let fits = |at: usize, glued: bool| {
        SCALES
            .iter()
            .filter_map(|(word, factor)| text.word(at, word).map(|end| (*word, *factor, end)))
            .filter(|(word, _, end)| {
                !word.is_ascii() || ((glued || word.len() > 1) && !text.is_alphanumeric(*end))
            })
            .max_by_key(|(_, _, end)| *end)
            .map(|(_, factor, end)| (factor, end))
    };
    let next = text.blanks(at);
    fits(at, true).or_else(|| (next > at).then(|| fits(next, false)).flatten())
}

const PERCENT: &[(&str, f64)] = &[
    ("%", 1.0),
    ("‰", 0.1),
    ("个百分点", 1.0),
    ("百分点", 1.0),
    ("个点", 1.0),
    ("percent", 1.0),
    ("per cent", 1.0),
    ("pct", 1.0),
    ("percentage points", 1.0),
    ("percentage point", 1.0),
    ("pp", 1.0),
    ("ppt", 1.0),
    ("bps", 0.01),
    ("basis points", 0.01),
    ("成", 10.0),
];
/// Words that begin with 成, so that 三成交 is no 30 %.
const NOT_TENTHS: &str = "成为 成功 成交 成本 成员 成立 成果 成长 成就 成品 成熟 成绩 成效 成套";

/// Words of money, with their ISO 4217 codes.
const MONEY: &[(&str, &str)] = &[
    ("元", "CNY"),
    ("块", "CNY"),
    ("人民币", "CNY"),
    ("元人民币", "CNY"),
    ("rmb", "CNY"),
    ("cny", "CNY"),
    ("yuan", "CNY"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("usd", "USD"),
    ("dollars", "USD"),
    ("dollar", "USD"),
    ("欧元", "EUR"),
    ("eur", "EUR"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("英镑", "GBP"),
    ("gbp", "GBP"),
    ("pounds", "GBP"),
    ("日元", "JPY"),
    ("jpy", "JPY"),
    ("yen", "JPY"),
    ("港元", "HKD"),
    ("港币", "HKD"),
    ("hkd", "HKD"),
];
const SIGNS: &[(&str, &str)] = &[
    ("$", "USD"),
    ("us$", "USD"),
    ("hk$", "HKD"),
    ("¥", "CNY"),
    ("￥", "CNY"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("人民币", "CNY"),
    ("rmb", "CNY"),
    ("cny", "CNY"),
    ("usd", "USD"),
    ("eur", "EUR"),
    ("gbp", "GBP"),
];

/// A currency before a number: its ISO 4217 code, and the position of the number.
pub(super) fn sign(text: &Chars, at: usize) -> Option<(&'static str, usize)> {
    let (word, code, end) = SIGNS
        .iter()
        .filter_map(|(word, code)| text.word(at, word).map(|end| (*word, *code, end)))
        .max_by_key(|(_, _, end)| *end)?;
    let inside = word.starts_with(|c: char| c.is_ascii_alphabetic()) && !text.is_boundary(at);
    let next = text.blanks(end);
    (!inside && text.get(next).is_some_and(|c| c.is_ascii_digit())).then_some((code, next))
}

/// Measure words and nouns that stand right behind a number in Chinese.
const CHINESE: &str = "场 轮 家 个 次 人 名 件 篇 条 天 周 年 小时 分钟 秒 毫秒 位 套 款 单 台 户 项 店 倍 城 门 \
    份 人次 人天 人日 批 张 笔 例 起 组 节 课时 所 座 辆 只 支 期 届 吨 公斤 千克 克 米 公里 \
    平米 平方米 分 个月 个工作日 工作日 星期 客户 用户 会员 门店 订单 粉丝 线索 商家 合同 \
    渠道 产品 城市 员工 供应商 经销商 学员 专利 家庭 元素 票 页 种 本 部 首 道 岗 点位 个点位";
/// Words that only begin like a measure word.
const NOT_UNITS: &str = "天猫 单位 单一 单独 单品 次性 人民 分之 分店 分公司 分支 期望 本地 本土 部门 道路 节约 \
    节省 起来 年度 年级 门户 条龙 体化";
/// Measure words that make a spelt 一 or 十 a different word: 一起, 一道, 十分, 一节.
const NOT_SPELT: &[&str] = &["起", "道", "分", "节", "点", "部", "本", "期", "种", "年"];

/// Nouns that an English number counts, at most two words behind it.
const ENGLISH: &str = "show round customer client user people person day week month quarter year hour minute \
    second item order store shop lead deal contract event campaign article post session time \
    hire point unit ticket visit seat member subscriber account partner supplier employee \
    staff engineer market city cities country countries region feature release product patent \
    workshop training webinar livestream stream broadcast interview review audit defect bug \
    incident complaint page download install signup registration signing project site factory \
    factories warehouse line ton tonne meter metre mile team department course attendee \
    participant student delivery deliveries shipment follower fan video demo pilot call star \
    fold branch branches dealer distributor reseller merchant household vehicle car machine \
    device request transaction";
/// Units written right behind the digits. Single letters that make names are none of them: 5G, 3D, 4S.
const SYMBOLS: &str = "x h hr hrs min mins sec ms kg km cm mm gb tb mb kwh mwh pcs ppm qps tps rps fte pt pts kw mw gw gwh twh mwp gwp kwp ml hz mhz ghz kbps mbps gbps pb db ha m2 m3 km2 um nm mg lb lbs oz sqm teu";
/// Nouns that count many without an ending.
const PLURAL: &str = "people staff fold personnel star";
/// Words that end the search for a noun.
const STOP: &str = "and or by in of to for the with per from at on vs than is are was before until within \
    during through this next last as into over under a an each every while";

/// The unit at a position: a percentage, money, or what is counted. `spelling` says how its number is written.
pub(super) fn read(text: &Chars, at: usize, spelling: Spelling, number: &str) -> Option<Unit> {
    let next = text.blanks(at);
    percent(text, next)
        .or_else(|| money(text, next))
        .or_else(|| chinese(text, next, spelling, number))
        .or_else(|| english(text, at, number))
}

fn percent(text: &Chars, at: usize) -> Option<Unit> {
    let (word, factor, end) = PERCENT
        .iter()
        .filter_map(|(word, factor)| text.word(at, word).map(|end| (*word, *factor, end)))
        .filter(|(word, _, end)| {
            !(word.ends_with(|c: char| c.is_ascii_alphabetic()) && text.is_alphanumeric(*end))
        })
        .max_by_key(|(_, _, end)| *end)?;
    let other = match word {
        "成" => longest(text, at, NOT_TENTHS).is_some(),
        "个点" => text.get(end) == Some('位'),
        _ => false,
    };
    if other {
        return None;
    }
    // 三成五 is 35 %; its half tenth is added by the reader of whole quantities.
    Some(Unit {
        kind: QuantityKind::Percent,
        factor,
        end,
    })
}

fn money(text: &Chars, at: usize) -> Option<Unit> {
    let (code, end) = MONEY
        .iter()
        .filter_map(|(word, code)| text.word(at, word).map(|end| (*word, *code, end)))
        .filter(|(word, _, end)| !word.is_ascii() || !text.is_alphanumeric(*end))
        .max_by_key(|(_, _, end)| *end)
        .map(|(_, code, end)| (code, end))?;
    if text.word(at, "元素").is_some() || text.word(at, "元旦").is_some() {
        return None;
    }
    Some(Unit {
        kind: QuantityKind::Money { currency: code },
        factor: 1.0,
        end,
    })
}

fn chinese(text: &Chars, at: usize, spelling: Spelling, number: &str) -> Option<Unit> {
    let (end, word) = longest(text, at, CHINESE)?;
    if longest(text, at, NOT_UNITS).is_some() {
        return None;
    }
    let single = matches!(spelling, Spelling::Chinese { .. }) && ["一", "十"].contains(&number);
    let other = (single && NOT_SPELT.contains(&word))
        || (matches!(spelling, Spelling::Chinese { .. }) && word == "分");
    // 二期厂房 is which one, 举办2期培训 how many.
    let held = [
        "培训", "训练", "课", "讲", "活动", "沙龙", "简报", "刊", "节目", "专题", "班",
    ];
    let which = word == "期"
        && !(end..end + 4).any(|at| held.iter().any(|noun| text.word(at, noun).is_some()));
    (!other && !which).then(|| Unit {
        kind: QuantityKind::Count {
            unit: word.to_owned(),
        },
        factor: 1.0,
        end,
    })
}

fn english(text: &Chars, at: usize, number: &str) -> Option<Unit> {
    let count = |unit: String, end| {
        Some(Unit {
            kind: QuantityKind::Count { unit },
            factor: 1.0,
            end,
        })
    };
    let glued = text.letters(at);
    if has(SYMBOLS, &glued.0) && !text.is_alphanumeric(glued.1) {
        return count(glued.0, glued.1);
    }
    if !glued.0.is_empty() {
        return None;
    }
    let mut next = if text.get(at) == Some('-') {
        at + 1
    } else {
        text.blanks(at)
    };
    if next == at {
        return None;
    }
    let one = matches!(number, "1" | "one") || text.get(at) == Some('-');
    let (mut first, mut lone) = (None, None);
    for _ in 0..3 {
        let (word, end) = text.letters(next);
        if word.is_empty() || has(STOP, &word) || text.is_alphanumeric(end) {
            break;
        }
        let singular = word.strip_suffix('s').unwrap_or(&word);
        let known = has(ENGLISH, singular) || has(ENGLISH, &word);
        if has(SYMBOLS, &word) && word.len() > 1
            || known && (one || word.ends_with('s') || has(PLURAL, &word))
        {
            return count(word, end);
        }
        // 20 customer visits counts visits; 3 new engineer is written by many, 12345 city by nobody.
        if known && lone.is_none() && number.len() < 4 {
            lone = Some((word.clone(), end));
        }
        // A plural is what is counted, known or not: 12 case studies.
        let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
        if plural && first.is_none() {
            first = Some((word, end));
        }
        if !matches!(text.get(end), Some(' ' | '-')) {
            break;
        }
        next = end + 1;
        // three Sev-1 incidents
        if text.get(next).is_some_and(|c| c.is_ascii_digit()) && text.get(end) == Some('-') {
            while text.is_alphanumeric(next) {
                next += 1;
            }
            next = text.blanks(next);
        }
    }
    let (word, end) = first.or(lone)?;
    count(word, end)
}
