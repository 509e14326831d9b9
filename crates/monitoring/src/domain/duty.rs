//! Duty rotas in force: each a version of people who take turns, from a day on.

use cascade_method::escalation::Rota;
use chrono::{DateTime, NaiveDate, Utc};

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
        .max_by_key(|version| (version.effective_from, version.version))
}
