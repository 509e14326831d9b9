//! Reasons of this service's own; each has a page in docs/errors/.

use cascade_runtime::error::Reason;

/// A plan that breaks a rule is not activated.
pub const ACTIVATION_REFUSED: Reason = Reason::new("ACTIVATION_REFUSED");
/// What an activated plan has approved is changed by an approved adjustment only.
pub const BASELINE_PROTECTED: Reason = Reason::new("BASELINE_PROTECTED");
/// Only a draft is activated.
pub const PLAN_NOT_DRAFT: Reason = Reason::new("PLAN_NOT_DRAFT");
/// A closed plan does not change.
pub const PLAN_CLOSED: Reason = Reason::new("PLAN_CLOSED");
/// What is not approved yet is edited, not adjusted; and only what is active is closed.
pub const PLAN_NOT_ACTIVE: Reason = Reason::new("PLAN_NOT_ACTIVE");
/// An adjustment does not go on as it is.
pub const ADJUSTMENT_REFUSED: Reason = Reason::new("ADJUSTMENT_REFUSED");
/// A plan that is not at its end is not closed.
pub const CLOSING_REFUSED: Reason = Reason::new("CLOSING_REFUSED");
