//! Duty rotas in force: each a version of people who take turns, from a day on.

use cascade_method::escalation::{Rota, Turn};
use chrono::{DateTime, NaiveDate, Utc};

use super::settle::Moment;
use crate::ids::RotaId;

/// A version of a rota. It is written before its first day and never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaVersion {
    /// Identity.
    pub id: RotaId,
    /// How policies name it.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Department whose managers write it; empty: the organisation's administrators.
    pub department: String,
    /// Counts the versions of its code.
    pub version: i64,
    /// First day.
    pub effective_from: NaiveDate,
    /// Who takes turns.
    pub rota: Rota,
    /// Who wrote it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl RotaVersion {
    /// Versions of a code in the order in which they take over.
    fn order(&self) -> (NaiveDate, i64) {
        (self.effective_from, self.version)
    }

    /// When its turns begin: with its first handover, not before its first day.
    fn takes_over(&self, moment: Moment) -> Option<DateTime<Utc>> {
        let begins = self.rota.begins()?;
        Some(begins.max(moment.beginning(self.effective_from)))
    }
}

/// The version of a rota that holds on a day.
#[must_use]
pub fn in_force<'a>(
    versions: &'a [RotaVersion],
    code: &str,
    day: NaiveDate,
) -> Option<&'a RotaVersion> {
    versions
        .iter()
        .filter(|version| version.code == code && version.effective_from <= day)
        .max_by_key(|version| version.order())
}

/// The version of a rota by which turns are taken at a moment: up to the first handover of a new one, those of the one before go on.
#[must_use]
pub fn by_turn<'a>(
    versions: &'a [RotaVersion],
    code: &str,
    moment: Moment,
) -> Option<&'a RotaVersion> {
    versions
        .iter()
        .filter(|version| version.code == code)
        .filter(|version| {
            version
                .takes_over(moment)
                .is_some_and(|at| at <= moment.now)
        })
        .max_by_key(|version| version.order())
        .or_else(|| in_force(versions, code, moment.today))
}

/// When it is next somebody else's turn after a moment: at a handover, or where a newer version takes over.
#[must_use]
pub fn next_handover(
    versions: &[RotaVersion],
    code: &str,
    moment: Moment,
) -> Option<DateTime<Utc>> {
    let now = by_turn(versions, code, moment);
    let newer = versions
        .iter()
        .filter(|version| version.code == code)
        .filter(|version| now.is_none_or(|now| now.order() < version.order()))
        .filter_map(|version| version.takes_over(moment))
        .filter(|at| *at > moment.now);
    let handover = now.and_then(|now| now.rota.next_handover(moment.now));
    newer.chain(handover).min()
}

/// Turns from a moment on, or from the first where that is later; so many of them, as they will be if everybody is there. Where a newer
/// version takes over in the middle of one, that one ends there.
#[must_use]
pub fn turns<'a>(
    versions: &'a [RotaVersion],
    code: &str,
    from: Moment,
    count: usize,
) -> Vec<Turn<'a>> {
    let (mut turns, mut moment) = (Vec::new(), from);
    while turns.len() < count {
        let Some(until) = next_handover(versions, code, moment) else {
            break;
        };
        let version = by_turn(versions, code, moment);
        let turn = version.and_then(|version| version.rota.turn(moment.now, |_| false));
        turns.extend(turn.map(|turn| Turn { until, ..turn }));
        moment = Moment::at(until, from.offset);
    }
    turns
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, NaiveTime};

    use super::*;

    fn at(text: &str) -> Moment {
        let offset = FixedOffset::east_opt(8 * 3600).unwrap();
        Moment::at(text.parse().unwrap(), offset)
    }

    /// Turns of so many days from nine o'clock in China.
    fn version(version: i64, from: &str, people: [&str; 2], turn_days: u32) -> RotaVersion {
        RotaVersion {
            id: RotaId::default(),
            code: "R".to_owned(),
            name: "R".to_owned(),
            department: "D".to_owned(),
            version,
            effective_from: from.parse().unwrap(),
            rota: Rota {
                people: people.map(str::to_owned).to_vec(),
                turn_days,
                start: from.parse().unwrap(),
                handover: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
                offset: FixedOffset::east_opt(8 * 3600).unwrap(),
            },
            created_by: "P".to_owned(),
            created_at: at("2026-07-01T00:00:00Z").now,
        }
    }

    #[test]
    fn the_turns_of_one_version_go_on_until_the_next_takes_over() {
        // ESC-010
        let versions = [
            version(1, "2026-07-06", ["P-1", "P-2"], 7),
            version(2, "2026-07-16", ["P-3", "P-4"], 1),
        ];
        let by = |moment| by_turn(&versions, "R", at(moment)).map(|version| version.version);
        assert_eq!(by("2026-07-05T00:00:00Z"), None);
        assert_eq!(
            by("2026-07-05T16:00:00Z"),
            Some(1),
            "its first day, though nobody's turn"
        );
        assert_eq!(
            by("2026-07-16T00:59:59Z"),
            Some(1),
            "the second day of the second is not before its handover"
        );
        assert_eq!(by("2026-07-16T01:00:00Z"), Some(2));
        let told = turns(&versions, "R", at("2026-07-01T00:00:00Z"), 4);
        let told: Vec<_> = told
            .iter()
            .map(|turn| (turn.person, turn.from.to_rfc3339(), turn.until.to_rfc3339()))
            .collect();
        let day = |day: u32| format!("2026-07-{day:02}T01:00:00+00:00");
        let turn = |person, from, until| (person, day(from), day(until));
        assert_eq!(
            told,
            [
                turn("P-1", 6, 13),
                turn("P-2", 13, 16),
                turn("P-3", 16, 17),
                turn("P-4", 17, 18)
            ]
        );
        assert_eq!(turns(&versions, "OTHER", at("2026-07-01T00:00:00Z"), 4), []);
    }
}
