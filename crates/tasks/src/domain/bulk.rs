//! One change to many tasks.

use cascade_proto::tasks::v1 as pb;

use crate::domain::{draft::Draft, settle::Row, task::Task, working_time::Calendars};

/// What becomes of each task; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The accountable person.
    pub owner: Option<String>,
    /// Those who help.
    pub collaborators: Option<Vec<String>>,
    /// Priority.
    pub priority: Option<pb::TaskPriority>,
    /// State.
    pub state: Option<pb::TaskState>,
    /// Working days by which planned dates move; negative is earlier.
    pub shift_days: Option<i32>,
    /// 所需资源
    pub required_resources: Option<String>,
}

impl Changes {
    /// Names of the fields that it writes, as a change of one task has them.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        [
            ("owner", self.owner.is_some()),
            ("collaborators", self.collaborators.is_some()),
            ("priority", self.priority.is_some()),
            ("state", self.state.is_some()),
            ("planned_start", self.shift_days.is_some()),
            ("planned_end", self.shift_days.is_some()),
            ("required_resources", self.required_resources.is_some()),
        ]
        .into_iter()
        .filter(|(_, written)| *written)
        .map(|(name, _)| name.to_owned())
        .collect()
    }

    /// The task as it is wanted. Moved dates keep the working days between them, and milestones that are not reached move along: on the
    /// days of work of whoever owns the task then.
    #[must_use]
    pub fn row(&self, task: &Task, calendars: &mut Calendars) -> Row {
        let mut draft = Draft::of(task);
        if let Some(owner) = &self.owner {
            draft.owner.clone_from(owner);
        }
        if let Some(collaborators) = &self.collaborators {
            draft.collaborators.clone_from(collaborators);
        }
        if let Some(priority) = self.priority {
            draft.priority = priority;
        }
        if let Some(resources) = &self.required_resources {
            draft.required_resources.clone_from(resources);
        }
        if let Some(days) = self.shift_days.filter(|days| *days != 0) {
            // Its owner may work on other days by now than when its duration was last counted.
            let length = calendars
                .of(&task.plan)
                .working_days(task.plan.start, task.plan.end);
            let calendar = calendars.of_owner(&draft.owner, &task.plan.department);
            let start = calendar.add_working_days(task.plan.start, days);
            draft.start = Some(start);
            draft.end = Some(calendar.add_working_days(start, (length - 1).max(0)));
            for milestone in &mut draft.milestones {
                if milestone.reached_on.is_none() {
                    milestone.due = calendar.add_working_days(milestone.due, days);
                }
            }
        }
        Row {
            at: format!("tasks[{}].", task.plan.code),
            id: task.id,
            draft,
            before: Some(task.clone()),
            state: self.state,
        }
    }
}
