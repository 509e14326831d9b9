//! From what is wanted of a plan's requests to the requests as they become, or to every rule that stands against them.

use std::collections::{HashMap, HashSet};

use cascade_method::rules;
use cascade_proto::resources::v1 as pb;
use cascade_runtime::error::Violation;
use chrono::NaiveDate;

use crate::{
    domain::{
        finding::{Finding, broken, kept, violations as refused},
        request::{Ask, Request, Task, check, is_open},
    },
    ids::{PlanId, RequestId, TaskId},
};

/// A request as wanted: names instead of identities, and gaps that the rules will name.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Path of the row in the request, with its dot.
    pub at: String,
    /// Unique in the plan.
    pub code: String,
    /// Code or identity of its task.
    pub task: String,
    /// 人力/预算/工具/数据
    pub kind: pb::ResourceKind,
    /// 资源描述
    pub description: String,
    /// Code of the department that decides.
    pub requested_from: String,
    /// Code of the person who asks; the caller's where it is empty.
    pub requested_by: String,
    /// 申请时间
    pub requested_at: Option<NaiveDate>,
    /// 预计到位时间
    pub expected_arrival: Option<NaiveDate>,
    /// How much of it.
    pub quantity: Option<f64>,
    /// Unit of the quantity.
    pub unit: String,
    /// Money, in minor units.
    pub amount_minor: Option<i64>,
    /// Code of the budget.
    pub budget: String,
    /// 备注
    pub note: String,
    /// Where a new request begins.
    pub status: pb::RequestStatus,
}

/// What the rules need to know around the requests.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Tasks of the plan that are known.
    pub tasks: Vec<Task>,
    /// Codes of the departments.
    pub departments: HashSet<String>,
    /// Codes of the people, and of the caller.
    pub people: HashSet<String>,
    /// Codes of the budgets.
    pub budgets: HashSet<String>,
    /// Who asks where nobody is named.
    pub caller: String,
}

/// A request as it becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The request, with a new version where something changed.
    pub request: Request,
    /// Its version before; none for a new one.
    pub before: Option<i64>,
    /// What the rules say of it.
    pub findings: Vec<Finding>,
}

/// Writes what is wanted over the requests as they are.
///
/// # Errors
/// Every rule marked E that is broken, at once.
pub fn settle(
    plan: PlanId,
    stored: &[Request],
    drafts: &[Draft],
    around: &Around,
) -> Result<Vec<Row>, Vec<Violation>> {
    let by_code: HashMap<&str, &Request> = stored
        .iter()
        .map(|request| (request.ask.code.as_str(), request))
        .collect();
    let tasks: HashMap<&str, &Task> = around
        .tasks
        .iter()
        .map(|task| (task.code.as_str(), task))
        .collect();
    let by_id: HashMap<TaskId, &Task> = around.tasks.iter().map(|task| (task.id, task)).collect();
    let mut violations = duplicates(drafts);
    let mut rows = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let before = by_code.get(draft.code.as_str()).copied();
        let task = tasks
            .get(draft.task.as_str())
            .copied()
            .or_else(|| by_id.get(&draft.task.parse().ok()?).copied());
        // Without a task the other rules are still told: against one that has no dates and no code.
        let nameless = Task {
            id: TaskId::default(),
            plan_id: plan,
            code: String::new(),
            start: None,
            end: None,
        };
        let ask = ask(draft, before, task.unwrap_or(&nameless).id, around);
        let said = check(&ask, task.unwrap_or(&nameless));
        violations.extend(refused(&said, &draft.at).map(|violation| {
            if violation.field.ends_with("task_id") {
                violation.value(&draft.task)
            } else {
                violation
            }
        }));
        violations.extend(unknown(draft, &ask, before, around));
        let mut request = match before {
            Some(before) => Request {
                ask,
                ..before.clone()
            },
            None => Request {
                id: RequestId::new(),
                plan_id: plan,
                ask,
                status: beginning(draft, &mut violations),
                actual_arrival: None,
                decided_by: String::new(),
                decision_note: String::new(),
                decided_at: None,
                version: 0,
            },
        };
        let differs = before != Some(&request);
        if differs {
            violations.extend(settled_already(draft, before));
            request.version += 1;
        }
        rows.push(Row {
            findings: if is_open(request.status) {
                kept(&said)
            } else {
                Vec::new()
            },
            before: before.map(|before| before.version),
            request,
        });
    }
    if violations.is_empty() {
        Ok(rows)
    } else {
        Err(violations)
    }
}

fn ask(draft: &Draft, before: Option<&Request>, task_id: TaskId, around: &Around) -> Ask {
    let was = before.map(|before| &before.ask);
    Ask {
        code: draft.code.clone(),
        task_id,
        kind: draft.kind,
        description: draft.description.clone(),
        requested_from: draft.requested_from.clone(),
        requested_by: if draft.requested_by.is_empty() {
            was.map_or_else(|| around.caller.clone(), |was| was.requested_by.clone())
        } else {
            draft.requested_by.clone()
        },
        // Submitting fills the day in; an empty cell does not empty it again.
        requested_at: draft
            .requested_at
            .or_else(|| was.and_then(|was| was.requested_at)),
        expected_arrival: draft.expected_arrival,
        quantity: draft.quantity,
        unit: draft.unit.clone(),
        amount_minor: draft.amount_minor,
        budget: draft.budget.clone(),
        note: draft.note.clone(),
    }
}

/// Decisions are made here, by those who may, and are not imported.
fn beginning(draft: &Draft, violations: &mut Vec<Violation>) -> pb::RequestStatus {
    match draft.status {
        pb::RequestStatus::Unspecified | pb::RequestStatus::Draft => pb::RequestStatus::Draft,
        pb::RequestStatus::Submitted => pb::RequestStatus::Submitted,
        decided => {
            violations.push(broken(
                &rules::RES_TRANSITION,
                format!("{}status", draft.at),
                decided.as_str_name(),
                (
                    "新申请只能是草稿或已提交",
                    "A new request is a draft or submitted",
                    "请导入为已提交，再由被申请部门审批",
                    "Import it as submitted; the department asked decides",
                ),
            ));
            decided
        }
    }
}

/// What has been decided is not rewritten.
fn settled_already(draft: &Draft, before: Option<&Request>) -> Option<Violation> {
    let before = before?;
    let open = matches!(
        before.status,
        pb::RequestStatus::Draft | pb::RequestStatus::Submitted
    );
    (!open).then(|| {
        let said = super::workflow::status(before.status).label();
        broken(
            &rules::RES_TRANSITION,
            format!("{}code", draft.at),
            &draft.code,
            (
                &format!("申请{}，内容不能再修改", said.zh),
                &format!(
                    "The request is {}: what it asks for does not change any more",
                    said.en
                ),
                "请另建申请",
                "File another request",
            ),
        )
    })
}

fn unknown(draft: &Draft, ask: &Ask, before: Option<&Request>, around: &Around) -> Vec<Violation> {
    let was = before.map(|before| &before.ask);
    let mut found = Vec::new();
    let mut refer = |field: &str, code: &str, there: &HashSet<String>, was: Option<&String>| {
        // Somebody who has left since does not stand against the row as it was.
        if code.is_empty() || there.contains(code) || was.is_some_and(|was| was == code) {
            return;
        }
        found.push(broken(
            &rules::DIR_REFERENCE_UNKNOWN,
            format!("{}{field}", draft.at),
            code,
            (
                &format!("组织目录中没有 {code}"),
                &format!("The directory has no {code}"),
                "请先录入，或核对编号",
                "Write it first, or check the code",
            ),
        ));
    };
    let before_from = was.map(|was| &was.requested_from);
    let before_by = was.map(|was| &was.requested_by);
    let before_budget = was.map(|was| &was.budget);
    refer(
        "requested_from",
        &ask.requested_from,
        &around.departments,
        before_from,
    );
    refer("requested_by", &ask.requested_by, &around.people, before_by);
    refer("budget", &ask.budget, &around.budgets, before_budget);
    found
}

fn duplicates(drafts: &[Draft]) -> Vec<Violation> {
    let mut seen = HashSet::new();
    drafts
        .iter()
        .filter(|draft| !draft.code.is_empty() && !seen.insert(draft.code.as_str()))
        .map(|draft| {
            broken(
                &rules::DIR_CODE_DUPLICATE,
                format!("{}code", draft.at),
                &draft.code,
                (
                    &format!("编号 {} 重复", draft.code),
                    &format!("The code {} stands twice", draft.code),
                    "请使用不同的编号",
                    "Give each row a code of its own",
                ),
            )
        })
        .collect()
}
