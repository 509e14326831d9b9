//! Duty rotas: versions, written once.

use cascade_method::escalation::Rota;
use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use chrono::{FixedOffset, NaiveDate, NaiveTime};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::{domain::duty::RotaVersion, ids::RotaId, schema::duty_rotas};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = duty_rotas)]
struct Row {
    id: RotaId,
    code: String,
    name: String,
    department: String,
    version: i64,
    effective_from: NaiveDate,
    turns: Json<StoredRota>,
    created_by: String,
    created_at: UtcTime,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredRota {
    people: Vec<String>,
    turn_days: u32,
    start: NaiveDate,
    handover: NaiveTime,
    offset_seconds: i32,
}

/// Every version, oldest first.
pub async fn rotas(conn: &mut DbConn) -> Result<Vec<RotaVersion>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        duty_rotas::table.order(duty_rotas::id.asc()).select(Row::as_select()).load(c).await
    })?;
    rows.into_iter()
        .map(|row| {
            let turns = row.turns.0;
            let offset = FixedOffset::east_opt(turns.offset_seconds).ok_or_else(|| {
                StorageError::internal(format!("a rota with offset {}", turns.offset_seconds))
            })?;
            Ok(RotaVersion {
                id: row.id,
                code: row.code,
                name: row.name,
                department: row.department,
                version: row.version,
                effective_from: row.effective_from,
                rota: Rota {
                    people: turns.people,
                    turn_days: turns.turn_days,
                    start: turns.start,
                    handover: turns.handover,
                    offset,
                },
                created_by: row.created_by,
                created_at: row.created_at.into(),
            })
        })
        .collect()
}

/// Keeps a new version; a conflict where somebody else has just written the same one.
pub async fn insert_rota(conn: &mut DbConn, new: &RotaVersion) -> Result<(), StorageError> {
    let rota = &new.rota;
    let row = Row {
        id: new.id,
        code: new.code.clone(),
        name: new.name.clone(),
        department: new.department.clone(),
        version: new.version,
        effective_from: new.effective_from,
        turns: Json(StoredRota {
            people: rota.people.clone(),
            turn_days: rota.turn_days,
            start: rota.start,
            handover: rota.handover,
            offset_seconds: rota.offset.local_minus_utc(),
        }),
        created_by: new.created_by.clone(),
        created_at: new.created_at.into(),
    };
    on_conn!(conn, c => diesel::insert_into(duty_rotas::table).values(&row).execute(c).await)?;
    Ok(())
}

/// Takes a version back.
pub async fn delete_rota(conn: &mut DbConn, id: RotaId) -> Result<(), StorageError> {
    on_conn!(conn, c => diesel::delete(duty_rotas::table.find(id)).execute(c).await)?;
    Ok(())
}
