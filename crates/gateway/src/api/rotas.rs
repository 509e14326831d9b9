//! Duty rotas.

use cascade_proto::monitoring::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::moment;

/// A version of a duty rota; never changed once its first day has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct DutyRota {
    pub id: String,
    /// How policies name it.
    pub code: String,
    pub name: String,
    /// Department whose managers write it; empty: the organisation's administrators.
    pub department: String,
    /// Counts the versions of its code.
    pub version: i64,
    #[schema(format = Date)]
    pub effective_from: String,
    /// Person codes, in the order of their turns.
    pub people: Vec<String>,
    /// Days of a turn: 7 is weekly.
    pub turn_days: u32,
    /// Day on which the first of them begins.
    #[schema(format = Date)]
    pub start: String,
    /// Time of day at which turns change, HH:MM.
    pub handover: String,
    /// Time zone of day and time, such as `+08:00`.
    pub utc_offset: String,
    pub created_by: String,
    pub created_at: Option<DateTime<Utc>>,
}

impl From<pb::DutyRota> for DutyRota {
    fn from(row: pb::DutyRota) -> Self {
        Self {
            id: row.id,
            code: row.code,
            name: row.name,
            department: row.department,
            version: row.version,
            effective_from: row.effective_from,
            people: row.people,
            turn_days: row.turn_days,
            start: row.start,
            handover: row.handover,
            utc_offset: row.utc_offset,
            created_by: row.created_by,
            created_at: moment(row.created_at),
        }
    }
}

/// Versions, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct RotaList {
    pub rotas: Vec<DutyRota>,
}

/// A version to be written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewRota {
    /// How policies name it.
    pub code: String,
    /// What it is called; the code when absent.
    pub name: String,
    /// Department whose managers write it; the organisation's administrators when absent.
    pub department: String,
    /// First day, tomorrow at the earliest.
    #[schema(format = Date)]
    pub effective_from: String,
    /// Person codes, in the order of their turns.
    pub people: Vec<String>,
    /// Days of a turn; 7 when absent.
    pub turn_days: u32,
    /// Day on which the first of them begins; the first day when absent.
    #[schema(format = Date)]
    pub start: String,
    /// Time of day at which turns change, HH:MM; midnight when absent.
    pub handover: String,
    /// Time zone of day and time, such as `+08:00`; the organisation's when absent.
    pub utc_offset: String,
}

impl From<NewRota> for pb::SaveRotaRequest {
    fn from(body: NewRota) -> Self {
        Self {
            code: body.code,
            name: body.name,
            department: body.department,
            effective_from: body.effective_from,
            people: body.people,
            turn_days: body.turn_days,
            start: body.start,
            handover: body.handover,
            utc_offset: body.utc_offset,
        }
    }
}

/// Who is on duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct OnDuty {
    /// The version that holds.
    pub rota: Option<DutyRota>,
    /// Whose turn it is; empty before the first.
    pub person: String,
    /// The person or, while they are away, the next in order who is not; empty while all are away.
    pub on_duty: String,
    /// The turn at the moment and those after it, as they will be if everybody is there.
    pub turns: Vec<DutyTurn>,
}

/// A turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct DutyTurn {
    pub person: String,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

impl From<pb::OnDuty> for OnDuty {
    fn from(row: pb::OnDuty) -> Self {
        let turn = |turn: pb::DutyTurn| DutyTurn {
            person: turn.person,
            from: moment(turn.from),
            until: moment(turn.until),
        };
        Self {
            rota: row.rota.map(Into::into),
            person: row.person,
            on_duty: row.on_duty,
            turns: row.turns.into_iter().map(turn).collect(),
        }
    }
}

/// Whose rotas.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RotaQuery {
    /// Only this department's own; all when absent. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
}

/// When, and how many turns.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnDutyQuery {
    /// Moment; now when absent.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// Turns that are told, 1–100; 8 when absent.
    #[serde(default)]
    pub turns: u32,
}
