use proptest::prelude::*;

use super::*;

fn count(unit: &str) -> QuantityKind {
    QuantityKind::Count {
        unit: unit.to_owned(),
    }
}

fn money(currency: &'static str) -> QuantityKind {
    QuantityKind::Money { currency }
}

#[test]
fn one_quantity_as_people_write_it() {
    use QuantityKind::{Percent, Plain, Ratio};
    for (text, value, kind, written) in [
        ("提升30%", 30.0, Percent, "30%"),
        ("提升３０％", 30.0, Percent, "３０％"),
        ("提升 30 %", 30.0, Percent, "30 %"),
        ("提高百分之二十", 20.0, Percent, "百分之二十"),
        ("提高百分之20", 20.0, Percent, "百分之20"),
        ("提高百分之二十五点五", 25.5, Percent, "百分之二十五点五"),
        ("不良率千分之五", 0.5, Percent, "千分之五"),
        ("提升两成", 20.0, Percent, "两成"),
        ("提升三成五", 35.0, Percent, "三成五"),
        ("覆盖三分之二的客户", 200.0 / 3.0, Percent, "三分之二"),
        ("提升3个百分点", 3.0, Percent, "3个百分点"),
        ("毛利率提高5个点", 5.0, Percent, "5个点"),
        ("销售额翻一番", 100.0, Percent, "翻一番"),
        ("粉丝翻两番", 300.0, Percent, "翻两番"),
        ("成本减半", 50.0, Percent, "减半"),
        ("double online revenue", 100.0, Percent, "double"),
        ("cut backlog by half", 50.0, Percent, "by half"),
        ("grow by 15 percent", 15.0, Percent, "15 percent"),
        (
            "grow by twenty-five percent",
            25.0,
            Percent,
            "twenty-five percent",
        ),
        (
            "up 3 percentage points",
            3.0,
            Percent,
            "3 percentage points",
        ),
        ("投入2万元", 20_000.0, money("CNY"), "2万元"),
        ("营收1.5亿", 1.5e8, Plain, "1.5亿"),
        ("营收1亿5000万元", 1.5e8, money("CNY"), "1亿5000万元"),
        ("二十万元预算", 200_000.0, money("CNY"), "二十万元"),
        ("一点五亿元", 1.5e8, money("CNY"), "一点五亿元"),
        ("人民币500万", 5e6, money("CNY"), "人民币500万"),
        ("节约￥300", 300.0, money("CNY"), "￥300"),
        ("a budget of $3M", 3e6, money("USD"), "$3M"),
        ("US$ 1,200 saved", 1_200.0, money("USD"), "US$ 1,200"),
        (
            "1.2 million dollars",
            1.2e6,
            money("USD"),
            "1.2 million dollars",
        ),
        ("€20k", 20_000.0, money("EUR"), "€20k"),
        ("reach 1.2 million", 1.2e6, Plain, "1.2 million"),
        ("补贴二十万", 200_000.0, Plain, "二十万"),
        ("壹佰", 100.0, Plain, "壹佰"),
        ("三百五", 350.0, Plain, "三百五"),
        ("三百零五", 305.0, Plain, "三百零五"),
        ("开展3场直播", 3.0, count("场"), "3场"),
        ("實現零重大安全事故", 0.0, count("事故"), "零重大安全事故"),
        ("zero defects", 0.0, count("defects"), "zero defects"),
        ("up by three-quarters", 75.0, Percent, "three-quarters"),
        ("two-thirds of stores", 200.0 / 3.0, Percent, "two-thirds"),
        ("six in ten calls", 60.0, Percent, "six in ten"),
        (
            "3 of the top 10 retailers",
            30.0,
            Percent,
            "3 of the top 10",
        ),
        ("grow fivefold", 400.0, Percent, "fivefold"),
        ("two per shift", 2.0, count("per shift"), "two"),
        (
            "building 5 new stores",
            5.0,
            count("stores"),
            "5 new stores",
        ),
        ("舉辦2期培訓", 2.0, count("期"), "2期"),
        ("投放两轮广告", 2.0, count("轮"), "两轮"),
        ("新开5家", 5.0, count("家"), "5家"),
        ("缩短到10天", 10.0, count("天"), "10天"),
        ("十二家门店", 12.0, count("家"), "十二家"),
        ("新增300多家", 300.0, count("家"), "300多家"),
        ("签约500+家", 500.0, count("家"), "500+家"),
        ("万人次之外的2万人次", 20_000.0, count("人次"), "2万人次"),
        ("新增500客户", 500.0, count("客户"), "500客户"),
        ("2026年9月30日前新增5家门店", 5.0, count("家"), "5家"),
        ("9月30日前3场直播", 3.0, count("场"), "3场"),
        ("9月3场直播", 3.0, count("场"), "3场"),
        ("进入行业前三", 3.0, count("名"), "三"),
        (
            "sign 1,200 customers",
            1_200.0,
            count("customers"),
            "1,200 customers",
        ),
        (
            "win 20 new enterprise contracts",
            20.0,
            count("contracts"),
            "20 new enterprise contracts",
        ),
        ("20k users", 20_000.0, count("users"), "20k users"),
        ("run three shows", 3.0, count("shows"), "three shows"),
        ("a dozen events", 12.0, count("events"), "dozen events"),
        (
            "two hundred orders",
            200.0,
            count("orders"),
            "two hundred orders",
        ),
        ("reach 2x", 2.0, count("x"), "2x"),
        ("latency below 200ms", 200.0, count("ms"), "200ms"),
        ("a 5-day course", 5.0, count("day"), "5-day"),
        ("ROI ≥ 1:3", 3.0, Ratio, "1:3"),
        ("ROI不低于1：3", 3.0, Ratio, "1：3"),
        ("ROI 达 3:1", 3.0, Ratio, "3:1"),
        ("投入产出比一比三", 3.0, Ratio, "一比三"),
        ("ROI 1:2.5", 2.5, Ratio, "1:2.5"),
        ("Q3销售额提升20%", 20.0, Percent, "20%"),
        ("by 2026-09-30 reach 15%", 15.0, Percent, "15%"),
        ("in 2026 grow 12%", 12.0, Percent, "12%"),
        ("NPS 达到 60", 60.0, Plain, "60"),
        ("KR1 提升 8%", 8.0, Percent, "8%"),
    ] {
        let found = quantities(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(
            (found[0].value - value).abs() < 1e-6,
            "{text}: {}",
            found[0].value
        );
        assert_eq!(found[0].kind, kind, "{text}");
        assert_eq!(&text[found[0].span.clone()], written, "{text}");
    }
}

#[test]
fn what_only_looks_like_one() {
    for text in [
        "提升销售额",
        "第三季度完成",
        "Q3",
        "2026年底前",
        "KR1 与 T2",
        "by Q3 2026",
        "by September 30, 2026",
        "9月30日",
        "30日前",
        "三季度末",
        "3个月内完成",
        "within 3 months",
        "within two weeks",
        "5G 基站",
        "V2.0 上线",
        "COVID-19",
        "B2B 业务",
        "双11 大促",
        "618大促",
        "7x24 服务",
        "18:00 前提交",
        "第一名之外的第二阶段".split_at("第一名之外的".len()).1,
        "统一口径",
        "ISO 9001",
        "IATF 16949 认证",
        "Tier 1 accounts",
        "line 4",
        "building 5",
        "call 400-820-8820",
        "021-62345678",
        "12345热线",
        "the 12345 city hotline",
        "二期厂房",
        "zero trust architecture",
        "零售门店",
        "零部件",
        "a third party",
        "进一步提升",
        "一线员工",
        "一体化",
        "十分重要",
        "百货",
        "千万不要",
        "世界500强",
        "二十大精神",
        "十四五规划",
        "成功",
        "double-check",
        "2026-07-01..2026-09-30",
        "9.30前",
        "before 9/30",
    ] {
        assert_eq!(quantities(text), [], "{text}");
    }
}

#[test]
fn ranges_have_two_ends() {
    for (text, low, high, kind) in [
        ("提升5-10%", 5.0, 10.0, QuantityKind::Percent),
        ("提升5%~10%", 5.0, 10.0, QuantityKind::Percent),
        ("提升５％－１０％", 5.0, 10.0, QuantityKind::Percent),
        ("2-3万元", 20_000.0, 30_000.0, money("CNY")),
        ("2万元到3万元", 20_000.0, 30_000.0, money("CNY")),
        ("3至5家", 3.0, 5.0, count("家")),
        ("2~3成", 20.0, 30.0, QuantityKind::Percent),
        ("3 – 5 shows", 3.0, 5.0, count("shows")),
        ("grow 5 to 10 percent", 5.0, 10.0, QuantityKind::Percent),
        ("between 5 and 10%", 5.0, 10.0, QuantityKind::Percent),
    ] {
        let found = quantities(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].value, found[0].high), (low, Some(high)), "{text}");
        assert_eq!(found[0].kind, kind, "{text}");
    }
}

#[test]
fn several_stand_side_by_side() {
    let values =
        |text: &str| -> Vec<f64> { quantities(text).iter().map(|found| found.value).collect() };
    assert_eq!(values("从5%提升至10%"), [5.0, 10.0]);
    assert_eq!(values("从5%到10%"), [5.0, 10.0]);
    assert_eq!(values("from 11% to 15%"), [11.0, 15.0]);
    assert_eq!(values("由400万元提高到520万元"), [4e6, 5.2e6]);
    assert_eq!(
        values("开展3场直播，新增500家客户，ROI≥1:3"),
        [3.0, 500.0, 3.0]
    );
    assert_eq!(values("3 shows and 5 rounds"), [3.0, 5.0]);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic_and_spans_are_text(text in "\\PC{0,60}") {
        for quantity in quantities(&text) {
            prop_assert!(text.get(quantity.span.clone()).is_some_and(|written| !written.is_empty()));
            prop_assert!(quantity.value.is_finite());
            prop_assert!(quantity.high.is_none_or(|high| high > quantity.value));
        }
    }

    #[test]
    fn mixtures_of_its_own_words_do_not_either(parts in prop::collection::vec(
        prop::sample::select(vec![
            "三", "百", "十", "点", "分之", "百分之", "3", "2026", "0.5", "％", "万", "亿", "元", ":", "-", "~", "至", "年", "月", "日", "成", "$", "k",
            " ", "第", "Q", "前", "内", "个", "two", "hundred", "within ", "by ", "sep", ",", ".", "+", "比", "季度", "半年",
        ]), 0..14)
    ) {
        let text = parts.concat();
        let found = quantities(&text);
        for quantity in &found {
            prop_assert!(text.get(quantity.span.clone()).is_some_and(|written| !written.is_empty()));
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
}
