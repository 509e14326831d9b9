//! Holidays and sales days as dates: 国庆前, before the Chinese New Year, by Black Friday.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::expression::{Expression, Year};
use crate::scan::Chars;

/// A day that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Festival {
    /// The same day every year: month and day.
    Fixed(u32, u32),
    /// 春节
    LunarNewYear,
    /// 元宵
    Lantern,
    /// 端午
    DragonBoat,
    /// 中秋
    MidAutumn,
    /// Fourth Thursday of November, and days after it.
    Thanksgiving(u64),
}

use Festival::{DragonBoat, Fixed, Lantern, LunarNewYear, MidAutumn, Thanksgiving};

const CHINESE: &[(&str, Festival)] = &[
    ("元旦", Fixed(1, 1)),
    ("春节", LunarNewYear),
    ("农历新年", LunarNewYear),
    ("农历年", LunarNewYear),
    ("除夕", LunarNewYear),
    ("过年", LunarNewYear),
    ("元宵", Lantern),
    ("情人节", Fixed(2, 14)),
    ("妇女节", Fixed(3, 8)),
    ("三八节", Fixed(3, 8)),
    ("清明", Fixed(4, 5)),
    ("五一", Fixed(5, 1)),
    ("劳动节", Fixed(5, 1)),
    ("青年节", Fixed(5, 4)),
    ("儿童节", Fixed(6, 1)),
    ("六一", Fixed(6, 1)),
    ("端午", DragonBoat),
    ("618", Fixed(6, 18)),
    ("七一", Fixed(7, 1)),
    ("建军节", Fixed(8, 1)),
    ("教师节", Fixed(9, 10)),
    ("中秋", MidAutumn),
    ("国庆", Fixed(10, 1)),
    ("十一黄金周", Fixed(10, 1)),
    ("十一长假", Fixed(10, 1)),
    ("十一假期", Fixed(10, 1)),
    ("十一”", Fixed(10, 1)),
    ("双11", Fixed(11, 11)),
    ("双十一", Fixed(11, 11)),
    ("双12", Fixed(12, 12)),
    ("双十二", Fixed(12, 12)),
    ("圣诞", Fixed(12, 25)),
    ("黑色星期五", Thanksgiving(1)),
    ("黑五", Thanksgiving(1)),
];

const ENGLISH: &[(&str, Festival)] = &[
    ("new year's day", Fixed(1, 1)),
    ("chinese new year", LunarNewYear),
    ("lunar new year", LunarNewYear),
    ("spring festival", LunarNewYear),
    ("cny", LunarNewYear),
    ("lantern festival", Lantern),
    ("valentine's day", Fixed(2, 14)),
    ("women's day", Fixed(3, 8)),
    ("may day", Fixed(5, 1)),
    ("labour day", Fixed(5, 1)),
    ("dragon boat festival", DragonBoat),
    ("independence day", Fixed(7, 4)),
    ("mid-autumn", MidAutumn),
    ("mid autumn", MidAutumn),
    ("moon festival", MidAutumn),
    ("national day", Fixed(10, 1)),
    ("golden week", Fixed(10, 1)),
    ("october holiday", Fixed(10, 1)),
    ("halloween", Fixed(10, 31)),
    ("singles' day", Fixed(11, 11)),
    ("singles day", Fixed(11, 11)),
    ("double 11", Fixed(11, 11)),
    ("double eleven", Fixed(11, 11)),
    ("thanksgiving", Thanksgiving(0)),
    ("black friday", Thanksgiving(1)),
    ("cyber monday", Thanksgiving(4)),
    ("christmas", Fixed(12, 25)),
    ("xmas", Fixed(12, 25)),
    ("new year's eve", Fixed(12, 31)),
];

/// New Year's days of the lunar calendar from 2020 on, as month and day.
const SPRING: [(u32, u32); 31] = [
    (1, 25),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 10),
    (1, 29),
    (2, 17),
    (2, 6),
    (1, 26),
    (2, 13),
    (2, 3),
    (1, 23),
    (2, 11),
    (1, 31),
    (2, 19),
    (2, 8),
    (1, 28),
    (2, 15),
    (2, 4),
    (1, 24),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 10),
    (1, 30),
    (2, 17),
    (2, 6),
    (1, 26),
    (2, 14),
    (2, 2),
    (1, 23),
];
/// Fifth day of the fifth lunar month from 2020 on.
const DRAGON: [(u32, u32); 21] = [
    (6, 25),
    (6, 14),
    (6, 3),
    (6, 22),
    (6, 10),
    (5, 31),
    (6, 19),
    (6, 9),
    (5, 28),
    (6, 16),
    (6, 5),
    (6, 24),
    (6, 12),
    (6, 1),
    (6, 20),
    (6, 10),
    (5, 30),
    (6, 18),
    (6, 7),
    (5, 27),
    (6, 14),
];
/// Fifteenth day of the eighth lunar month from 2020 on.
const AUTUMN: [(u32, u32); 21] = [
    (10, 1),
    (9, 21),
    (9, 10),
    (9, 29),
    (9, 17),
    (10, 6),
    (9, 25),
    (9, 15),
    (10, 3),
    (9, 22),
    (9, 12),
    (10, 1),
    (9, 19),
    (9, 8),
    (9, 27),
    (9, 16),
    (10, 4),
    (9, 24),
    (9, 13),
    (10, 2),
    (9, 20),
];

impl Festival {
    /// Its day in a year; none where the table of the lunar calendar ends.
    pub(super) fn day(self, year: i32) -> Option<NaiveDate> {
        let listed = |table: &[(u32, u32)]| {
            let (month, day) = *table.get(usize::try_from(year.checked_sub(2020)?).ok()?)?;
            NaiveDate::from_ymd_opt(year, month, day)
        };
        match self {
            Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            LunarNewYear => listed(&SPRING),
            Lantern => listed(&SPRING)?.checked_add_days(Days::new(14)),
            DragonBoat => listed(&DRAGON),
            MidAutumn => listed(&AUTUMN),
            Thanksgiving(after) => NaiveDate::from_weekday_of_month_opt(year, 11, Weekday::Thu, 4)?
                .checked_add_days(Days::new(after)),
        }
    }
}

/// A festival at a position that is meant as a date: 国庆前, by Christmas, and not 国庆大促. The position is that behind its name.
pub(super) fn read(text: &Chars, at: usize, year: Year) -> Option<(usize, Expression)> {
    let longest = |names: &[(&str, Festival)]| {
        names
            .iter()
            .filter_map(|(name, festival)| text.word(at, name).map(|end| (end, *festival)))
            .max_by_key(|(end, _)| *end)
    };
    if let Some((end, festival)) = longest(CHINESE) {
        let end = text
            .longest(
                end,
                &[
                    "节",
                    "佳节",
                    "假期",
                    "长假",
                    "大促",
                    "购物节",
                    "当天",
                    "节日",
                ],
            )
            .map_or(end, |(end, _)| end);
        let end = text
            .longest(end, &["”", "\"", "」", "』"])
            .map_or(end, |(end, _)| end);
        let limit = text
            .longest(
                end,
                &[
                    "前",
                    "之前",
                    "以前",
                    "到来前",
                    "来临前",
                    "来临之前",
                    "结束前",
                ],
            )
            .is_some();
        let led = text.ends_with(at, &["截至", "截止", "赶在", "不晚于", "不迟于"]);
        return ((limit || led) && !text.is_alphanumeric_before(at))
            .then_some((end, Expression::Named(year, festival)));
    }
    let (end, festival) = longest(ENGLISH).filter(|(end, _)| !text.is_alphanumeric(*end))?;
    let led = text.ends_with(
        at,
        &[
            "by",
            "before",
            "until",
            "till",
            "by the",
            "before the",
            "until the",
            "than",
            "ahead of",
            "ahead of the",
            "prior to",
            "in time for",
        ],
    );
    (led && text.is_boundary(at)).then_some((end, Expression::Named(year, festival)))
}

/// The day before a festival, or of it where the year's is over before the period begins.
pub(super) fn next_after(
    festival: Festival,
    year: i32,
    start: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let day = festival.day(year)?;
    match start {
        // 春节前 in a period that ends in December is the spring after it.
        Some(start) if day < start && start.year() == year => festival.day(year.checked_add(1)?),
        _ => Some(day),
    }
}
