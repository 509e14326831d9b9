//! Duty rotas (§6): people who take turns, of whom a level of the ladder asks whoever is on duty.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

use crate::{Finding, Table, Text, rules};

/// Most days of a turn: a quarter.
const MOST_DAYS: u32 = 92;
/// Most people who take turns.
const MOST_PEOPLE: usize = 200;

/// People who take turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rota {
    /// Person codes, in the order of their turns; somebody may stand in it more than once.
    pub people: Vec<String>,
    /// Days of a turn: 7 is weekly.
    pub turn_days: u32,
    /// Day on which the first of them begins.
    pub start: NaiveDate,
    /// Time of day at which one turn ends and the next begins.
    pub handover: NaiveTime,
    /// Time zone of day and time, as its offset from UTC.
    pub offset: FixedOffset,
}

/// A turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Whose it is.
    pub person: &'a str,
    /// Who is on duty: the person or, while they are away, the next in order who is not; nobody while all are away.
    pub on_duty: Option<&'a str>,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends.
    pub until: DateTime<Utc>,
}

impl Rota {
    /// Whose turn it is at a moment, and who is on duty for them; none before the first turn.
    #[must_use]
    pub fn turn(&self, at: DateTime<Utc>, is_away: impl Fn(&str) -> bool) -> Option<Turn<'_>> {
        let local = at.with_timezone(&self.offset).naive_local() - (self.handover - NaiveTime::MIN);
        let days = (local.date() - self.start).num_days();
        let number = usize::try_from(days).ok()? / usize::try_from(self.turn_days).ok()?.max(1);
        let first = number.checked_rem(self.people.len())?;
        let in_order = self.people.iter().cycle().skip(first);
        let mut in_order = in_order.take(self.people.len()).map(String::as_str);
        Some(Turn {
            person: self.people.get(first)?,
            on_duty: in_order.find(|person| !is_away(person)),
            from: self.begin(number)?,
            until: self.begin(number + 1)?,
        })
    }

    /// When the first turn begins; none where that is beyond every calendar.
    #[must_use]
    pub fn begins(&self) -> Option<DateTime<Utc>> {
        self.begin(0)
    }

    /// The first handover after a moment.
    #[must_use]
    pub fn next_handover(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.turn(after, |_| false) {
            Some(turn) => Some(turn.until),
            None => self.begins().filter(|begin| *begin > after),
        }
    }

    /// When a turn begins, counted from 0.
    fn begin(&self, number: usize) -> Option<DateTime<Utc>> {
        let days = u64::try_from(number).ok()? * u64::from(self.turn_days);
        let day = self.start.checked_add_days(Days::new(days))?;
        let local = self
            .offset
            .from_local_datetime(&day.and_time(self.handover));
        Some(local.single()?.to_utc())
    }

    /// What cannot be meant, for the rota `row` (ESC-009).
    #[must_use]
    pub fn check(&self, row: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut refuse = |field: &'static str, value: String, zh: String, en: String| {
            let text = Text::new(zh, en);
            let rule = &rules::ESC_ROTA_VALUE;
            findings.push(Finding::new(rule, Table::Corrections, row, field, text).value(value));
        };
        if self.people.is_empty() || self.people.len() > MOST_PEOPLE {
            refuse(
                "people",
                self.people.len().to_string(),
                format!("须有 1–{MOST_PEOPLE} 人轮值"),
                format!("1–{MOST_PEOPLE} people take turns"),
            );
        }
        let unnamed = self.people.iter().position(|code| code.trim().is_empty());
        if let Some(at) = unnamed {
            refuse(
                "people",
                String::new(),
                format!("第 {} 位没有编号", at + 1),
                format!("Number {} has no code", at + 1),
            );
        }
        if !(1..=MOST_DAYS).contains(&self.turn_days) {
            refuse(
                "turn_days",
                self.turn_days.to_string(),
                format!("一班须为 1–{MOST_DAYS} 天"),
                format!("A turn takes 1–{MOST_DAYS} days"),
            );
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Three people, weekly from Monday, 6 July 2026, nine o'clock in China.
    fn weekly() -> Rota {
        Rota {
            people: ["P-1", "P-2", "P-3"].map(str::to_owned).to_vec(),
            turn_days: 7,
            start: "2026-07-06".parse().unwrap(),
            handover: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        }
    }

    fn on_duty(rota: &Rota, moment: &str, away: &[&str]) -> Option<String> {
        let turn = rota.turn(at(moment), |person| away.contains(&person))?;
        turn.on_duty.map(str::to_owned)
    }

    #[test]
    fn turns_follow_each_other_and_who_is_away_is_skipped() {
        // ESC-010
        let rota = weekly();
        let duty = |moment, away: &[&str]| on_duty(&rota, moment, away);
        assert_eq!(duty("2026-07-06T00:59:59Z", &[]), None, "not begun");
        assert_eq!(duty("2026-07-06T01:00:00Z", &[]).as_deref(), Some("P-1"));
        assert_eq!(
            duty("2026-07-13T00:59:59Z", &[]).as_deref(),
            Some("P-1"),
            "up to the handover"
        );
        assert_eq!(duty("2026-07-13T01:00:00Z", &[]).as_deref(), Some("P-2"));
        assert_eq!(
            duty("2026-07-27T01:00:00Z", &[]).as_deref(),
            Some("P-1"),
            "and again"
        );
        assert_eq!(
            duty("2026-07-20T01:00:00Z", &["P-3"]).as_deref(),
            Some("P-1"),
            "the next in order"
        );
        assert_eq!(
            duty("2026-07-20T01:00:00Z", &["P-3", "P-1"]).as_deref(),
            Some("P-2")
        );
        assert_eq!(duty("2026-07-20T01:00:00Z", &["P-1", "P-2", "P-3"]), None);
        let turn = rota.turn(at("2026-07-16T00:00:00Z"), |_| false).unwrap();
        assert_eq!(
            (turn.from, turn.until),
            (at("2026-07-13T01:00:00Z"), at("2026-07-20T01:00:00Z"))
        );
        assert_eq!(rota.begins(), Some(at("2026-07-06T01:00:00Z")));
        let next = |moment| rota.next_handover(at(moment));
        assert_eq!(
            next("2026-07-01T00:00:00Z"),
            Some(at("2026-07-06T01:00:00Z"))
        );
        assert_eq!(
            next("2026-07-06T00:59:59Z"),
            Some(at("2026-07-06T01:00:00Z"))
        );
        assert_eq!(
            next("2026-07-06T01:00:00Z"),
            Some(at("2026-07-13T01:00:00Z"))
        );
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        // ESC-009
        let fields = |rota: &Rota| {
            let findings = rota.check("R");
            assert!(findings.iter().all(|finding| finding.rule.id == "ESC-009"));
            findings
                .iter()
                .map(|finding| finding.field)
                .collect::<Vec<_>>()
        };
        assert_eq!(fields(&weekly()), [] as [&str; 0]);
        let nobody = Rota {
            people: Vec::new(),
            turn_days: 0,
            ..weekly()
        };
        assert_eq!(fields(&nobody), ["people", "turn_days"]);
        assert_eq!(nobody.turn(at("2026-07-16T00:00:00Z"), |_| false), None);
        let unnamed = Rota {
            people: vec!["P-1".into(), " ".into()],
            turn_days: 93,
            ..weekly()
        };
        assert_eq!(fields(&unnamed), ["people", "turn_days"]);
    }

    proptest! {
        #[test]
        fn somebody_present_is_on_duty_and_everybody_has_as_many_turns(
            people in 1_usize..6,
            turn_days in 1_u32..15,
            minutes in 0_i64..60 * 24 * 400,
            hours in -12_i32..=14,
            handover in 0_u32..24,
            away in prop::collection::vec(any::<bool>(), 6),
        ) {
            let rota = Rota {
                people: (0..people).map(|number| format!("P-{number}")).collect(),
                turn_days,
                start: "2026-07-06".parse().unwrap(),
                handover: NaiveTime::from_hms_opt(handover, 0, 0).unwrap(),
                offset: FixedOffset::east_opt(hours * 3600).unwrap(),
            };
            let first = rota.offset.from_local_datetime(&rota.start.and_time(rota.handover)).single().unwrap().to_utc();
            let moment = first + TimeDelta::minutes(minutes);
            let is_away = |person: &str| away[person[2..].parse::<usize>().unwrap()];
            let turn = rota.turn(moment, is_away).unwrap();
            prop_assert!(turn.from <= moment && moment < turn.until);
            prop_assert_eq!(turn.until - turn.from, TimeDelta::days(turn_days.into()));
            prop_assert_eq!(turn.on_duty.is_none(), away[..people].iter().all(|away| *away));
            prop_assert!(turn.on_duty.is_none_or(|person| !is_away(person)));
            if !is_away(turn.person) {
                prop_assert_eq!(turn.on_duty, Some(turn.person));
            }
            let turns = std::iter::successors(Some(moment), |at| rota.next_handover(*at)).take(people);
            let mut round: Vec<_> = turns.filter_map(|at| rota.turn(at, |_| false)).map(|turn| turn.person.to_owned()).collect();
            round.sort();
            prop_assert_eq!(round, rota.people.clone());
        }
    }
}
