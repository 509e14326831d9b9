//! What is not worth telling any more: a level of an alert that was closed, or that waits for somebody else by now, asks people for what
//! they need not or cannot do.

use std::collections::{HashMap, HashSet};

use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    ids::AlertId,
    store::{
        deliveries::{DeliveryRow, NoticeRow},
        overtaken::{self, Standing},
    },
};

/// The kind of notices that an alert can leave behind.
const LEVEL: &str = "level";

/// How the alerts of notices stand.
pub(super) struct Standings(HashMap<AlertId, Standing>);

impl Standings {
    pub(super) async fn of(
        conn: &mut DbConn,
        notices: impl Iterator<Item = &NoticeRow>,
    ) -> Result<Self, ServiceError> {
        let ids: HashSet<AlertId> = notices.filter_map(alert).collect();
        if ids.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        let ids: Vec<AlertId> = ids.into_iter().collect();
        Ok(Self(overtaken::standings(conn, &ids).await?))
    }

    /// Why a notice is not to be sent, for those who read the log in either language; none: it is.
    pub(super) fn why(&self, notice: &NoticeRow) -> Option<String> {
        let now = self.0.get(&alert(notice)?)?;
        if now.closed_at.is_some() {
            return Some("告警已关闭 / the alert is closed".to_owned());
        }
        let (level, person) = (now.level, now.assignee.as_str());
        let same = level == notice.level && person == notice.person;
        (!same).then(|| {
            format!("告警已到 L{level}，由 {person} 处理 / the alert is at L{level} and waits for {person}")
        })
    }
}

fn alert(notice: &NoticeRow) -> Option<AlertId> {
    (notice.kind == LEVEL)
        .then(|| notice.alert_id.parse().ok())
        .flatten()
}

/// What is due without what has been overtaken, which is noted. What was sent before goes again as it was, unless nobody needs any of it.
pub(super) async fn leave_out(
    conn: &mut DbConn,
    due: Vec<(DeliveryRow, NoticeRow)>,
    now: DateTime<Utc>,
) -> Result<Vec<(DeliveryRow, NoticeRow)>, ServiceError> {
    let standings = Standings::of(conn, due.iter().map(|(_, notice)| notice)).await?;
    let needed: HashSet<String> = due
        .iter()
        .filter(|(row, notice)| !row.parcel.is_empty() && standings.why(notice).is_none())
        .map(|(row, _)| row.parcel.clone())
        .collect();
    let mut left = Vec::new();
    for (row, notice) in due {
        match standings.why(&notice) {
            Some(why) if !needed.contains(&row.parcel) => {
                overtaken::note(conn, row.id, &why, now).await?;
            }
            _ => left.push((row, notice)),
        }
    }
    Ok(left)
}
