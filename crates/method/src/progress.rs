//! Rules of the daily update (§6) and planned progress.

use chrono::NaiveDate;

use crate::{Finding, Policy, Table, Text, rules};

/// Cause of a blocker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockerCause {
    /// 人员
    People,
    /// 资源
    Resources,
    /// 依赖
    Dependency,
    /// 需求变更
    RequirementChange,
    /// 外部环境
    Environment,
}

impl BlockerCause {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::People,
        Self::Resources,
        Self::Dependency,
        Self::RequirementChange,
        Self::Environment,
    ];

    /// Its word in rows and contracts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Resources => "resources",
            Self::Dependency => "dependency",
            Self::RequirementChange => "requirement_change",
            Self::Environment => "environment",
        }
    }

    /// The cause of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word() == word)
    }

    /// What was said of a cause, in each language: its name, then the words of whoever reported it. Nothing where neither is known.
    #[must_use]
    pub fn told(cause: Option<Self>, words: &str) -> Option<Text> {
        let name = cause.map(Self::label);
        match (name, words.is_empty()) {
            (None, true) => None,
            (None, false) => Some(Text::new(words, words)),
            (Some(name), true) => Some(name),
            (Some(name), false) => Some(Text::new(
                format!("{}：{words}", name.zh),
                format!("{}: {words}", name.en),
            )),
        }
    }

    /// Its name.
    #[must_use]
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::People => ("人员", "people"),
            Self::Resources => ("资源", "resources"),
            Self::Dependency => ("依赖", "dependency"),
            Self::RequirementChange => ("需求变更", "requirement change"),
            Self::Environment => ("外部环境", "environment"),
        };
        Text::new(zh, en)
    }
}

/// A daily update, with what was known of the task before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Update<'a> {
    /// Code of the task.
    pub task: &'a str,
    /// The day it speaks of.
    pub as_of: NaiveDate,
    /// 0–100.
    pub percent: f64,
    /// Working days left.
    pub remaining_days: Option<i32>,
    /// First day worked: as reported now, or known before.
    pub actual_start: Option<NaiveDate>,
    /// Day it was finished, if it is.
    pub actual_finish: Option<NaiveDate>,
    /// What proves the deliverable.
    pub evidence: &'a str,
    /// In a sentence.
    pub note: &'a str,
    /// The blocker in a sentence.
    pub blocker: &'a str,
    /// Percent before.
    pub previous_percent: f64,
}

/// What the rules say of an update on the day `today`.
#[must_use]
pub fn check(update: &Update<'_>, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |rule, field, value: String, message: (&str, &str), advice: (&str, &str)| {
        findings.push(
            Finding::new(
                rule,
                Table::Tracking,
                update.task,
                field,
                Text::new(message.0, message.1),
            )
            .value(value)
            .advice(Text::new(advice.0, advice.1)),
        );
    };
    if !(0.0..=100.0).contains(&update.percent) {
        say(
            &rules::TRACK_PERCENT_RANGE,
            "percent",
            update.percent.to_string(),
            ("进度须在 0–100 之间", "Progress lies between 0 and 100"),
            ("请填写 0–100 的数值", "Give a number from 0 to 100"),
        );
    }
    for (field, day) in [
        ("as_of", Some(update.as_of)),
        ("actual_start", update.actual_start),
        ("actual_finish", update.actual_finish),
    ] {
        if let Some(day) = day.filter(|day| *day > today) {
            say(
                &rules::TRACK_FUTURE_DATE,
                field,
                day.to_string(),
                ("日期在未来", "The date is in the future"),
                ("请填写今天或之前的日期", "Give today or an earlier day"),
            );
        }
    }
    if update.remaining_days.is_some_and(|days| days < 0) {
        say(
            &rules::TRACK_REMAINING_NEGATIVE,
            "remaining_days",
            update.remaining_days.unwrap_or(0).to_string(),
            ("剩余工期为负", "Remaining work is negative"),
            ("请填写 0 或正整数", "Give 0 or more working days"),
        );
    }
    let done = update.percent >= 100.0;
    if done && update.actual_finish.is_none() {
        say(
            &rules::TRACK_DONE_WITHOUT_FINISH,
            "actual_finish",
            String::new(),
            (
                "进度 100% 但没有完成日期",
                "Progress is 100 % without a finish date",
            ),
            ("请填写实际完成日期", "Give the actual finish"),
        );
    }
    if let Some(finish) = update.actual_finish {
        check_finish(update, finish, done, &mut say);
    }
    if update.percent < update.previous_percent
        && update.note.trim().is_empty()
        && update.blocker.trim().is_empty()
    {
        say(
            &rules::TRACK_PROGRESS_FELL,
            "percent",
            update.percent.to_string(),
            ("进度下降但未说明原因", "Progress fell without a reason"),
            ("请在备注中说明原因", "Say why in the note"),
        );
    }
    findings
}

/// Says that a task was not updated: `missed` is the number of working days without an update, today counting from its
/// cut-off on. From [`Policy::missed_updates`] on the key result's owner is told too.
#[must_use]
pub fn check_missed(task: &str, missed: u32, policy: &Policy) -> Option<Finding> {
    let finding = |message: Text| {
        Finding::new(
            &rules::TRACK_UPDATE_MISSING,
            Table::Tracking,
            task,
            "as_of",
            message,
        )
        .value(missed.to_string())
        .advice(Text::new(
            "请任务负责人今天补报进度",
            "Let the task's owner report today",
        ))
    };
    let days = if missed == 1 { "day" } else { "days" };
    let (zh, en) = if missed >= policy.missed_updates {
        ("，通知关键结果负责人", ": the key result's owner is told")
    } else {
        ("", "")
    };
    (missed > 0).then(|| {
        finding(Text::new(
            format!("已连续 {missed} 个工作日未更新{zh}"),
            format!("Not updated for {missed} working {days}{en}"),
        ))
    })
}

fn check_finish(
    update: &Update<'_>,
    finish: NaiveDate,
    done: bool,
    say: &mut impl FnMut(&'static crate::Rule, &'static str, String, (&str, &str), (&str, &str)),
) {
    match update.actual_start {
        None => say(
            &rules::TRACK_FINISH_WITHOUT_START,
            "actual_start",
            String::new(),
            (
                "有完成日期但没有开始日期",
                "There is a finish without a start",
            ),
            ("请填写实际开始日期", "Give the actual start"),
        ),
        Some(start) if finish < start => say(
            &rules::TRACK_FINISH_BEFORE_START,
            "actual_finish",
            finish.to_string(),
            ("完成早于开始", "The finish is before the start"),
            ("请核对两个日期", "Check both dates"),
        ),
        Some(_) => {}
    }
    if !done {
        say(
            &rules::TRACK_FINISH_WITHOUT_DONE,
            "percent",
            update.percent.to_string(),
            (
                "有完成日期但进度不是 100%",
                "There is a finish date but progress is not 100 %",
            ),
            (
                "请将进度填为 100，或去掉完成日期",
                "Report 100, or leave the finish out",
            ),
        );
    }
    if update.evidence.trim().is_empty() {
        say(
            &rules::TRACK_FINISH_WITHOUT_EVIDENCE,
            "evidence",
            String::new(),
            (
                "完成但没有交付物证明",
                "It is finished without evidence of the deliverable",
            ),
            (
                "请填写交付物链接或文件名",
                "Give a link to or the name of the deliverable",
            ),
        );
    }
}

/// Planned percent (§6): elapsed over planned working days, 0–100; 100 for a task without duration once it is due.
#[must_use]
pub fn planned_percent(elapsed_days: i32, total_days: i32) -> f64 {
    if total_days <= 0 {
        return if elapsed_days > 0 { 100.0 } else { 0.0 };
    }
    (f64::from(elapsed_days) / f64::from(total_days) * 100.0).clamp(0.0, 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 7, day).unwrap()
    }

    fn update() -> Update<'static> {
        Update {
            task: "T1",
            as_of: day(8),
            percent: 40.0,
            remaining_days: Some(3),
            actual_start: Some(day(6)),
            actual_finish: None,
            evidence: "",
            note: "",
            blocker: "",
            previous_percent: 20.0,
        }
    }

    fn rules_of(update: &Update<'_>) -> Vec<&'static str> {
        check(update, day(8))
            .iter()
            .map(|finding| finding.rule.id)
            .collect()
    }

    #[test]
    fn each_rule_speaks_for_itself() {
        assert!(rules_of(&update()).is_empty());
        assert_eq!(
            rules_of(&Update {
                percent: 101.0,
                actual_finish: Some(day(8)),
                evidence: "x",
                ..update()
            }),
            ["TRACK-005"]
        );
        assert_eq!(
            rules_of(&Update {
                as_of: day(9),
                ..update()
            }),
            ["TRACK-002"]
        );
        assert_eq!(
            rules_of(&Update {
                percent: 100.0,
                ..update()
            }),
            ["TRACK-003"]
        );
        let finished = Update {
            percent: 100.0,
            actual_finish: Some(day(8)),
            evidence: "link",
            ..update()
        };
        assert!(rules_of(&finished).is_empty());
        assert_eq!(
            rules_of(&Update {
                evidence: " ",
                ..finished
            }),
            ["TRACK-004"]
        );
        assert_eq!(
            rules_of(&Update {
                actual_start: None,
                ..finished
            }),
            ["TRACK-001"]
        );
        assert_eq!(
            rules_of(&Update {
                actual_finish: Some(day(3)),
                ..finished
            }),
            ["TRACK-008"]
        );
        assert_eq!(
            rules_of(&Update {
                percent: 90.0,
                ..finished
            }),
            ["TRACK-009"]
        );
        assert_eq!(
            rules_of(&Update {
                remaining_days: Some(-1),
                ..update()
            }),
            ["TRACK-010"]
        );
        assert_eq!(
            rules_of(&Update {
                percent: 10.0,
                ..update()
            }),
            ["TRACK-006"]
        );
        assert!(
            rules_of(&Update {
                percent: 10.0,
                note: "返工",
                ..update()
            })
            .is_empty()
        );
    }

    #[test]
    fn an_update_that_is_missed_is_told_and_the_third_goes_further_up() {
        let policy = Policy::default();
        assert_eq!(check_missed("T1", 0, &policy), None);
        let first = check_missed("T1", 1, &policy).unwrap();
        assert_eq!((first.rule.id, first.is_error()), ("TRACK-007", false));
        assert!(!first.message.en.contains("key result"));
        let third = check_missed("T1", 3, &policy).unwrap();
        assert!(third.message.en.contains("key result"));
    }

    #[test]
    fn planned_percent_is_the_share_of_working_days() {
        assert_eq!(planned_percent(3, 10).to_bits(), 30.0_f64.to_bits());
        assert_eq!(planned_percent(12, 10).to_bits(), 100.0_f64.to_bits());
        assert_eq!(planned_percent(-1, 10).to_bits(), 0.0_f64.to_bits());
        assert_eq!(planned_percent(0, 0).to_bits(), 0.0_f64.to_bits());
    }
}
