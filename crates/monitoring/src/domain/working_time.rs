//! When people work: the calendar of each task's owner, in layers, and the days on which they are away.
//!
//! Two calendars follow from it. Work is laid out on the days on which the owner is there, so that an absence moves the forecast.
//! What was planned, and by how much it is missed, is counted on the same calendar without absences: otherwise days of illness would
//! be no delay.

use cascade_schedule::{Absence, Calendar, CalendarIx, Layer};

use super::{facts::TaskFact, plan::PlanState};

/// Whose working time a task is laid out on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Worker {
    /// Person code.
    pub owner: String,
    /// Department of the task, which counts where the person's own is not known.
    pub department: String,
}

impl Worker {
    /// The worker of a task.
    #[must_use]
    pub fn of(fact: &TaskFact) -> Self {
        Self {
            owner: fact.owner.clone(),
            department: fact.department.clone(),
        }
    }

    /// Nobody in particular of a department: works as it does.
    #[must_use]
    pub fn of_department(department: &str) -> Self {
        Self {
            owner: String::new(),
            department: department.to_owned(),
        }
    }

    /// Everybody whose working time matters to a task: its owner, and its department, by whose calendar alerts are due.
    pub fn all_of(fact: &TaskFact) -> impl Iterator<Item = Self> {
        [Self::of(fact), Self::of_department(&fact.department)].into_iter()
    }
}

/// What is known of somebody's working time; nothing where they work as the organisation does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingTime {
    /// Calendars, the nearest first: the person's, their department's, that of the department above it …
    pub layers: Vec<Layer>,
    /// Days on which they are away.
    pub absences: Vec<Absence>,
}

/// The calendars of a worker.
#[derive(Debug, Clone)]
pub(super) struct Assigned {
    ix: CalendarIx,
    planning: Calendar,
}

impl PlanState {
    /// Takes in working times. Tasks of workers whose time has changed are laid out again by the next settlement.
    pub fn set_working_times(&mut self, times: impl IntoIterator<Item = (Worker, WorkingTime)>) {
        for (worker, time) in times {
            if self.times.get(&worker) == Some(&time) {
                continue;
            }
            let (is_new, is_plain) = (
                !self.times.contains_key(&worker),
                time == WorkingTime::default(),
            );
            if !(is_new && is_plain) {
                let planning = self.organisation.layered(&time.layers, &[]);
                let actual = self.organisation.layered(&time.layers, &time.absences);
                self.assign(&worker, planning, actual);
            }
            self.times.insert(worker.clone(), time);
            if let Some(day) = self.as_of.filter(|_| !(is_new && is_plain)) {
                let theirs = self.tasks.values().map(|node| &node.fact);
                let theirs: Vec<_> = theirs
                    .filter(|fact| Worker::of(fact) == worker)
                    .map(|fact| fact.id)
                    .collect();
                for id in theirs {
                    self.place(id, day);
                }
            }
        }
    }

    fn assign(&mut self, worker: &Worker, planning: Calendar, actual: Calendar) {
        let ix = match self.assigned.get(worker) {
            Some(assigned) => {
                self.network.set_calendar(assigned.ix, actual);
                assigned.ix
            }
            None => self.network.add_calendar(actual),
        };
        self.network.count_on(ix, planning.clone());
        self.assigned
            .insert(worker.clone(), Assigned { ix, planning });
    }

    /// The calendar of a department.
    pub(super) fn department_calendar(&self, department: &str) -> &Calendar {
        let assigned = self.assigned.get(&Worker::of_department(department));
        assigned.map_or_else(|| self.calendar(), |assigned| &assigned.planning)
    }

    /// Workers of its tasks, and their departments.
    #[must_use]
    pub fn workers(&self) -> Vec<Worker> {
        let mut workers: Vec<Worker> = self
            .tasks
            .values()
            .flat_map(|node| Worker::all_of(&node.fact))
            .collect();
        workers.sort_unstable();
        workers.dedup();
        workers
    }

    /// Whether the working time of a worker has been taken in.
    #[must_use]
    pub fn knows(&self, worker: &Worker) -> bool {
        self.times.contains_key(worker)
    }

    /// The calendar on which a task's work is laid out: absences are days off.
    pub(super) fn calendar_for(&self, fact: &TaskFact) -> CalendarIx {
        self.calendar_of(&Worker::of(fact))
    }

    /// The calendar on which a worker's tasks are laid out.
    pub(super) fn calendar_of(&self, worker: &Worker) -> CalendarIx {
        let assigned = self.assigned.get(worker);
        assigned.map_or(self.calendar, |assigned| assigned.ix)
    }

    /// The calendar on which a task was planned and its delay is counted.
    pub(super) fn planning_calendar(&self, fact: &TaskFact) -> &Calendar {
        let assigned = self.assigned.get(&Worker::of(fact));
        assigned.map_or_else(|| self.calendar(), |assigned| &assigned.planning)
    }

    /// Half days that a task takes on its owner's planning calendar, where that has half days: what was planned up to a Friday noon is
    /// to end on it.
    pub(super) fn half_days_of(&self, fact: &TaskFact) -> Option<u32> {
        let planning = self.planning_calendar(fact);
        if fact.duration == 0 || !planning.has_half_days() {
            return None;
        }
        let window =
            |calendar: &Calendar| calendar.working_half_days(fact.planned_start, fact.planned_end);
        let more = window(planning) - window(self.calendar());
        Some(fact.duration.saturating_mul(2).saturating_add_signed(more))
    }

    /// Whole working days that a task takes, on its owner's planning calendar: those of the organisation's that it was said to take, more or
    /// less by as many as the two calendars differ in its window.
    pub(super) fn duration_of(&self, fact: &TaskFact) -> u32 {
        let window =
            |calendar: &Calendar| calendar.working_days(fact.planned_start, fact.planned_end);
        let more = window(self.planning_calendar(fact)) - window(self.calendar());
        fact.duration.saturating_add_signed(more)
    }
}
