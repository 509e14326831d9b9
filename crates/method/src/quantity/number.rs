//! Numbers alone: 1,200.5, ３０, 二十, 三百五, 壹佰, twenty-five.

use crate::scan::Chars;

/// A number as it is spelled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    /// Position behind it.
    pub(crate) end: usize,
    pub(crate) spelling: Spelling,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// 20
    Digits,
    /// 二十; `plain` says that it is a number even without a unit: 二十 is, 十 and 百 and 两 are not.
    Chinese { plain: bool },
    /// twenty
    English,
}

/// The number at a position.
pub(crate) fn read(text: &Chars, at: usize) -> Option<Number> {
    arabic(text, at)
        .or_else(|| chinese(text, at))
        .or_else(|| english(text, at))
}

fn arabic(text: &Chars, at: usize) -> Option<Number> {
    let digit = |at: usize| text.get(at).filter(char::is_ascii_digit);
    let mut digits = String::new();
    let mut end = at;
    while let Some(character) = text.get(end) {
        if character.is_ascii_digit() {
            digits.push(character);
        } else if character == ',' && !digits.is_empty() {
            let three = (1..=3).all(|step| digit(end + step).is_some()) && digit(end + 4).is_none();
            if !three {
                break;
            }
        } else {
            break;
        }
        end += 1;
    }
    if !digits.is_empty() && text.get(end) == Some('.') && digit(end + 1).is_some() {
        digits.push('.');
        end += 1;
        while let Some(character) = digit(end) {
            digits.push(character);
            end += 1;
        }
    }
    Some(Number {
        value: digits.parse().ok()?,
        end,
        spelling: Spelling::Digits,
    })
}

/// The value of a Chinese digit.
fn digit(character: char) -> Option<f64> {
    Some(match character {
        '零' | '〇' => 0.0,
        '一' | '壹' => 1.0,
        '二' | '两' | '贰' => 2.0,
        '三' | '叁' => 3.0,
        '四' | '肆' => 4.0,
        '五' | '伍' => 5.0,
        '六' | '陆' => 6.0,
        '七' | '柒' => 7.0,
        '八' | '捌' => 8.0,
        '九' | '玖' => 9.0,
        _ => return None,
    })
}

fn step(character: char) -> Option<f64> {
    match character {
        '十' | '拾' => Some(10.0),
        '百' | '佰' => Some(100.0),
        '千' | '仟' => Some(1_000.0),
        _ => None,
    }
}

fn chinese(text: &Chars, at: usize) -> Option<Number> {
    let (mut sum, mut last, mut end, mut unit, mut zero) = (0.0, None, at, 1.0, false);
    let (mut digits, mut steps) = (0_usize, 0_usize);
    while let Some(character) = text.get(end) {
        if let Some(value) = digit(character) {
            // Two digits in a row are no number of things: 三五个 is "a few", 二〇二六 a year.
            if last.is_some_and(|last| last > 0.0) {
                break;
            }
            zero |= value == 0.0;
            last = Some(value);
            digits += 1;
        } else if let Some(value) = step(character) {
            // 百分之, 百分点 and 千克 are words of their own; steps go down.
            let word = ["百分", "千分之", "千克", "千米", "千瓦"]
                .iter()
                .any(|word| text.word(end, word).is_some());
            if word || (steps > 0 && value >= unit) {
                break;
            }
            sum += last.take().unwrap_or(1.0) * value;
            unit = value;
            steps += 1;
        } else {
            break;
        }
        end += 1;
    }
    if end == at {
        return None;
    }
    // 三百五 is 350, 三百零五 is 305, 三十五 is 35.
    let rest = last.map_or(0.0, |last| {
        if unit >= 100.0 && !zero {
            last * unit / 10.0
        } else {
            last
        }
    });
    let mut value = sum + rest;
    if text.get(end) == Some('点') && text.get(end + 1).and_then(digit).is_some() {
        end += 1;
        let mut place = 0.1;
        while let Some(next) = text.get(end).and_then(digit) {
            value += next * place;
            place /= 10.0;
            end += 1;
        }
    }
    let plain = steps > 0 && digits > 0 && text.get(at).and_then(digit).is_some();
    Some(Number {
        value,
        end,
        spelling: Spelling::Chinese { plain },
    })
}

const SMALL: [(&str, f64); 29] = [
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("dozen", 12.0),
];

fn english(text: &Chars, at: usize) -> Option<Number> {
    if !text.is_boundary(at) {
        return None;
    }
    let small = |at: usize| {
        let (word, end) = text.letters(at);
        SMALL
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, value)| (*value, end))
    };
    let (mut value, mut end) = small(at)?;
    if value >= 20.0
        && matches!(text.get(end), Some('-' | ' '))
        && let Some((ones, more)) = small(end + 1)
        && ones < 10.0
    {
        value += ones;
        end = more;
    }
    let next = text.blanks(end);
    if text.letters(next).0 == "hundred" {
        value *= 100.0;
        end = next + "hundred".len();
    }
    Some(Number {
        value,
        end,
        spelling: Spelling::English,
    })
}
