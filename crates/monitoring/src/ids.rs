//! Identities of what monitoring keeps.

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
    /// A task.
    TaskId
);
id_type!(
    /// A resource request.
    RequestId
);
id_type!(
    /// An adjustment.
    AdjustmentId
);
id_type!(
    /// An alert.
    AlertId
);
id_type!(
    /// A correction.
    CorrectionId
);
id_type!(
    /// A version of an escalation policy.
    PolicyId
);
id_type!(
    /// A version of a duty rota.
    RotaId
);
id_type!(
    /// A notification.
    NotificationId
);
id_type!(
    /// A notification on its way through one channel.
    DeliveryId
);
