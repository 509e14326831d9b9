//! From the contract's messages to the domain; what cannot be read is told all at once, with the path of the field.

use std::str::FromStr;

use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use chrono::NaiveDate;

use crate::domain::{
    check_in::Report,
    draft::{GoalDraft, KeyResultDraft, PlanDraft},
};

/// Collects what cannot be read.
#[derive(Debug, Default)]
pub struct Reader {
    violations: Vec<Violation>,
}

impl Reader {
    /// Everything that could not be read, if anything.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with all of it.
    pub fn done(self) -> Result<(), ServiceError> {
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(ServiceError::invalid(self.violations))
        }
    }

    /// Everything that could not be read.
    #[must_use]
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// An identity that must be given.
    pub fn required_id<T: FromStr>(&mut self, field: &str, text: &str) -> Option<T> {
        let id = text.parse().ok();
        if id.is_none() {
            self.say(
                field,
                "request.id",
                text,
                (
                    "标识缺失或格式不正确",
                    "This is no identity",
                    "请使用系统返回的 id",
                    "Use an id that the system gave",
                ),
            );
        }
        id
    }

    /// A plan as wanted.
    pub fn plan(&mut self, plan: Option<&pb::Plan>) -> PlanDraft {
        let empty = pb::Plan::default();
        let plan = plan.unwrap_or(&empty);
        let draft = PlanDraft {
            code: self.code("plan.code", &plan.code),
            title: self.text("plan.title", &plan.title),
            start: self.required_day("plan.period_start", &plan.period_start),
            end: self.required_day("plan.period_end", &plan.period_end),
        };
        if let (Some(start), Some(end)) = (draft.start, draft.end)
            && end < start
        {
            self.say(
                "plan.period_end",
                "request.period",
                &plan.period_end,
                (
                    "周期结束早于开始",
                    "The period ends before it begins",
                    "请核对周期",
                    "Check the period",
                ),
            );
        }
        draft
    }

    /// A goal as wanted; `at` is the path of the message with its dot.
    pub fn goal(&mut self, at: &str, goal: &pb::Goal) -> GoalDraft {
        GoalDraft {
            at: at.to_owned(),
            code: self.code(&format!("{at}code"), &goal.code),
            description: self.text(&format!("{at}description"), &goal.description),
            source: self.word(&format!("{at}source"), goal.source),
            department: self.text(&format!("{at}department"), &goal.department),
            owner: self.text(&format!("{at}owner"), &goal.owner),
            deadline: self.day(&format!("{at}deadline"), &goal.deadline),
            priority: self.word(&format!("{at}priority"), goal.priority),
            key_result_direction: self.text(
                &format!("{at}key_result_direction"),
                &goal.key_result_direction,
            ),
            parent: self.text(&format!("{at}parent_id"), &goal.parent_id),
            baseline: self.number(&format!("{at}baseline"), goal.baseline),
            target: self.number(&format!("{at}target"), goal.target),
            unit: self.text(&format!("{at}unit"), &goal.unit),
            company_goal: goal.company_goal,
        }
    }

    /// A key result as wanted; `at` is the path of the message with its dot.
    pub fn key_result(&mut self, at: &str, part: &pb::KeyResult) -> KeyResultDraft {
        let kind: pb::TargetKind = self.word(&format!("{at}target_kind"), part.target_kind);
        KeyResultDraft {
            at: at.to_owned(),
            code: self.code(&format!("{at}code"), &part.code),
            goal: self.text(&format!("{at}goal_id"), &part.goal_id),
            description: self.text(&format!("{at}description"), &part.description),
            owner: self.text(&format!("{at}owner"), &part.owner),
            collaborators: part
                .collaborators
                .iter()
                .enumerate()
                .map(|(i, name)| self.text(&format!("{at}collaborators[{i}]"), name))
                .collect(),
            kind,
            baseline: self
                .number(&format!("{at}baseline"), Some(part.baseline))
                .unwrap_or(0.0),
            // Without a kind, zero is no target that anybody wrote.
            target: Some(part.target)
                .filter(|target| kind != pb::TargetKind::Unspecified || *target != 0.0),
            // The contract cannot tell a zero from nothing; where zero is meant, a check-in says so.
            current: self
                .number(&format!("{at}current"), Some(part.current))
                .filter(|value| *value != 0.0),
            unit: self.text(&format!("{at}unit"), &part.unit),
            weight: part.weight,
            deadline: self.day(&format!("{at}deadline"), &part.deadline),
        }
    }

    /// A reported value.
    pub fn report(&mut self, message: &pb::CheckInKeyResultRequest) -> Report {
        Report {
            value: message.value,
            confidence: message.confidence,
            note: self.text("note", &message.note),
            as_of: self.day("as_of", &message.as_of),
        }
    }

    /// What an adjustment changes, its texts without blanks around them.
    pub fn changes(&mut self, changes: Option<&pb::AdjustmentChanges>) -> pb::AdjustmentChanges {
        let mut changes = changes.cloned().unwrap_or_default();
        self.day("changes.period_start", &changes.period_start);
        self.day("changes.period_end", &changes.period_end);
        for (i, goal) in changes.goals.iter_mut().enumerate() {
            let at = format!("changes.goals[{i}].");
            self.optional_text(&format!("{at}description"), &mut goal.description);
            self.optional_text(&format!("{at}unit"), &mut goal.unit);
            self.wanted_day(&format!("{at}deadline"), goal.deadline.as_deref());
            self.number(&format!("{at}baseline"), goal.baseline);
            self.number(&format!("{at}target"), goal.target);
        }
        for (i, part) in changes.key_results.iter_mut().enumerate() {
            let at = format!("changes.key_results[{i}].");
            self.optional_text(&format!("{at}description"), &mut part.description);
            self.optional_text(&format!("{at}unit"), &mut part.unit);
            self.wanted_day(&format!("{at}deadline"), part.deadline.as_deref());
            self.number(&format!("{at}baseline"), part.baseline);
            self.number(&format!("{at}target"), part.target);
            self.number(&format!("{at}weight"), part.weight);
        }
        for (i, task) in changes.tasks.iter_mut().enumerate() {
            let at = format!("changes.tasks[{i}].");
            self.day(&format!("{at}planned_start"), &task.planned_start);
            self.day(&format!("{at}planned_end"), &task.planned_end);
            task.owner = self.text(&format!("{at}owner"), &task.owner);
        }
        changes
    }

    fn optional_text(&mut self, field: &str, text: &mut Option<String>) {
        if let Some(text) = text {
            *text = self.text(field, text);
        }
    }

    /// A day that is given must be one: a change to nothing is none.
    fn wanted_day(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.required_day(field, text);
        }
    }

    fn code(&mut self, field: &str, text: &str) -> String {
        let code = self.text(field, text);
        if code.is_empty() {
            self.say(
                field,
                "request.code",
                text,
                (
                    "缺少编号",
                    "The code is missing",
                    "请填写编号",
                    "Give a code",
                ),
            );
        }
        code
    }

    /// Text without blanks around it. PostgreSQL keeps no NUL character.
    pub fn text(&mut self, field: &str, text: &str) -> String {
        if text.contains('\0') {
            self.say(
                field,
                "request.text",
                &text.replace('\0', "␀"),
                (
                    "文本含有不允许的字符",
                    "The text has a character that no text has",
                    "请删除不可见字符",
                    "Remove the invisible character",
                ),
            );
        }
        text.trim().to_owned()
    }

    /// A day, where one is given.
    pub fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        if text.is_empty() {
            return None;
        }
        let day = cascade_runtime::day::read(text);
        if day.is_none() {
            self.no_day(field, text);
        }
        day
    }

    fn required_day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        let day = cascade_runtime::day::read(text);
        if day.is_none() {
            self.no_day(field, text);
        }
        day
    }

    fn no_day(&mut self, field: &str, text: &str) {
        self.say(
            field,
            "request.date",
            text,
            (
                "日期缺失或格式不正确",
                "This is no date",
                "请按 2026-07-01 的格式填写",
                "Write it like 2026-07-01",
            ),
        );
    }

    /// A finite number, where one is given.
    pub fn number(&mut self, field: &str, number: Option<f64>) -> Option<f64> {
        let number = number?;
        if number.is_finite() {
            return Some(number);
        }
        self.say(
            field,
            "request.number",
            &number.to_string(),
            (
                "须为有限的数",
                "This is no finite number",
                "请填写数值",
                "Give a number",
            ),
        );
        None
    }

    /// A value of an enumeration.
    pub fn word<E: TryFrom<i32> + Default>(&mut self, field: &str, number: i32) -> E {
        E::try_from(number).unwrap_or_else(|_| {
            self.say(
                field,
                "request.enum",
                &number.to_string(),
                (
                    "取值不在约定范围内",
                    "The contract has no such value",
                    "请使用约定中的取值",
                    "Use a value of the contract",
                ),
            );
            E::default()
        })
    }

    fn say(&mut self, field: &str, rule: &str, value: &str, texts: (&str, &str, &str, &str)) {
        let (zh, en, advice_zh, advice_en) = texts;
        self.violations.push(
            Violation::new(field, rule, Localized::new(zh, en))
                .value(value)
                .advice(Localized::new(advice_zh, advice_en)),
        );
    }
}
