//! Duty rotas as people write them: looked at, kept from their first day on, taken back before it; and who is on duty.

use std::sync::Arc;

use cascade_events::idempotency;
use cascade_method::{
    escalation::{Rota, Turn},
    rules,
};
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{day, error::ServiceError, grpc::RequestContext, lang::Localized};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime};
use prost::Message;

use crate::{
    domain::{
        duty::{self, RotaVersion},
        settle::Moment,
    },
    engine::Engine,
    grpc::{id, required_day},
    ids::RotaId,
    messages,
    policies::{first_day, in_the_past, key, may, refuse, seen},
    store,
};

/// Longest code.
const CODE: usize = 64;
/// Turns told where nobody says how many.
const TURNS: u32 = 8;
/// Most turns told.
const MOST_TURNS: u32 = 100;

impl Engine {
    /// Every version of a department's rotas, or of all.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn rotas(
        self: &Arc<Self>,
        department: &str,
    ) -> Result<Vec<pb::DutyRota>, ServiceError> {
        let mut conn = self.pool.get().await?;
        let found = store::rotas(&mut conn).await?;
        Ok(found
            .iter()
            .filter(|version| department.is_empty() || version.department == department)
            .map(message)
            .collect())
    }

    /// Who is on duty at a moment, and whose turns follow.
    ///
    /// # Errors
    /// A rota of which no version holds then, database errors.
    pub(crate) async fn on_duty(
        self: &Arc<Self>,
        request: pb::GetOnDutyRequest,
    ) -> Result<pb::OnDuty, ServiceError> {
        let now = self.moment();
        let at = match &request.at {
            None => now.now,
            Some(at) => DateTime::from_timestamp(at.seconds, 0)
                .filter(|at| day::YEARS.contains(&at.year()))
                .ok_or_else(|| {
                    let text = at.seconds.to_string();
                    wrong(
                        "at",
                        &text,
                        "时刻须在 1900–2199 年",
                        "A moment of the years 1900–2199",
                    )
                })?,
        };
        let moment = Moment::at(at, now.offset);
        let mut conn = self.pool.get().await?;
        let versions = store::rotas(&mut conn).await?;
        let version = duty::by_turn(&versions, &request.code, moment)
            .ok_or_else(|| ServiceError::not_found("值班表", "rota", &request.code))?;
        let directory = store::directory_on(&mut conn, moment.today).await?;
        let turn = version.rota.turn(at, |person| directory.is_away(person));
        let count = match request.turns {
            0 => TURNS,
            turns => turns.min(MOST_TURNS),
        };
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let turns = duty::turns(&versions, &request.code, moment, count);
        Ok(pb::OnDuty {
            rota: Some(message(version)),
            person: turn
                .as_ref()
                .map(|turn| turn.person.to_owned())
                .unwrap_or_default(),
            on_duty: turn
                .and_then(|turn| turn.on_duty.map(str::to_owned))
                .unwrap_or_default(),
            turns: turns.iter().map(turn_message).collect(),
        })
    }

    /// Keeps a new version of a rota.
    ///
    /// # Errors
    /// Values out of range, a first day that has come already, a caller without the right.
    pub(crate) async fn save_rota(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::SaveRotaRequest,
    ) -> Result<pb::DutyRota, ServiceError> {
        let engine = Arc::clone(self);
        cascade_storage::mutation(async move {
            let key = key(&context, "SaveRota", &request.encode_to_vec());
            let mut tx = engine.pool.begin().await?;
            if let Some(answer) = seen(&mut tx, key.as_ref()).await? {
                return Ok(answer);
            }
            may(&context, &request.department)?;
            let code = request.code.trim();
            if code.is_empty() || code.chars().count() > CODE {
                return Err(wrong(
                    "code",
                    code,
                    "编号须为 1–64 个字符",
                    "A code has 1–64 characters",
                ));
            }
            let effective_from = first_day(&request.effective_from, &context)?;
            let versions = store::rotas(&mut tx).await?;
            let before = versions
                .iter()
                .filter(|version| version.code == code)
                .max_by_key(|version| version.version);
            if let Some(before) = before {
                may(&context, &before.department)?;
            }
            let rota = read(&request, effective_from, engine.moment().offset)?;
            refuse(rota.check(code))?;
            let new = RotaVersion {
                id: RotaId::new(),
                code: code.to_owned(),
                name: match request.name.trim() {
                    "" => code.to_owned(),
                    name => name.to_owned(),
                },
                department: request.department,
                version: before.map_or(0, |before| before.version) + 1,
                effective_from,
                rota,
                created_by: context.actor.subject.clone(),
                created_at: context.now,
            };
            store::insert_rota(&mut tx, &new).await?;
            let answer = message(&new);
            if let Some(key) = &key {
                idempotency::record(&mut tx, key, &answer.encode_to_vec(), context.now).await?;
            }
            tx.commit().await?;
            Ok(answer)
        })
        .await?
    }

    /// Takes back a version whose first day has not come.
    ///
    /// # Errors
    /// An unknown version, one in force already, a caller without the right.
    pub(crate) async fn withdraw_rota(
        self: &Arc<Self>,
        context: RequestContext,
        rota: String,
    ) -> Result<pb::DutyRota, ServiceError> {
        let engine = Arc::clone(self);
        cascade_storage::mutation(async move {
            let key = key(&context, "WithdrawRota", rota.as_bytes());
            let asked: RotaId = id("rota_id", &rota)?;
            let mut tx = engine.pool.begin().await?;
            if let Some(answer) = seen(&mut tx, key.as_ref()).await? {
                return Ok(answer);
            }
            let found = store::rotas(&mut tx)
                .await?
                .into_iter()
                .find(|version| version.id == asked)
                .ok_or_else(|| ServiceError::not_found("值班表", "rota", asked))?;
            may(&context, &found.department)?;
            if found.effective_from <= context.today {
                return Err(in_the_past(&found.effective_from.to_string()));
            }
            store::delete_rota(&mut tx, asked).await?;
            let answer = message(&found);
            if let Some(key) = &key {
                idempotency::record(&mut tx, key, &answer.encode_to_vec(), context.now).await?;
            }
            tx.commit().await?;
            Ok(answer)
        })
        .await?
    }
}

/// What is given, over what holds where nothing is said.
fn read(
    given: &pb::SaveRotaRequest,
    first: NaiveDate,
    organisation: FixedOffset,
) -> Result<Rota, ServiceError> {
    Ok(Rota {
        people: given.people.clone(),
        turn_days: match given.turn_days {
            0 => 7,
            days => days,
        },
        start: match given.start.as_str() {
            "" => first,
            text => required_day("start", text)?,
        },
        handover: match given.handover.as_str() {
            "" => NaiveTime::MIN,
            text => NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| {
                wrong(
                    "handover",
                    text,
                    "交班时刻须如 09:00",
                    "A time of day, such as 09:00",
                )
            })?,
        },
        offset: match given.utc_offset.as_str() {
            "" => organisation,
            text => text.parse().map_err(|_| {
                wrong(
                    "utc_offset",
                    text,
                    "时区须如 +08:00",
                    "An offset from UTC, such as +08:00",
                )
            })?,
        },
    })
}

fn wrong(field: &str, value: &str, zh: &str, en: &str) -> ServiceError {
    let rule = rules::ESC_ROTA_VALUE.id;
    ServiceError::invalid_field(field, rule, value, Localized::new(zh, en))
}

fn message(version: &RotaVersion) -> pb::DutyRota {
    let rota = &version.rota;
    pb::DutyRota {
        id: version.id.to_string(),
        code: version.code.clone(),
        name: version.name.clone(),
        department: version.department.clone(),
        version: version.version,
        effective_from: version.effective_from.to_string(),
        people: rota.people.clone(),
        turn_days: rota.turn_days,
        start: rota.start.to_string(),
        handover: rota.handover.format("%H:%M").to_string(),
        utc_offset: rota.offset.to_string(),
        created_by: version.created_by.clone(),
        created_at: Some(messages::moment(version.created_at)),
    }
}

fn turn_message(turn: &Turn) -> pb::DutyTurn {
    pb::DutyTurn {
        person: turn.person.to_owned(),
        from: Some(messages::moment(turn.from)),
        until: Some(messages::moment(turn.until)),
    }
}
