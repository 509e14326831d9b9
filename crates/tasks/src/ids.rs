//! Identities of what this service keeps or refers to.

use cascade_storage::id_type;

id_type!(
    /// A plan of the goals service; also the partition key of its events.
    PlanId
);
id_type!(
    /// A key result of the goals service.
    KeyResultId
);
id_type!(
    /// A task.
    TaskId
);
id_type!(
    /// A milestone inside a task.
    MilestoneId
);
id_type!(
    /// A progress report.
    ReportId
);
id_type!(
    /// A baseline of a task.
    BaselineId
);
id_type!(
    /// A baseline of a plan.
    PlanBaselineId
);
