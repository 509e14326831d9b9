//! Digits that belong to a name: KR1, V2.0, COVID-19, 5G, ISO 9001, phase 2, 400-820-8820, 12345热线.

use super::{
    number::{Number, Spelling},
    unit,
};
use crate::scan::Chars;

/// Names with a number in them: sales days, policies, service hours.
const NAMES: &[&str] = &[
    "618",
    "双11",
    "双十一",
    "双12",
    "双十二",
    "11.11",
    "12.12",
    "十四五",
    "十五五",
    "二十大",
    "7x24",
    "24x7",
    "24/7",
    "360度",
    "double 11",
    "double eleven",
    "double-check",
    "fortune 500",
    "世界500强",
    "财富500强",
    "中国500强",
    "百强",
    "一带一路",
    "零部件",
    "零件",
    "零售",
    "零散",
    "零星",
    "零食",
    "零工",
    "零碎",
    "零距离",
    "五险一金",
    "三位一体",
    "一对一",
    "一对多",
    "点对点",
    "三方",
    "三包",
    "二次开发",
    "两化融合",
    "千人千面",
    "六西格玛",
    "第三方",
    "third party",
    "third-party",
    "six sigma",
    "one-stop",
    "one-on-one",
    "zero trust",
    "zero-trust",
    "net zero",
    "net-zero",
    "zero-based",
    "80后",
    "90后",
    "00后",
    "95后",
];
/// English words behind which a number is which one, not how many.
const WHICH: &[&str] = &[
    "iso",
    "iec",
    "gb",
    "gb/t",
    "iatf",
    "din",
    "ansi",
    "ieee",
    "astm",
    "rfc",
    "cmmi",
    "soc",
    "haccp",
    "version",
    "ver",
    "phase",
    "tier",
    "level",
    "line",
    "lines",
    "floor",
    "room",
    "hall",
    "no",
    "no.",
    "nr",
    "number",
    "model",
    "series",
    "class",
    "category",
    "zone",
    "batch",
    "wave",
    "sprint",
    "section",
    "chapter",
    "article",
    "clause",
    "annex",
    "appendix",
    "windows",
    "ios",
    "android",
    "python",
    "java",
    "jdk",
    "mysql",
    "postgresql",
    "php",
    "oracle",
    "macos",
    "ubuntu",
    "vue",
    "angular",
    "kubernetes",
    "terminal",
    "hotline",
    "rev",
    "revision",
    "edition",
    "industry",
    "web",
    "scope",
    "gpt",
    "po",
];
/// Words of the same kind that are also verbs: building 5 is a place, building 5 stores a plan.
const PERHAPS: &[&str] = &[
    "building", "release", "stage", "gate", "bay", "dock", "grade", "step", "part", "form", "node",
    "office", "type", "route", "plant", "site", "store", "shop", "unit", "module", "area", "block",
    "ticket", "order", "project", "group", "team", "shift", "lot", "boiler", "furnace", "reactor",
];
/// The same in Chinese.
const WHICH_CHINESE: &[&str] = &[
    "编号",
    "工号",
    "热线",
    "电话",
    "手机",
    "型号",
    "代码",
    "邮编",
    "版本",
    "房间",
    "合同号",
    "订单号",
    "拨打",
    "阶段",
    "等级",
    "国标",
];
/// What a number is in front of when it is called or looked up.
const CALLED: &[&str] = &["热线", "专线", "电话", "号码", "平台热线", "服务热线"];

/// Position behind the name at a position, where one begins there.
pub(super) fn known(text: &Chars, at: usize) -> Option<usize> {
    let (end, _) = text.longest(at, NAMES)?;
    let ascii = text.get(end - 1).is_some_and(|c| c.is_ascii());
    let whole = text.is_boundary(at) && !(ascii && text.is_alphanumeric(end));
    whole.then_some(end)
}

/// Position behind a telephone number: 400-820-8820, 021-62345678.
pub(super) fn telephone(text: &Chars, at: usize) -> Option<usize> {
    if !text.is_boundary(at) {
        return None;
    }
    let (mut groups, mut end) = (Vec::new(), at);
    loop {
        let start = end;
        while text.get(end).is_some_and(|c| c.is_ascii_digit()) {
            end += 1;
        }
        if end == start {
            break;
        }
        groups.push(end - start);
        if text.get(end) != Some('-') || groups.len() == 4 {
            break;
        }
        end += 1;
    }
    let area = text.get(at) == Some('0') && groups.len() == 2 && groups[0] >= 3 && groups[1] >= 7;
    let three = groups.len() >= 3 && groups.iter().all(|digits| *digits >= 3);
    (area || three).then_some(end)
}

/// Whether a number at a position says which one: 第三, V2.0, line 4, ISO 9001, 12345热线.
pub(super) fn is_which(text: &Chars, at: usize, number: &Number) -> bool {
    let before = text.before(at);
    if before == Some('第') {
        let end = text.blanks(number.end);
        return !["名", "位"]
            .iter()
            .any(|word| text.word(end, word).is_some());
    }
    let spelt = matches!(number.spelling, Spelling::English);
    if number.spelling == Spelling::Digits || spelt {
        let mut word = at;
        while word > 0 && matches!(text.before(word), Some(' ' | '-' | '/' | '#')) {
            word -= 1;
        }
        let counts = || {
            is_share(text, number.end)
                || unit::read(text, number.end, number.spelling, "").is_some()
        };
        if word < at
            && !is_share(text, number.end)
            && (text.ends_with(word, WHICH) || (text.ends_with(word, PERHAPS) && !counts()))
        {
            return true;
        }
    }
    if number.spelling != Spelling::Digits {
        return false;
    }
    // Nothing is counted in so many digits: they are an account's, a telephone's, an order's.
    if number.end - at > 18 {
        return true;
    }
    if text.ends_with(at, WHICH_CHINESE) || text.ends_with(at, WHICH) {
        return true;
    }
    if number.end - at >= 3 && is_called(text, number.end) {
        return true;
    }
    let letter = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric());
    letter(before)
        || before == Some('#')
        || (matches!(before, Some('-' | '_' | '.' | '+'))
            && at >= 2
            && letter(text.before(at - 1))
            && !text.get(at - 2).is_some_and(|c| c.is_ascii_digit()))
}

/// Whether a telephone's word stands right behind, or within three English words.
fn is_called(text: &Chars, end: usize) -> bool {
    let mut next = text.blanks(end);
    if text.longest(next, CALLED).is_some() {
        return true;
    }
    for _ in 0..3 {
        let (word, end) = text.letters(next);
        if ["hotline", "helpline", "phone", "extension"].contains(&word.as_str()) {
            return true;
        }
        if word.is_empty() {
            return false;
        }
        next = text.blanks(end);
    }
    false
}

/// A percentage stands behind any word: line 5%.
fn is_share(text: &Chars, end: usize) -> bool {
    matches!(text.get(text.blanks(end)), Some('%' | '‰' | '万' | '亿'))
        || text
            .longest(text.blanks(end), &["percent", "pct"])
            .is_some()
}
