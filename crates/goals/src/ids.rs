//! Identities of what this service keeps.

use cascade_storage::id_type;

id_type!(
    /// A plan; also the partition key of its events.
    PlanId
);
id_type!(
    /// A goal.
    GoalId
);
id_type!(
    /// A key result.
    KeyResultId
);
id_type!(
    /// A check-in of a key result.
    CheckInId
);
id_type!(
    /// What a goal hangs under: a goal or a key result.
    NodeId
);

impl From<GoalId> for NodeId {
    fn from(id: GoalId) -> Self {
        Self(id.0)
    }
}

impl From<KeyResultId> for NodeId {
    fn from(id: KeyResultId) -> Self {
        Self(id.0)
    }
}
id_type!(
    /// An adjustment of a plan.
    AdjustmentId
);
id_type!(
    /// A task of the tasks service.
    TaskId
);
