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
