//! Escalation policies.

use cascade_proto::monitoring::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::moment;

/// What a policy says. What a new version leaves out stays as it would be on its first day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PolicyTerms {
    /// Percent points behind plan up to which a light is green.
    pub green_points: Option<f64>,
    /// Percent points behind plan up to which a light is yellow.
    pub yellow_points: Option<f64>,
    /// Working days late up to which a light is yellow.
    pub yellow_late_days: Option<u32>,
    /// A task due within so many working days …
    pub due_soon_days: Option<u32>,
    /// … is yellow below this percentage.
    pub due_soon_percent: Option<f64>,
    /// Weighted score of its parts, in percent, below which a key result or goal is yellow; 0 with `score_red_below`: its light is that of
    /// its worst part.
    pub score_yellow_below: Option<f64>,
    /// Weighted score below which it is red.
    pub score_red_below: Option<f64>,
    /// Working days of level 1.
    pub explain_days: Option<u32>,
    /// Working days of level 2.
    pub correct_days: Option<u32>,
    /// Working days of levels 3 and 4.
    pub decide_days: Option<u32>,
    /// Working days that an acknowledgement holds a level back.
    pub acknowledge_days: Option<u32>,
    /// Most working days of a snooze.
    pub snooze_cap_days: Option<u32>,
    /// Nobody is told anything from this time of day, HH:MM; empty with `quiet_until`: no quiet hours.
    pub quiet_from: Option<String>,
    /// Until this time of day, HH:MM.
    pub quiet_until: Option<String>,
    /// Who stands in for somebody who is away, by person code: the first of them who is not; without one the level above.
    pub stand_ins: Option<Vec<String>>,
    /// Hours of the day in which the time of a level runs, in order, such as `09:00-12:00` and `13:00-18:00`; empty: a level ends with a
    /// working day. Both go by the department's calendar.
    pub working_hours: Option<Vec<String>>,
    /// More than so many notices at once go to a person, or to a group, as one message.
    pub digest_over: Option<u32>,
    /// Minutes in which nobody gets more messages than that: what comes after them waits for the end. 0: none wait.
    pub digest_minutes: Option<u32>,
    /// Code of the duty rota whose people are asked at level 1 instead of the task's owner; empty: the owner.
    pub explain_rota: Option<String>,
    /// Of level 2, instead of the key result's owner.
    pub correct_rota: Option<String>,
    /// Of level 3, instead of the department's head.
    pub decide_rota: Option<String>,
    /// Of level 4, instead of the executive above.
    pub executive_rota: Option<String>,
}

impl From<pb::PolicyTerms> for PolicyTerms {
    fn from(row: pb::PolicyTerms) -> Self {
        Self {
            green_points: row.green_points,
            yellow_points: row.yellow_points,
            yellow_late_days: row.yellow_late_days,
            due_soon_days: row.due_soon_days,
            due_soon_percent: row.due_soon_percent,
            score_yellow_below: row.score_yellow_below,
            score_red_below: row.score_red_below,
            explain_days: row.explain_days,
            correct_days: row.correct_days,
            decide_days: row.decide_days,
            acknowledge_days: row.acknowledge_days,
            snooze_cap_days: row.snooze_cap_days,
            quiet_from: row.quiet_from,
            quiet_until: row.quiet_until,
            stand_ins: row.stand_ins.map(|people| people.codes),
            explain_rota: row.explain_rota,
            correct_rota: row.correct_rota,
            decide_rota: row.decide_rota,
            executive_rota: row.executive_rota,
            digest_over: row.digest_over,
            digest_minutes: row.digest_minutes,
            working_hours: row.working_hours.map(|hours| hours.spans),
        }
    }
}

impl From<PolicyTerms> for pb::PolicyTerms {
    fn from(body: PolicyTerms) -> Self {
        Self {
            green_points: body.green_points,
            yellow_points: body.yellow_points,
            yellow_late_days: body.yellow_late_days,
            due_soon_days: body.due_soon_days,
            due_soon_percent: body.due_soon_percent,
            score_yellow_below: body.score_yellow_below,
            score_red_below: body.score_red_below,
            explain_days: body.explain_days,
            correct_days: body.correct_days,
            decide_days: body.decide_days,
            acknowledge_days: body.acknowledge_days,
            snooze_cap_days: body.snooze_cap_days,
            quiet_from: body.quiet_from,
            quiet_until: body.quiet_until,
            stand_ins: body.stand_ins.map(|codes| pb::StandIns { codes }),
            explain_rota: body.explain_rota,
            correct_rota: body.correct_rota,
            decide_rota: body.decide_rota,
            executive_rota: body.executive_rota,
            digest_over: body.digest_over,
            digest_minutes: body.digest_minutes,
            working_hours: body.working_hours.map(|spans| pb::WorkingHours { spans }),
        }
    }
}

/// A version of an escalation policy; never changed once its first day has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct EscalationPolicy {
    /// Empty for what holds where nothing is written.
    pub id: String,
    /// As alerts name it.
    pub name: String,
    /// Empty: the whole organisation.
    pub department: String,
    /// Counts the department's versions; 0 for what holds where nothing is written.
    pub version: i64,
    /// Its first day; empty for what holds where nobody has written a policy.
    #[schema(pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    pub effective_from: String,
    #[serde(flatten)]
    pub terms: PolicyTerms,
    pub created_by: String,
    pub created_at: Option<DateTime<Utc>>,
}

impl From<pb::EscalationPolicy> for EscalationPolicy {
    fn from(row: pb::EscalationPolicy) -> Self {
        Self {
            id: row.id,
            name: row.name,
            department: row.department,
            version: row.version,
            effective_from: row.effective_from,
            terms: row.terms.unwrap_or_default().into(),
            created_by: row.created_by,
            created_at: moment(row.created_at),
        }
    }
}

/// Versions, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct PolicyList {
    pub policies: Vec<EscalationPolicy>,
}

/// A version to be written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewPolicy {
    /// Department that it is for, with all below it that have none of their own; empty: the whole organisation.
    #[serde(default)]
    pub department: String,
    /// First day, tomorrow at the earliest.
    #[serde(default)]
    #[schema(format = Date)]
    pub effective_from: String,
    /// What it says.
    #[serde(flatten)]
    pub terms: PolicyTerms,
}

/// Whose policies.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PolicyQuery {
    /// Only this department's own; all when absent. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
}

/// Whose policy, when.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PolicyInForceQuery {
    /// Department; the whole organisation when absent. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
    /// Day; today when absent.
    #[serde(default)]
    #[param(format = Date)]
    pub day: String,
}
