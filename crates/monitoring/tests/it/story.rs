//! A small plan as other services tell of it: T1 before T2 of sales, T2 before T3 of the data department, all for one key result.

use cascade_events::{CloudEvent, EventData};
use cascade_proto::{goals::v1 as goals, resources::v1 as resources, tasks::v1 as tasks};
use serde::Serialize;
use uuid::Uuid;

use crate::support::{NOW, at};

/// Identities of one plan.
#[derive(Debug, Clone)]
pub struct Story {
    pub plan: String,
    /// The plan's.
    pub code: String,
    pub goal: String,
    pub key_result: String,
    pub tasks: Vec<tasks::Task>,
}

impl Story {
    pub fn new() -> Self {
        let id = || Uuid::now_v7().to_string();
        let (plan, goal, key_result) = (id(), id(), id());
        let task = |code: &str, department: &str, start: &str, end: &str| tasks::Task {
            id: id(),
            plan_id: plan.clone(),
            key_result_id: key_result.clone(),
            code: code.into(),
            name: format!("task {code}"),
            owner: format!("P-{code}"),
            department: department.into(),
            planned_start: start.into(),
            planned_end: end.into(),
            duration_days: 5,
            deliverable: "a report".into(),
            baseline: Some(tasks::Baseline {
                start: start.into(),
                end: end.into(),
                taken_at: None,
            }),
            state: tasks::TaskState::Open.into(),
            version: 1,
            ..tasks::Task::default()
        };
        let mut tasks = vec![
            task("T1", "SALES", "2026-07-06", "2026-07-10"),
            task("T2", "SALES", "2026-07-13", "2026-07-17"),
            task("T3", "DATA", "2026-07-20", "2026-07-24"),
        ];
        for at in 1..tasks.len() {
            tasks[at].predecessors = vec![after(&tasks[at - 1])];
        }
        Self {
            plan,
            code: "Q3".into(),
            goal,
            key_result,
            tasks,
        }
    }

    /// Everything that is told before the first report.
    pub fn told(&self) -> Vec<CloudEvent> {
        let mut events = vec![self.active(1), self.goal(false), self.key_result()];
        events.extend(departments());
        events.extend(self.tasks.iter().map(changed));
        events
    }

    pub fn active(&self, version: i64) -> CloudEvent {
        self.plan_event(version, "third quarter")
    }

    /// The plan is closed.
    pub fn closed(&self, version: i64) -> CloudEvent {
        self.plan_in(goals::PlanStatus::Closed, version, "third quarter")
    }

    pub fn plan_event(&self, version: i64, title: &str) -> CloudEvent {
        self.plan_in(goals::PlanStatus::Active, version, title)
    }

    fn plan_in(&self, status: goals::PlanStatus, version: i64, title: &str) -> CloudEvent {
        let plan = goals::Plan {
            id: self.plan.clone(),
            code: self.code.clone(),
            title: title.into(),
            status: status.into(),
            version,
            ..goals::Plan::default()
        };
        let data = goals::PlanChanged { plan: Some(plan) };
        event("cascade.goals.plan_changed.v1", &self.plan, version, &data)
    }

    pub fn goal(&self, company_goal: bool) -> CloudEvent {
        let data = goals::GoalChanged {
            goal: Some(self.goal_row(company_goal)),
            ..goals::GoalChanged::default()
        };
        event("cascade.goals.goal_changed.v1", &self.plan, 1, &data)
    }

    pub fn goal_event(&self, goal: goals::Goal) -> CloudEvent {
        let version = goal.version;
        let data = goals::GoalChanged {
            goal: Some(goal),
            ..goals::GoalChanged::default()
        };
        event("cascade.goals.goal_changed.v1", &self.plan, version, &data)
    }

    pub fn key_result_event(&self, key_result: goals::KeyResult) -> CloudEvent {
        let version = key_result.version;
        let data = goals::KeyResultChanged {
            key_result: Some(key_result),
        };
        event(
            "cascade.goals.key_result_changed.v1",
            &self.plan,
            version,
            &data,
        )
    }

    /// The goal, hanging under something of a plan; at the top without.
    pub fn goal_under(&self, version: i64, parent: Option<(&str, &str)>) -> CloudEvent {
        let (parent, plan) = parent.unwrap_or_default();
        let data = goals::GoalChanged {
            goal: Some(goals::Goal {
                parent_id: parent.into(),
                version,
                ..self.goal_row(false)
            }),
            parent_plan_id: plan.into(),
        };
        event("cascade.goals.goal_changed.v1", &self.plan, version, &data)
    }

    pub fn goal_row(&self, company_goal: bool) -> goals::Goal {
        goals::Goal {
            id: self.goal.clone(),
            plan_id: self.plan.clone(),
            code: "G1".into(),
            description: "sales".into(),
            department: "SALES".into(),
            owner: "P-GOAL".into(),
            deadline: "2026-09-30".into(),
            version: 1,
            company_goal,
            ..goals::Goal::default()
        }
    }

    pub fn key_result(&self) -> CloudEvent {
        let data = goals::KeyResultChanged {
            key_result: Some(self.key_result_row()),
        };
        event("cascade.goals.key_result_changed.v1", &self.plan, 1, &data)
    }

    pub fn key_result_row(&self) -> goals::KeyResult {
        goals::KeyResult {
            id: self.key_result.clone(),
            plan_id: self.plan.clone(),
            goal_id: self.goal.clone(),
            code: "KR1".into(),
            description: "online sales".into(),
            owner: "P-KR".into(),
            weight: 100.0,
            deadline: "2026-07-31".into(),
            attainment: 0.25,
            version: 1,
            ..goals::KeyResult::default()
        }
    }

    /// Daily updates of T1 are missing, the last of them on `day`.
    pub fn missed(&self, missed: i32, day: &str) -> CloudEvent {
        let data = tasks::UpdateMissed {
            task: Some(self.tasks[0].clone()),
            missed,
            day: day.into(),
            notify: "P-KR".into(),
        };
        event("cascade.tasks.update_missed.v1", &self.plan, 1, &data)
    }

    /// A report of T1: begun on its day, `percent` done, so many working days left after `day`.
    pub fn report(&self, version: i64, day: &str, percent: f64, remaining: i32) -> CloudEvent {
        let done = remaining == 0;
        let task = tasks::Task {
            percent,
            remaining_days: Some(remaining),
            last_reported_on: day.into(),
            actual_start: "2026-07-06".into(),
            actual_finish: if done { day.into() } else { String::new() },
            reported_cause: if done { String::new() } else { "people".into() },
            version,
            ..self.tasks[0].clone()
        };
        reported(&task, day)
    }
}

/// Finish to start, without lag.
pub fn after(task: &tasks::Task) -> tasks::Predecessor {
    tasks::Predecessor {
        task_id: task.id.clone(),
        kind: tasks::LinkKind::FinishToStart.into(),
        plan_id: task.plan_id.clone(),
        code: task.code.clone(),
        ..tasks::Predecessor::default()
    }
}

pub fn changed(task: &tasks::Task) -> CloudEvent {
    let data = tasks::TaskChanged {
        task: Some(task.clone()),
    };
    let kind = "cascade.tasks.task_changed.v1";
    event(kind, &task.plan_id, task.version, &data)
}

pub fn reported(task: &tasks::Task, day: &str) -> CloudEvent {
    let report = tasks::ProgressReport {
        id: Uuid::now_v7().to_string(),
        task_id: task.id.clone(),
        plan_id: task.plan_id.clone(),
        as_of: day.into(),
        percent: task.percent,
        task_version: task.version,
        ..tasks::ProgressReport::default()
    };
    let data = tasks::ProgressReported {
        report: Some(report),
        task: Some(task.clone()),
    };
    let kind = "cascade.tasks.progress_reported.v1";
    event(kind, &task.plan_id, task.version, &data)
}

/// The company with two departments, each with a head.
pub fn departments() -> Vec<CloudEvent> {
    vec![
        department("HQ", "", "P-CEO", 1),
        department("SALES", "HQ", "P-SALES", 1),
        department("DATA", "HQ", "P-DATA", 1),
    ]
}

pub fn department(code: &str, parent: &str, head: &str, version: i64) -> CloudEvent {
    let data = resources::DepartmentChanged {
        department: Some(resources::Department {
            code: code.into(),
            name: code.into(),
            parent: parent.into(),
            head: head.into(),
            version,
        }),
    };
    let kind = "cascade.resources.department_changed.v1";
    event(kind, code, version, &data)
}

pub fn event(kind: &str, key: &str, version: i64, data: &impl Serialize) -> CloudEvent {
    CloudEvent {
        specversion: "1.0".into(),
        id: Uuid::now_v7(),
        source: "/cascade/tests".into(),
        event_type: kind.into(),
        subject: key.into(),
        time: at(NOW),
        datacontenttype: "application/json".into(),
        partitionkey: key.into(),
        sequence: None,
        traceparent: None,
        aggregateversion: version,
        data: EventData::of(data).unwrap(),
    }
}
