use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dates(text: &str) -> Vec<NaiveDate> {
    deadlines(text, 2026, Period::quarter(2026, 3))
        .iter()
        .map(|when| when.date)
        .collect()
}

#[test]
fn deadlines_as_people_write_them() {
    for (text, date) in [
        ("Q3销售额提升20%", "2026-09-30"),
        ("2026Q4 上线", "2026-12-31"),
        ("2026年Q2完成", "2026-06-30"),
        ("第三季度完成", "2026-09-30"),
        ("2027年第一季度", "2027-03-31"),
        ("三季度末", "2026-09-30"),
        ("前三季度", "2026-09-30"),
        ("9月30日前完成", "2026-09-30"),
        ("９月３０日前", "2026-09-30"),
        ("九月三十日前", "2026-09-30"),
        ("9月30号", "2026-09-30"),
        ("9月30前", "2026-09-30"),
        ("2027年1月5日前", "2027-01-05"),
        ("二〇二六年八月前", "2026-08-31"),
        ("26年9月底", "2026-09-30"),
        ("9月底上线", "2026-09-30"),
        ("8月末", "2026-08-31"),
        ("8月中旬", "2026-08-20"),
        ("7-9月", "2026-09-30"),
        ("7月至9月", "2026-09-30"),
        ("年底前", "2026-12-31"),
        ("今年内", "2026-12-31"),
        ("明年底", "2027-12-31"),
        ("明年3月", "2027-03-31"),
        ("2026年销售额", "2026-12-31"),
        ("2026年度", "2026-12-31"),
        ("本季度末", "2026-09-30"),
        ("季度内完成", "2026-09-30"),
        ("下季度", "2026-12-31"),
        ("月底前", "2026-09-30"),
        ("3个月内", "2026-09-30"),
        ("两周内", "2026-07-14"),
        ("半年内", "2026-12-31"),
        ("上半年", "2026-06-30"),
        ("2026年下半年", "2026-12-31"),
        ("by end of Q3", "2026-09-30"),
        ("by the end of Q4 2027", "2027-12-31"),
        ("by Sep 30", "2026-09-30"),
        ("by Sept. 30", "2026-09-30"),
        ("by September 30, 2027", "2027-09-30"),
        ("by 30 September", "2026-09-30"),
        ("on the 15th of August", "2026-08-15"),
        ("by the end of September", "2026-09-30"),
        ("in May", "2026-05-31"),
        ("by mid-August", "2026-08-15"),
        ("in the third quarter", "2026-09-30"),
        ("in the first half of 2027", "2027-06-30"),
        ("H2 2026", "2026-12-31"),
        ("FY26", "2026-12-31"),
        ("3Q26", "2026-09-30"),
        ("by year-end", "2026-12-31"),
        ("end of this year", "2026-12-31"),
        ("this quarter", "2026-09-30"),
        ("by EOQ", "2026-09-30"),
        ("by 2027", "2027-12-31"),
        ("within 3 months", "2026-09-30"),
        ("over the next six weeks", "2026-08-11"),
        ("2026-08-15", "2026-08-15"),
        ("before 2026/8/15", "2026-08-15"),
        ("by 9/30/2026", "2026-09-30"),
        ("by 30/09/2026", "2026-09-30"),
        ("FY27 Q1", "2027-03-31"),
        ("before October", "2026-09-30"),
        ("before Q4", "2026-09-30"),
        ("before the end of August", "2026-08-31"),
        ("2026.8.15", "2026-08-15"),
        ("2026-08 上线", "2026-08-31"),
        ("国庆前", "2026-09-30"),
        ("2026年国庆节前", "2026-09-30"),
        ("中秋节前", "2026-09-24"),
        ("双11前", "2026-11-10"),
        ("春节前", "2027-02-05"),
        ("before the Chinese New Year", "2027-02-05"),
        ("by Black Friday", "2026-11-26"),
        ("before Christmas", "2026-12-24"),
        ("第36周前", "2026-09-04"),
        ("by week 36", "2026-09-04"),
        ("W36前", "2026-09-04"),
        ("by mid-year", "2026-06-30"),
        ("8月内", "2026-08-31"),
        ("2026全年", "2026-12-31"),
        ("第三季度線上", "2026-09-30"),
        ("in 8 weeks", "2026-08-25"),
        ("within the year", "2026-12-31"),
        ("by 30.09.2026", "2026-09-30"),
        ("by 8/15", "2026-08-15"),
        ("8.15前", "2026-08-15"),
    ] {
        assert_eq!(dates(text), [day(date)], "{text}");
    }
}

#[test]
fn what_is_no_deadline() {
    for text in [
        "提升销售额",
        "we may grow",
        "march forward",
        "SKU3 优化",
        "IQ3",
        "increase sales by 20%",
        "较Q2提升20%",
        "比2025年增长20%",
        "在去年同期基础上",
        "较上季度提升",
        "20% over last year",
        "compared with Q2",
        "higher than in 2025".split_at("higher than ".len()).0,
        "自9月起",
        "从7月开始",
        "since July",
        "每月底盘点",
        "国庆大促期间",
        "周期控制在5天以内",
        "投诉在2个工作日内办结",
        "resolve all complaints within 2 working days",
        "keep the close within 5 days",
        "从Q2的40提升到45",
        "from 40 in Q2 to 45",
        "a 5-week course",
        "达到1:3",
        "1/3 的客户",
        "reach 2000 customers",
        "2050个客户",
        "13月",
        "5月40日".split_at("5月".len()).1,
    ] {
        assert_eq!(dates(text), [] as [NaiveDate; 0], "{text}");
    }
    assert_eq!(deadlines("本季度末", 2026, None), []);
}

#[test]
fn spans_are_the_words() {
    let text = "力争在９月３０日前完成，by Sep 30";
    let found = deadlines(text, 2026, None);
    let words: Vec<&str> = found.iter().map(|when| &text[when.span.clone()]).collect();
    assert_eq!(words, ["９月３０日", "Sep 30"]);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,60}", year in -3000..3000_i32) {
        for when in deadlines(&text, year, Period::quarter(2026, 3)) {
            prop_assert!(text.get(when.span.clone()).is_some_and(|words| !words.is_empty()));
        }
    }

    #[test]
    fn mixtures_of_its_own_words_do_not_either(parts in prop::collection::vec(
        prop::sample::select(vec![
            "2026", "26", "年", "9", "月", "30", "日", "三", "季度", "第", "Q", "3", "-", "/", ".", " ", "底", "前", "内", "个", "半年", "去", "明",
            "end of ", "sep", "may", "by ", "within ", "months", "fy", "of ", "th", "half", "first ", ",",
        ]), 0..14)
    ) {
        let text = parts.concat();
        for when in deadlines(&text, 2026, Period::quarter(2026, 3)) {
            prop_assert!(text.get(when.span.clone()).is_some_and(|words| !words.is_empty()));
        }
    }
}
