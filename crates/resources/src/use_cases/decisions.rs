//! Who decides a request, and by when.

use std::collections::HashMap;

use cascade_proto::resources::v1 as pb;
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;
use chrono::NaiveDate;

use crate::{
    domain::{directory::chain, request as domain, staff},
    store::{catalog, directory},
};

/// What is needed to say who decides and by when.
pub struct Decisions {
    parents: HashMap<String, String>,
    heads: HashMap<String, String>,
    today: NaiveDate,
    days: u8,
    /// By department, since an import asks the same ones again and again.
    due: HashMap<String, String>,
}

impl Decisions {
    /// As the directory is.
    pub async fn load(conn: &mut DbConn, today: NaiveDate, days: u8) -> Result<Self, ServiceError> {
        let departments = directory::departments(conn).await?;
        let mut known = Self {
            parents: HashMap::new(),
            heads: HashMap::new(),
            today,
            days,
            due: HashMap::new(),
        };
        for row in departments {
            known.parents.insert(row.code.clone(), row.parent);
            known.heads.insert(row.code, row.head);
        }
        Ok(known)
    }

    /// The day by which a department that is asked today is to decide, by its working calendar.
    pub async fn due(
        &mut self,
        conn: &mut DbConn,
        department: &str,
    ) -> Result<String, ServiceError> {
        if let Some(known) = self.due.get(department) {
            return Ok(known.clone());
        }
        let way = chain(department, &self.parents);
        let calendars =
            catalog::calendars_by_code(conn, pb::CalendarScope::Department, &way).await?;
        let calendar = staff::calendar_of(&way, &calendars);
        let due = calendar.shift(self.today, self.days.into()).to_string();
        self.due.insert(department.to_owned(), due.clone());
        Ok(due)
    }

    /// Says of each request who decides it and whether that is overdue.
    pub fn tell(&self, rows: &mut [pb::ResourceRequest]) {
        for row in rows {
            row.decider = self.decider(row);
            row.overdue = domain::is_overdue(row, self.today);
        }
    }

    /// Head of the department asked, or of the nearest above it; never the one who asks.
    fn decider(&self, row: &pb::ResourceRequest) -> String {
        chain(&row.requested_from, &self.parents)
            .iter()
            .filter_map(|code| self.heads.get(code))
            .find(|head| !head.is_empty() && **head != row.requested_by)
            .cloned()
            .unwrap_or_default()
    }
}
