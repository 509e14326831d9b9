//! People, as far as a rule says something of them that is not seen when their cells are read.

use cascade_method::person;

use super::Findings;
use crate::document::PlanDocument;

pub(super) fn check(document: &PlanDocument, out: &mut Findings) {
    for row in &document.people {
        out.place_all(person::check_email(&row.code, &row.email), &row.origin);
    }
}
