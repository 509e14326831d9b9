//! What there is around the requests of a plan, against which they are read.

use std::collections::{HashMap, HashSet};

use cascade_method::{Finding, Table, Text, rules};
use cascade_proto::resources::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
};
use cascade_storage::DbConn;

use super::{
    name_of,
    requests::{by_id, unreadable},
};
use crate::{
    domain::request as domain,
    messages,
    store::{catalog, directory, windows},
};

/// What there is around the requests of a plan.
#[derive(Debug, Default)]
pub struct Around {
    /// Tasks of the plan, by id.
    pub tasks: HashMap<String, pb::TaskRef>,
    task_ids: HashMap<String, String>,
    /// Departments.
    pub departments: HashSet<String>,
    /// Budgets, of those that are named.
    pub budgets: HashSet<String>,
    tools: HashSet<String>,
    data_sets: HashSet<String>,
    /// People who ask, and the department of each.
    people: HashMap<String, String>,
}

impl Around {
    /// Loads it.
    pub async fn load(
        conn: &mut DbConn,
        plan: &str,
        rows: &[pb::ResourceRequest],
    ) -> Result<Self, ServiceError> {
        let tasks = by_id(windows::of_plan(conn, plan).await?);
        let budgets: Vec<String> = rows
            .iter()
            .map(|row| row.budget.trim().to_owned())
            .collect();
        let assets: Vec<String> = rows.iter().map(|row| row.asset.trim().to_owned()).collect();
        let people: Vec<String> = rows
            .iter()
            .map(|row| row.requested_by.trim().to_owned())
            .collect();
        Ok(Self {
            task_ids: tasks
                .values()
                .map(|task| (task.code.clone(), task.id.clone()))
                .collect(),
            tasks,
            departments: directory::departments(conn)
                .await?
                .into_iter()
                .map(|row| row.code)
                .collect(),
            budgets: directory::known_budgets(conn, &budgets)
                .await?
                .into_iter()
                .collect(),
            tools: catalog::tools_by_code(conn, &assets)
                .await?
                .into_iter()
                .map(|row| row.code)
                .collect(),
            data_sets: catalog::data_sets_by_code(conn, &assets)
                .await?
                .into_iter()
                .map(|row| row.code)
                .collect(),
            people: directory::people_by_code(conn, &people)
                .await?
                .into_iter()
                .map(|row| (row.code, row.department))
                .collect(),
        })
    }

    /// Identities for codes, and the caller where nobody is named.
    pub fn complete(
        &self,
        context: &RequestContext,
        row: &mut pb::ResourceRequest,
        before: Option<&pb::ResourceRequest>,
    ) {
        for text in [
            &mut row.code,
            &mut row.task_id,
            &mut row.requested_from,
            &mut row.requested_by,
            &mut row.budget,
            &mut row.asset,
        ] {
            *text = text.trim().to_owned();
        }
        // A workbook has no column for it: what is not said stays.
        if row.asset.is_empty()
            && let Some(before) = before.filter(|before| before.kind == row.kind)
        {
            row.asset.clone_from(&before.asset);
        }
        if let Some(id) = self.task_ids.get(&row.task_id) {
            row.task_id.clone_from(id);
        }
        if row.requested_by.is_empty() {
            row.requested_by =
                before.map_or_else(|| name_of(context), |row| row.requested_by.clone());
        }
    }

    /// References that lead nowhere, and values that cannot be read.
    pub fn refused(&self, path: &str, row: &pb::ResourceRequest) -> Vec<Violation> {
        let mut found = Vec::new();
        for (field, code, there) in [
            ("requested_from", &row.requested_from, &self.departments),
            ("budget", &row.budget, &self.budgets),
        ] {
            if !code.is_empty() && !there.contains(code) {
                found.push(messages::violation(path, &unknown(row, field, code)));
            }
        }
        let nothing = HashSet::new();
        let assets = match row.kind() {
            pb::ResourceKind::Tool => &self.tools,
            pb::ResourceKind::Data => &self.data_sets,
            _ => &nothing,
        };
        if !row.asset.is_empty() && !assets.contains(&row.asset) {
            let said = (
                "该类型的申请没有引用到已登记的工具或数据集",
                "There is no tool or data set of this code, as its kind asks for",
            );
            let rule = &rules::DIR_ASSET_UNKNOWN;
            let broken = domain::broken(row, rule, "asset", &row.asset, said);
            found.push(messages::violation(path, &broken));
        }
        for (field, text) in [
            ("requested_at", &row.requested_at),
            ("expected_arrival", &row.expected_arrival),
        ] {
            if !text.is_empty() && messages::day(text).is_none() {
                found.push(unreadable(&format!("{path}{field}"), "request.date", text));
            }
        }
        for (field, text) in [
            ("code", &row.code),
            ("description", &row.description),
            ("requested_by", &row.requested_by),
            ("unit", &row.unit),
            ("note", &row.note),
        ] {
            if text.contains('\0') {
                let shown = text.replace('\0', "␀");
                found.push(unreadable(
                    &format!("{path}{field}"),
                    "request.text",
                    &shown,
                ));
            }
        }
        found
    }

    /// Who asks for somebody is that person, or works in their department; of somebody whom the directory does not know, in any.
    pub fn may_write(&self, context: &RequestContext, asks: &str) -> Result<(), ServiceError> {
        if context.actor.is_person(asks) {
            return Ok(());
        }
        match self.people.get(asks) {
            Some(department) => context.actor.require(Role::Contributor, department),
            None => context.actor.require_anywhere(Role::Contributor),
        }
    }
}

fn unknown(row: &pb::ResourceRequest, field: &'static str, value: &str) -> Finding {
    Finding::new(
        &rules::DIR_REFERENCE_UNKNOWN,
        Table::Requests,
        &row.code,
        field,
        Text::new(format!("{value} 不存在"), format!("There is no {value}")),
    )
    .value(value)
    .advice(Text::new("请核对编号", "Check the code"))
}
