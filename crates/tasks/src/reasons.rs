//! Reasons of this service's own; each has a page in docs/errors/.

use cascade_runtime::error::Reason;

/// Approved dates are changed by an approved adjustment only.
pub const BASELINE_PROTECTED: Reason = Reason::new("BASELINE_PROTECTED");
/// A cancelled task takes no reports.
pub const TASK_CANCELLED: Reason = Reason::new("TASK_CANCELLED");
/// Dependencies form a cycle.
pub const TASK_CYCLE: Reason = Reason::new("TASK_CYCLE");
