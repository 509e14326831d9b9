//! From the contract's messages to the domain; what cannot be read is told all at once, with the path of the field.

use std::str::FromStr;

use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use chrono::NaiveDate;

use crate::domain::{
    draft::{Draft, DraftLink, DraftMilestone},
    report::Update,
    task::{Constraints, Estimate, KeyResult, SkillNeed},
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

    /// A day; none where the text is empty.
    pub fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        if text.is_empty() {
            return None;
        }
        let day = cascade_runtime::day::read(text);
        if day.is_none() {
            self.say(
                field,
                "request.date",
                text,
                (
                    "日期格式不正确",
                    "This is no date",
                    "请按 2026-07-01 的格式填写",
                    "Write it like 2026-07-01",
                ),
            );
        }
        day
    }

    /// An identity; none where the text is empty.
    pub fn id<T: FromStr>(&mut self, field: &str, text: &str) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let id = text.parse().ok();
        if id.is_none() {
            self.say(
                field,
                "request.id",
                text,
                (
                    "标识格式不正确",
                    "This is no identity",
                    "请使用系统返回的 id",
                    "Use an id that the system gave",
                ),
            );
        }
        id
    }

    /// An identity that must be given.
    pub fn required_id<T: FromStr>(&mut self, field: &str, text: &str) -> Option<T> {
        if text.is_empty() {
            self.say(
                field,
                "request.id",
                text,
                (
                    "缺少标识",
                    "The identity is missing",
                    "请填写 id",
                    "Give the id",
                ),
            );
        }
        self.id(field, text)
    }

    /// A word of the contract.
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

    /// A task as somebody wants it; `at` is the path of the message with its dot.
    pub fn draft(&mut self, at: &str, task: &pb::Task) -> Draft {
        Draft {
            code: task.code.trim().to_owned(),
            key_result: task.key_result_id.clone(),
            name: task.name.clone(),
            description: task.description.clone(),
            kind: self.word(&format!("{at}type"), task.r#type),
            owner: task.owner.clone(),
            collaborators: task.collaborators.clone(),
            department: task.department.clone(),
            start: self.day(&format!("{at}planned_start"), &task.planned_start),
            end: self.day(&format!("{at}planned_end"), &task.planned_end),
            deliverable: task.deliverable.clone(),
            predecessors: self.predecessors(at, &task.predecessors),
            required_resources: task.required_resources.clone(),
            effort_hours: self.effort(at, task.effort_hours),
            priority: self.word(&format!("{at}priority"), task.priority),
            milestones: self.milestones(at, &task.milestones),
            skills: self.skills(at, &task.skills),
            constraints: self.constraints(at, task.constraints.as_ref()),
            estimate: task.estimate.map(|points| {
                Some(Estimate {
                    optimistic: points.optimistic_days,
                    likely: points.likely_days,
                    pessimistic: points.pessimistic_days,
                })
            }),
        }
    }

    fn constraints(&mut self, at: &str, named: Option<&pb::Constraints>) -> Option<Constraints> {
        let named = named?;
        let mut day = |field: &str, text: &str| self.day(&format!("{at}constraints.{field}"), text);
        Some(Constraints {
            not_before: day("not_before", &named.not_before),
            deadline: day("deadline", &named.deadline),
            start_on: day("start_on", &named.start_on),
        })
    }

    fn predecessors(&mut self, at: &str, named: &[pb::Predecessor]) -> Vec<DraftLink> {
        named
            .iter()
            .enumerate()
            .map(|(i, link)| DraftLink {
                reference: match (link.task_id.as_str(), link.plan_id.as_str()) {
                    ("", "") => link.code.clone(),
                    ("", plan) => format!("{plan}/{}", link.code),
                    (reference, _) => reference.to_owned(),
                },
                kind: self.word(&format!("{at}predecessors[{i}].kind"), link.kind),
                lag_days: link.lag_days,
            })
            .collect()
    }

    fn milestones(&mut self, at: &str, named: &[pb::Milestone]) -> Vec<DraftMilestone> {
        let mut milestones: Vec<DraftMilestone> = Vec::with_capacity(named.len());
        for (i, milestone) in named.iter().enumerate() {
            let at = format!("{at}milestones[{i}].");
            let due = self.day(&format!("{at}due"), &milestone.due);
            let reached_on = self.day(&format!("{at}reached_on"), &milestone.reached_on);
            if milestone.due.is_empty() {
                self.say(
                    &format!("{at}due"),
                    "request.date",
                    "",
                    (
                        "里程碑缺少日期",
                        "The milestone lacks a date",
                        "请填写日期",
                        "Give its date",
                    ),
                );
            }
            if milestones.iter().any(|other| other.name == milestone.name) {
                self.say(
                    &format!("{at}name"),
                    "request.unique",
                    &milestone.name,
                    (
                        "同一任务内的里程碑不能同名",
                        "Two milestones of one task have this name",
                        "请使用不同的名称",
                        "Give each its own name",
                    ),
                );
            }
            if let Some(due) = due {
                milestones.push(DraftMilestone {
                    name: milestone.name.clone(),
                    due,
                    reached_on,
                });
            }
        }
        milestones
    }

    fn skills(&mut self, at: &str, named: &[pb::SkillNeed]) -> Vec<SkillNeed> {
        named
            .iter()
            .enumerate()
            .map(|(i, need)| {
                if !(1..=5).contains(&need.level) {
                    let rule = cascade_method::rules::DIR_SKILL_LEVEL;
                    self.say(
                        &format!("{at}skills[{i}].level"),
                        rule.id,
                        &need.level.to_string(),
                        (rule.zh, rule.en, "请填写 1–5", "Give 1 to 5"),
                    );
                }
                SkillNeed {
                    skill: need.skill.clone(),
                    level: need.level,
                }
            })
            .collect()
    }

    fn effort(&mut self, at: &str, hours: Option<f64>) -> Option<f64> {
        let hours = hours?;
        if hours.is_finite() && hours >= 0.0 {
            return Some(hours);
        }
        self.say(
            &format!("{at}effort_hours"),
            "request.effort",
            &hours.to_string(),
            (
                "工时须为 0 或正数",
                "Effort is 0 hours or more",
                "请填写 0 或正数",
                "Give 0 or more hours",
            ),
        );
        None
    }

    /// What must be known of a key result; `at` is the path of the message with its dot.
    pub fn key_result(&mut self, at: &str, message: &pb::KeyResultRef) -> Option<KeyResult> {
        let id = self.required_id(&format!("{at}id"), &message.id);
        let plan_id = self.required_id(&format!("{at}plan_id"), &message.plan_id);
        let window_start = self.day(&format!("{at}window_start"), &message.window_start);
        let deadline = self.day(&format!("{at}deadline"), &message.deadline);
        Some(KeyResult {
            id: id?,
            plan_id: plan_id?,
            code: message.code.clone(),
            owner: message.owner.clone(),
            department: message.department.clone(),
            window_start,
            deadline,
        })
    }

    /// Writes the named fields of `task` into `draft`.
    pub fn overwrite(&mut self, draft: &mut Draft, task: &pb::Task, fields: &[String]) {
        let wanted = self.draft("task.", task);
        for (i, field) in fields.iter().enumerate() {
            match field.as_str() {
                "name" => draft.name.clone_from(&wanted.name),
                "description" => draft.description.clone_from(&wanted.description),
                "owner" => draft.owner.clone_from(&wanted.owner),
                "collaborators" => draft.collaborators.clone_from(&wanted.collaborators),
                "deliverable" => draft.deliverable.clone_from(&wanted.deliverable),
                "predecessors" => draft.predecessors.clone_from(&wanted.predecessors),
                "planned_start" => draft.start = wanted.start,
                "planned_end" => draft.end = wanted.end,
                "priority" => draft.priority = wanted.priority,
                "required_resources" => {
                    draft.required_resources.clone_from(&wanted.required_resources);
                }
                "milestones" => draft.milestones.clone_from(&wanted.milestones),
                "effort_hours" => draft.effort_hours = wanted.effort_hours,
                // Named and absent: it is held to nothing any more.
                "constraints" => draft.constraints = Some(wanted.constraints.unwrap_or_default()),
                // Named and absent: nobody estimates it any more.
                "estimate" => draft.estimate = Some(wanted.estimate.flatten()),
                // A part of where the task stands, not of what is planned.
                "state" => {}
                other => self.say(&format!("update[{i}]"), "request.update", other, (
                    "该字段不存在或不能这样修改",
                    "There is no such field, or it is not changed this way",
                    "可修改：name, description, owner, collaborators, deliverable, predecessors, planned_start, planned_end, state, priority, required_resources, milestones, effort_hours, constraints, estimate",
                    "Fields that can be: name, description, owner, collaborators, deliverable, predecessors, planned_start, planned_end, state, priority, required_resources, milestones, effort_hours, constraints, estimate",
                )),
            }
        }
    }

    /// The state that a task shall have, where `fields` name it.
    pub fn state(&mut self, task: &pb::Task, fields: &[String]) -> Option<pb::TaskState> {
        if !fields.iter().any(|field| field == "state") {
            return None;
        }
        let state = self.word("task.state", task.state);
        if state == pb::TaskState::Unspecified && task.state == 0 {
            self.say(
                "task.state",
                "request.enum",
                "",
                (
                    "缺少状态",
                    "The state is missing",
                    "请填写状态",
                    "Give the state",
                ),
            );
        }
        Some(state)
    }

    /// A daily update.
    pub fn update(&mut self, message: &pb::ReportProgressRequest) -> Update {
        Update {
            as_of: self.day("as_of", &message.as_of),
            percent: message.percent,
            remaining_days: message.remaining_days,
            note: message.note.clone(),
            blocker_cause: self.word("blocker_cause", message.blocker_cause),
            blocker: message.blocker.clone(),
            actual_start: self.day("actual_start", &message.actual_start),
            actual_finish: self.day("actual_finish", &message.actual_finish),
            evidence: message.evidence.clone(),
        }
    }
}
