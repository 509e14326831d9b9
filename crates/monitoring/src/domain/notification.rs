//! What a person is to be told, as one row that commits with the change that it tells of. Channels carry it from there.

use cascade_method::{
    Text,
    escalation::{Level, Stage},
    light::Light,
};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::{outcome::Outcome, plan::PlanState, settle::Moment};
use crate::{
    ids::{AlertId, NotificationId},
    incoming::MissedFact,
};

/// Something that somebody is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Identity.
    pub id: NotificationId,
    /// What it is about.
    pub kind: Kind,
    /// Person code; empty where the directory names nobody: then only the department's groups are told.
    pub person: String,
    /// Code of the department whose groups are told.
    pub department: String,
    /// In a line.
    pub title: Text,
    /// In a sentence; may be empty.
    pub body: Text,
    /// How urgent it is.
    pub light: Light,
    /// Page that shows it, below the address of the UI.
    pub page: String,
    /// Not before this instant.
    pub due: DateTime<Utc>,
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A level of an alert waits for the person.
    Level(AlertId, Level),
    /// Daily updates of a task are missing.
    Missed,
    /// A report is ready.
    Report,
}

impl Kind {
    /// In one word, for the log.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Level(..) => "level",
            Self::Missed => "missed",
            Self::Report => "report",
        }
    }
}

impl PlanState {
    /// Notes that a level of an alert waits for its assignee.
    pub(super) fn notify_level(
        &self,
        id: AlertId,
        level: Level,
        moment: Moment,
        outcome: &mut Outcome,
    ) {
        let Some(alert) = self.alerts.get(&id) else {
            return;
        };
        let task = self.tasks.get(&alert.cause).map(|node| &node.fact);
        let department = task.map_or("", |task| task.department.as_str());
        let number = level.number();
        let wanted = wanted(alert.ladder.stage, level);
        let until = alert.ladder.due.map(|due| {
            let due = due.with_timezone(&moment.offset).naive_local();
            // The end of a day belongs to that day.
            let due = match due.time() {
                NaiveTime::MIN => due - TimeDelta::minutes(1),
                _ => due,
            };
            due.format("%Y-%m-%d %H:%M")
        });
        let by = until.map_or_else(Text::default, |until| {
            Text::new(format!("，截止 {until}"), format!(", until {until}"))
        });
        let late = alert.affects.join("、");
        let also = if late.is_empty() {
            Text::default()
        } else {
            Text::new(
                format!("受影响：{late}"),
                format!("It makes late: {}", alert.affects.join(", ")),
            )
        };
        outcome.notifications.push(Notification {
            id: NotificationId::new(),
            kind: Kind::Level(id, level),
            person: alert.assignee.clone(),
            department: department.to_owned(),
            title: Text::new(
                format!("L{number} {}", alert.summary.zh),
                format!("L{number} {}", alert.summary.en),
            ),
            body: Text::new(
                format!("{}{}。{}", wanted.zh, by.zh, also.zh),
                format!("{}{}. {}", wanted.en, by.en, also.en)
                    .trim_end()
                    .to_owned(),
            ),
            light: alert.light,
            page: format!("plans/{}/alerts/{id}", self.plan.id),
            due: self.rules.audible(department, moment),
        });
    }
}

impl PlanState {
    /// Notes that daily updates are missing: the key result's owner is told.
    pub(super) fn notify_missed(&self, fact: &MissedFact, moment: Moment, outcome: &mut Outcome) {
        let MissedFact {
            code,
            name,
            owner,
            missed,
            day,
            ..
        } = fact;
        outcome.notifications.push(Notification {
            id: NotificationId::new(),
            kind: Kind::Missed,
            person: fact.notify.clone(),
            department: fact.department.clone(),
            title: Text::new(
                format!("{code} {name}：连续 {missed} 个工作日没有更新"),
                format!("{code} {name}: no update for {missed} working days in a row"),
            ),
            body: Text::new(
                format!("最近一次缺少更新：{day}，负责人 {owner}。请了解情况"),
                format!("The last one missed is {day}'s; the owner is {owner}. Please ask"),
            ),
            light: Light::Yellow,
            page: format!("plans/{}/tasks/{}", self.plan.id, fact.task),
            due: self.rules.audible(&fact.department, moment),
        });
    }
}

/// What the person of a level is asked for: a decision only where there is something to decide on.
fn wanted(stage: Stage, level: Level) -> Text {
    match (stage, level) {
        (Stage::Open, Level::L1) => Text::new("请说明延期原因", "Please say why it is late"),
        (Stage::Correcting, _) => Text::new(
            "请对纠偏措施作出决定",
            "Please accept the correction or ask for another",
        ),
        (Stage::Verifying | Stage::Unverified, _) => Text::new(
            "请确认纠偏措施是否有效",
            "Please say whether the correction has worked",
        ),
        (_, Level::L3 | Level::L4) => Text::new(
            "尚无可行的纠偏措施，请提交或督促提交",
            "There is no correction to go by yet: please file one or have one filed",
        ),
        (_, Level::L1 | Level::L2) => Text::new("请提交纠偏措施", "Please file a correction"),
    }
}
