//! Whatever is pasted into a goal's cell gets five verdicts.

use cascade_method::{
    Policy,
    period::Period,
    quantity::quantities,
    smart::{GoalText, check},
    when::deadlines,
};
use proptest::prelude::*;

fn judge(text: &str) -> bool {
    let goal = GoalText {
        description: text,
        period: Period::quarter(2026, 3),
        ..GoalText::default()
    };
    let bare = GoalText {
        description: text,
        ..GoalText::default()
    };
    [goal, bare].iter().all(|goal| {
        check(goal, &Policy::default())
            .letters
            .iter()
            .all(|verdict| {
                let told = !verdict.reason.zh.is_empty() && !verdict.reason.en.is_empty();
                let helped = !verdict.suggestion.zh.is_empty() && !verdict.suggestion.en.is_empty();
                told && (verdict.passed || helped)
            })
    })
}

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        prop_assert!(judge(&text));
    }

    #[test]
    fn mixtures_of_known_words_are_judged(parts in prop::collection::vec(
        prop::sample::select(vec![
            "提升", "至", "从", "由", "的", "倍", "零", "投诉", "期", "前", "国庆", "春节", "“", "”", "下周五", "W", "36", "第", "周", "全年", "2026",
            "控制在", "5", "天", "以内", "內", "銷售額", "萬", "％", "１２", "，", ",", ".", " ", "-", "400", "021", "ISO ", "9001", "Tier ", "top ",
            "a third", " of ", "in ", "out of ", "ten", "zero ", "double", "four", "fold", "times ", "last year", "within ", "days ", "keep ",
            "resolve ", "by ", "before ", "Christmas", "Friday", "next month", "from ", "to ", "per ", "month", "é", "İ", "ß", "🎯", "\u{200d}", "\n",
        ]), 0..24)
    ) {
        prop_assert!(judge(&parts.concat()));
    }

    #[test]
    fn spans_are_text(text in any::<String>()) {
        for quantity in quantities(&text) {
            prop_assert!(text.get(quantity.span.clone()).is_some());
        }
        for when in deadlines(&text, 2026, Period::year(2026)) {
            prop_assert!(text.get(when.span.clone()).is_some());
        }
    }
}

/// A third of what a cell of a spreadsheet can hold.
#[test]
fn long_texts_are_judged() {
    for part in [
        "从60个提升至150个",
        "within 2 days ",
        "resolve 3 in 10 ",
        "零重大",
        "400-820-",
        "提升",
        "Upgrade MySQL 8.0 ",
        "国庆前“",
        "銷售額",
        "1,200,",
        "of the top 10 ",
        "a",
        "二",
        "9",
    ] {
        let text = part.repeat(12_000 / part.len());
        assert!(judge(&text), "{part}");
    }
}
