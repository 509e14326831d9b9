//! What an escalation policy says: numbers of the lights and of the ladder, and the hours in which nobody is told anything.

use chrono::{Days, NaiveDateTime, NaiveTime};

use super::{Level, hours::Hours};
use crate::{Finding, Policy, Table, Text, policy::RollUpRule, rules};

/// Most working days that a level, an acknowledgement or a snooze may have.
const MOST_DAYS: u32 = 60;

/// Most notices that may go one by one.
const MOST_AT_ONCE: u32 = 100;
/// Most minutes that a notice may wait for a digest: a working day.
const MOST_MINUTES: u32 = 480;

/// Times of a day: from the first up to the second.
pub type Span = (NaiveTime, NaiveTime);

/// The numbers of §6 that departments differ on.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Percent points behind up to which a light is green.
    pub green_points: f64,
    /// Percent points behind up to which a light is yellow.
    pub yellow_points: f64,
    /// Working days late up to which a light is yellow.
    pub yellow_late_days: u32,
    /// A task due within so many working days …
    pub due_soon_days: u32,
    /// … is yellow below this percentage.
    pub due_soon_percent: f64,
    /// Weighted score in percent below which a key result or goal is yellow; 0: its light is that of its worst part.
    pub score_yellow_below: f64,
    /// Weighted score in percent below which it is red.
    pub score_red_below: f64,
    /// Working days of level 1.
    pub explain_days: u32,
    /// Working days of level 2.
    pub correct_days: u32,
    /// Working days of levels 3 and 4.
    pub decide_days: u32,
    /// Working days that an acknowledgement holds a level back.
    pub acknowledge_days: u32,
    /// Most working days of a snooze.
    pub snooze_cap_days: u32,
    /// Between these times of the organisation's day nobody is told anything; across midnight where the first is the later.
    pub quiet: Option<Span>,
    /// Working hours of a day of the organisation, in order: in them the time of a level runs, whole days of them by the department's
    /// calendar. None: a level ends with a working day.
    pub working_hours: Vec<Span>,
    /// More than so many notices at once go to a reader as one message, a digest.
    pub digest_over: u32,
    /// Minutes in which a reader is told no more messages than that: what comes after them waits for the end and is a digest. 0: none wait.
    pub digest_minutes: u32,
    /// Duty rotas, by code, whose people are asked at levels 1 to 4 instead of those whose post it is; empty: the post's.
    pub rotas: [String; 4],
    /// Who stands in for somebody who is away, by person code: the first of them who is not.
    pub stand_ins: Vec<String>,
}

impl Terms {
    /// What holds where no policy is written.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let (score_yellow_below, score_red_below) = match policy.roll_up {
            RollUpRule::Worst => (0.0, 0.0),
            RollUpRule::Score {
                yellow_below,
                red_below,
            } => (yellow_below, red_below),
        };
        Self {
            score_yellow_below,
            score_red_below,
            green_points: policy.green_points,
            yellow_points: policy.yellow_points,
            yellow_late_days: policy.yellow_late_days.unsigned_abs(),
            due_soon_days: policy.due_soon_days.unsigned_abs(),
            due_soon_percent: policy.due_soon_percent,
            explain_days: policy.ladder.days[0],
            correct_days: policy.ladder.days[1],
            decide_days: policy.ladder.days[2],
            acknowledge_days: policy.ladder.acknowledge_days,
            snooze_cap_days: policy.ladder.snooze_cap_days,
            quiet: None,
            working_hours: Vec::new(),
            digest_over: 5,
            digest_minutes: 0,
            rotas: Default::default(),
            stand_ins: Vec::new(),
        }
    }

    /// All numbers of the rules, with those of these terms in their place.
    #[must_use]
    pub fn over(&self, policy: &Policy) -> Policy {
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        let mut policy = policy.clone();
        policy.green_points = self.green_points;
        policy.yellow_points = self.yellow_points;
        policy.yellow_late_days = days(self.yellow_late_days);
        policy.due_soon_days = days(self.due_soon_days);
        policy.due_soon_percent = self.due_soon_percent;
        policy.roll_up = if self.score_yellow_below > 0.0 {
            RollUpRule::Score {
                yellow_below: self.score_yellow_below,
                red_below: self.score_red_below,
            }
        } else {
            RollUpRule::Worst
        };
        policy.ladder.days = [self.explain_days, self.correct_days, self.decide_days];
        policy.ladder.acknowledge_days = self.acknowledge_days;
        policy.ladder.snooze_cap_days = self.snooze_cap_days;
        policy
    }

    /// The rota whose people are asked at a level; none where those are whose post it is.
    #[must_use]
    pub fn rota(&self, level: Level) -> Option<&str> {
        let number = usize::from(level.number());
        let code = self.rotas.get(number - 1)?;
        (!code.is_empty()).then_some(code.as_str())
    }

    /// The hours in which the time of a level runs; none where it ends with a working day.
    #[must_use]
    pub fn hours(&self) -> Option<Hours> {
        Hours::new(&self.working_hours, self.quiet)
    }

    /// What cannot be meant, for the policy `row` (ESC-006).
    #[must_use]
    pub fn check(&self, row: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut refuse = |field: &'static str, value: String, zh: String, en: String| {
            findings.push(
                Finding::new(
                    &rules::ESC_POLICY_VALUE,
                    Table::Corrections,
                    row,
                    field,
                    Text::new(zh, en),
                )
                .value(value),
            );
        };
        let mut percent = |field, value: f64, least: f64| {
            if !(least..=100.0).contains(&value) {
                refuse(
                    field,
                    value.to_string(),
                    format!("须为 {least}–100"),
                    format!("It is {least}–100"),
                );
            }
        };
        percent("green_points", self.green_points, 0.0);
        percent(
            "yellow_points",
            self.yellow_points,
            self.green_points.clamp(0.0, 100.0),
        );
        percent("due_soon_percent", self.due_soon_percent, 0.0);
        percent("score_red_below", self.score_red_below, 0.0);
        percent(
            "score_yellow_below",
            self.score_yellow_below,
            self.score_red_below.clamp(0.0, 100.0),
        );
        for (field, value, least) in [
            ("yellow_late_days", self.yellow_late_days, 0),
            ("due_soon_days", self.due_soon_days, 0),
            ("explain_days", self.explain_days, 1),
            ("correct_days", self.correct_days, 1),
            ("decide_days", self.decide_days, 1),
            ("acknowledge_days", self.acknowledge_days, 0),
            ("snooze_cap_days", self.snooze_cap_days, 0),
        ] {
            if !(least..=MOST_DAYS).contains(&value) {
                refuse(
                    field,
                    value.to_string(),
                    format!("须为 {least}–{MOST_DAYS} 个工作日"),
                    format!("It is {least}–{MOST_DAYS} working days"),
                );
            }
        }
        for (field, value, least, most) in [
            ("digest_over", self.digest_over, 1, MOST_AT_ONCE),
            ("digest_minutes", self.digest_minutes, 0, MOST_MINUTES),
        ] {
            if !(least..=most).contains(&value) {
                refuse(
                    field,
                    value.to_string(),
                    format!("须为 {least}–{most}"),
                    format!("It is {least}–{most}"),
                );
            }
        }
        if let Some(at) = self
            .stand_ins
            .iter()
            .position(|code| code.trim().is_empty())
        {
            refuse(
                "stand_ins",
                String::new(),
                format!("第 {} 位代理人没有编号", at + 1),
                format!("Stand-in {} has no code", at + 1),
            );
        }
        if let Some((from, until)) = self.quiet.filter(|(from, until)| from == until) {
            refuse(
                "quiet_until",
                until.format("%H:%M").to_string(),
                format!("免打扰时段不得全天：起止均为 {}", from.format("%H:%M")),
                "Quiet hours end when they begin: there would be no time to be told".to_owned(),
            );
        }
        let written = |spans: &[Span]| {
            let one = |(from, until): &Span| {
                format!("{}-{}", from.format("%H:%M"), until.format("%H:%M"))
            };
            spans.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        let hours = &self.working_hours;
        let in_order = hours.iter().all(|(from, until)| from < until)
            && hours.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if !in_order {
            refuse(
                "working_hours",
                written(hours),
                "工作时间须自早至晚，各段不得重叠，例如 09:00-12:00 13:00-18:00".to_owned(),
                "Working hours go from early to late and do not overlap, such as 09:00-12:00 13:00-18:00"
                    .to_owned(),
            );
        } else if !hours.is_empty() && self.hours().is_none() {
            refuse(
                "working_hours",
                written(hours),
                "工作时间不得全部在免打扰时段内".to_owned(),
                "Working hours do not lie within the quiet hours altogether".to_owned(),
            );
        }
        findings
    }

    /// The first time of the organisation's clock, from the given one on, at which somebody may be told something.
    #[must_use]
    pub fn audible(&self, at: NaiveDateTime) -> NaiveDateTime {
        let Some((from, until)) = self.quiet else {
            return at;
        };
        let (day, time) = (at.date(), at.time());
        let tomorrow = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if from <= until {
            if (from..until).contains(&time) {
                return day.and_time(until);
            }
        } else if time >= from {
            return tomorrow.and_time(until);
        } else if time < until {
            return day.and_time(until);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        Terms::of(&Policy::default())
    }

    fn time(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
    }

    #[test]
    fn terms_of_the_defaults_change_nothing() {
        let policy = Policy::default();
        assert_eq!(terms().over(&policy), policy);
        assert_eq!(terms().check("P"), []);
    }

    #[test]
    fn every_value_out_of_range_is_told() {
        // ESC-006
        let wrong = Terms {
            green_points: 20.0,
            yellow_points: 10.0,
            due_soon_percent: 101.0,
            score_yellow_below: 40.0,
            score_red_below: 50.0,
            explain_days: 0,
            snooze_cap_days: 61,
            digest_over: 0,
            digest_minutes: 481,
            quiet: Some((time(8), time(8))),
            ..terms()
        };
        let findings = wrong.check("P");
        let fields: Vec<_> = findings.iter().map(|finding| finding.field).collect();
        assert_eq!(
            fields,
            [
                "yellow_points",
                "due_soon_percent",
                "score_yellow_below",
                "explain_days",
                "snooze_cap_days",
                "digest_over",
                "digest_minutes",
                "quiet_until"
            ]
        );
        assert!(findings.iter().all(|finding| finding.rule.id == "ESC-006"));
        assert_eq!(findings[0].message.en, "It is 20–100");
    }

    #[test]
    fn working_hours_are_in_order_and_not_all_quiet() {
        let with = |spans: &[(u32, u32)], quiet: Option<(u32, u32)>| Terms {
            working_hours: spans.iter().map(|(a, b)| (time(*a), time(*b))).collect(),
            quiet: quiet.map(|(a, b)| (time(a), time(b))),
            ..terms()
        };
        let told = |terms: &Terms| terms.check("P").len();
        assert_eq!(told(&with(&[(9, 12), (12, 18)], Some((20, 8)))), 0);
        for (spans, quiet) in [
            (&[(18, 9)][..], None),
            (&[(9, 9)], None),
            (&[(9, 13), (12, 18)], None),
            (&[(13, 18), (9, 12)], None),
            (&[(9, 12)], Some((8, 12))),
        ] {
            let findings = with(spans, quiet).check("P");
            assert_eq!(findings.len(), 1, "{spans:?}");
            assert_eq!(findings[0].field, "working_hours");
        }
        let text = with(&[(13, 18), (9, 12)], None).check("P")[0].value.clone();
        assert_eq!(text, "13:00-18:00 09:00-12:00");
    }

    #[test]
    fn quiet_hours_put_off_to_their_end_across_midnight_too() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 7, 6).unwrap();
        let next = day.succ_opt().unwrap();
        let night = Terms {
            quiet: Some((time(20), time(8))),
            ..terms()
        };
        assert_eq!(
            night.audible(day.and_time(time(21))),
            next.and_time(time(8))
        );
        assert_eq!(night.audible(day.and_time(time(7))), day.and_time(time(8)));
        assert_eq!(night.audible(day.and_time(time(8))), day.and_time(time(8)));
        assert_eq!(
            night.audible(day.and_time(time(12))),
            day.and_time(time(12))
        );
        let noon = Terms {
            quiet: Some((time(12), time(14))),
            ..terms()
        };
        assert_eq!(noon.audible(day.and_time(time(13))), day.and_time(time(14)));
        assert_eq!(noon.audible(day.and_time(time(14))), day.and_time(time(14)));
        assert_eq!(
            terms().audible(day.and_time(time(3))),
            day.and_time(time(3))
        );
    }
}
