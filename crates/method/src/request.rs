//! Rules of resource requests (§4).

use chrono::NaiveDate;

use crate::{Finding, Table, Text, rules};

/// 所需资源类型
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// 人力
    People,
    /// 预算
    Budget,
    /// 工具
    Tool,
    /// 数据
    Data,
}

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// 草稿
    Draft,
    /// 已提交
    Submitted,
    /// 已批准
    Approved,
    /// 已驳回
    Rejected,
    /// 已撤回
    Withdrawn,
    /// 已到位
    Fulfilled,
}

/// What is done to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// To the department asked.
    Submit,
    /// By the department asked.
    Approve,
    /// By the department asked.
    Reject,
    /// By the one who asked.
    Withdraw,
    /// It has arrived.
    Fulfil,
}

impl Status {
    /// Its name.
    #[must_use]
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Draft => ("草稿", "draft"),
            Self::Submitted => ("已提交", "submitted"),
            Self::Approved => ("已批准", "approved"),
            Self::Rejected => ("已驳回", "rejected"),
            Self::Withdrawn => ("已撤回", "withdrawn"),
            Self::Fulfilled => ("已到位", "fulfilled"),
        };
        Text::new(zh, en)
    }

    /// The status after a move; none where the workflow does not have it.
    #[must_use]
    pub fn after(self, step: Move) -> Option<Self> {
        match (self, step) {
            (Self::Draft, Move::Submit) => Some(Self::Submitted),
            (Self::Submitted, Move::Approve) => Some(Self::Approved),
            (Self::Submitted, Move::Reject) => Some(Self::Rejected),
            (Self::Draft | Self::Submitted | Self::Approved, Move::Withdraw) => {
                Some(Self::Withdrawn)
            }
            (Self::Approved, Move::Fulfil) => Some(Self::Fulfilled),
            _ => None,
        }
    }
}

/// A request, as far as its rules need it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Request<'a> {
    /// Code of the request.
    pub code: &'a str,
    /// Its task's code; empty where unknown.
    pub task: &'a str,
    /// Department asked.
    pub requested_from: &'a str,
    /// 申请时间
    pub requested_at: Option<NaiveDate>,
    /// 预计到位时间
    pub expected_arrival: Option<NaiveDate>,
    /// Planned start of the task.
    pub task_start: Option<NaiveDate>,
    /// Planned end of the task.
    pub task_end: Option<NaiveDate>,
    /// Quantity, or amount in any unit.
    pub quantity: Option<f64>,
}

/// What the rules say of a request.
#[must_use]
pub fn check(request: &Request<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |rule, field, value: String, zh: String, en: String, advice: (&str, &str)| {
        findings.push(
            Finding::new(
                rule,
                Table::Requests,
                request.code,
                field,
                Text::new(zh, en),
            )
            .value(value)
            .advice(Text::new(advice.0, advice.1)),
        );
    };
    if request.task.trim().is_empty() {
        say(
            &rules::RES_TASK_UNKNOWN,
            "task",
            String::new(),
            "申请没有对应的任务".into(),
            "The request belongs to no known task".into(),
            ("请填写任务编号", "Give the task's code"),
        );
    }
    if request.requested_from.trim().is_empty() {
        say(
            &rules::RES_FROM_MISSING,
            "requested_from",
            String::new(),
            "没有写明向哪个部门申请".into(),
            "The department asked is missing".into(),
            ("请填写申请部门", "Name the department asked"),
        );
    }
    if request
        .quantity
        .is_some_and(|quantity| !quantity.is_finite() || quantity <= 0.0)
    {
        say(
            &rules::RES_AMOUNT_INVALID,
            "quantity",
            request.quantity.unwrap_or(0.0).to_string(),
            "数量或金额须大于 0".into(),
            "The quantity or amount is not above 0".into(),
            ("请填写大于 0 的数值", "Give a number above 0"),
        );
    }
    if let (Some(arrival), Some(end)) = (request.expected_arrival, request.task_end)
        && arrival > end
    {
        say(
            &rules::RES_ARRIVAL_AFTER_END,
            "expected_arrival",
            arrival.to_string(),
            format!("预计到位晚于任务结束 {end}"),
            format!("It is expected after the task ends on {end}"),
            (
                "请提前到位时间或调整任务",
                "Have it arrive earlier, or move the task",
            ),
        );
    } else if let (Some(arrival), Some(start)) = (request.expected_arrival, request.task_start)
        && arrival > start
    {
        say(
            &rules::RES_ARRIVAL_AFTER_START,
            "expected_arrival",
            arrival.to_string(),
            format!("预计到位晚于任务开始 {start}"),
            format!("It is expected after the task starts on {start}"),
            (
                "请提前到位时间，或推迟任务开始",
                "Have it arrive earlier, or start later",
            ),
        );
    }
    if let (Some(asked), Some(start)) = (request.requested_at, request.task_start)
        && asked > start
    {
        say(
            &rules::RES_FILED_AFTER_START,
            "requested_at",
            asked.to_string(),
            format!("申请时间晚于任务开始 {start}"),
            format!("It is filed after the task starts on {start}"),
            ("请提前申请资源", "File requests before the task starts"),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 7, day)
    }

    #[test]
    fn arrival_is_judged_against_the_task() {
        let request = Request {
            code: "R1",
            task: "T3",
            requested_from: "MKT",
            requested_at: day(1),
            expected_arrival: day(6),
            task_start: day(6),
            task_end: day(17),
            quantity: Some(20_000.0),
        };
        let ids = |request: &Request<'_>| -> Vec<&str> {
            check(request)
                .iter()
                .map(|finding| finding.rule.id)
                .collect()
        };
        assert!(ids(&request).is_empty());
        assert_eq!(
            ids(&Request {
                expected_arrival: day(7),
                ..request
            }),
            ["RES-003"]
        );
        assert_eq!(
            ids(&Request {
                expected_arrival: day(18),
                ..request
            }),
            ["RES-002"]
        );
        assert_eq!(
            ids(&Request {
                requested_at: day(7),
                ..request
            }),
            ["RES-004"]
        );
        assert_eq!(
            ids(&Request {
                quantity: Some(0.0),
                task: "",
                requested_from: "",
                ..request
            }),
            ["RES-001", "RES-008", "RES-009"]
        );
    }

    #[test]
    fn the_workflow_has_no_short_cut() {
        let all = [
            Status::Draft,
            Status::Submitted,
            Status::Approved,
            Status::Rejected,
            Status::Withdrawn,
            Status::Fulfilled,
        ];
        let moves = [
            Move::Submit,
            Move::Approve,
            Move::Reject,
            Move::Withdraw,
            Move::Fulfil,
        ];
        let legal = all
            .iter()
            .flat_map(|from| moves.iter().filter_map(|step| from.after(*step)))
            .count();
        assert_eq!(legal, 7);
        assert_eq!(Status::Draft.after(Move::Approve), None);
        assert_eq!(Status::Rejected.after(Move::Fulfil), None);
    }
}
