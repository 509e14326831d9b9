//! The end of alerts whose plan has ended.

use cascade_method::{escalation::Input, policy::Policy};

use super::{outcome::Outcome, plan::PlanState, settle::Moment};
use crate::{directory::Directory, ids::AlertId};

impl PlanState {
    /// Closes what is open in a plan that is active no longer. A plan with open alerts is refused to be closed; what had been raised meanwhile
    /// and was not known there yet would go from level to level for ever.
    pub(super) fn close_alerts(
        &mut self,
        moment: Moment,
        directory: &Directory,
        policy: &Policy,
        outcome: &mut Outcome,
    ) {
        let open = self.alerts.values().filter(|alert| alert.is_open());
        for id in open.map(|alert| alert.id).collect::<Vec<AlertId>>() {
            let closed = Input::PlanClosed;
            // Refused only where the alert is closed, which it is not.
            let _ = self.advance(
                id,
                closed,
                "",
                "",
                moment,
                directory,
                &policy.ladder,
                outcome,
            );
        }
    }
}
