//! What the department asked gives: all that was asked for, or less, or later, and then with a reason.

use cascade_method::{Finding, Rule, rules};
use cascade_proto::resources::v1 as pb;

use super::request::broken;
use crate::messages::day;

/// Day on which it is expected: as granted, before that as asked for.
#[must_use]
pub fn arrival(row: &pb::ResourceRequest) -> &str {
    if row.granted_arrival.is_empty() {
        &row.expected_arrival
    } else {
        &row.granted_arrival
    }
}

/// Amount that is reserved and spent: as granted, before that as asked for.
#[must_use]
pub fn amount(row: &pb::ResourceRequest) -> Option<i64> {
    row.granted_amount_minor.or(row.amount_minor)
}

/// How much comes: as granted, before that as asked for.
#[must_use]
pub fn quantity(row: &pb::ResourceRequest) -> Option<f64> {
    row.granted_quantity.or(row.quantity)
}

/// Writes down what is granted, which is what was asked for as far as nothing else is said, and answers what stands against it.
pub fn grant(row: &mut pb::ResourceRequest, wanted: &pb::MoveRequestRequest) -> Vec<Finding> {
    let mut found = Vec::new();
    let more = (
        "批准的不得多于申请的",
        "No more is granted than was asked for",
    );
    let none = (
        "申请未写明该项，不能部分批准",
        "The request does not name it, so no part of it can be granted",
    );
    let zero = ("批准的须大于 0", "What is granted is above 0");
    let mut say = |rule: &'static Rule, field: &'static str, value: &str, said| {
        found.push(broken(row, rule, field, value, said));
    };
    if let Some(given) = wanted.granted_quantity {
        let said = match row.quantity {
            None => Some((&rules::RES_GRANT_BEYOND, none)),
            Some(_) if !(given > 0.0 && given.is_finite()) => {
                Some((&rules::RES_AMOUNT_INVALID, zero))
            }
            Some(asked) => (given > asked).then_some((&rules::RES_GRANT_BEYOND, more)),
        };
        if let Some((rule, said)) = said {
            say(rule, "granted_quantity", &given.to_string(), said);
        }
    }
    if let Some(given) = wanted.granted_amount_minor {
        let said = match row.amount_minor {
            None => Some((&rules::RES_GRANT_BEYOND, none)),
            Some(_) if given <= 0 => Some((&rules::RES_AMOUNT_INVALID, zero)),
            Some(asked) => (given > asked).then_some((&rules::RES_GRANT_BEYOND, more)),
        };
        if let Some((rule, said)) = said {
            say(rule, "granted_amount_minor", &given.to_string(), said);
        }
    }
    let arrival = &wanted.granted_arrival;
    if !arrival.is_empty() {
        let said = match (day(arrival), day(&row.expected_arrival)) {
            (None, _) => Some((
                "日期格式不正确，请按 2026-07-01 的格式填写",
                "This is no date: write it like 2026-07-01",
            )),
            (Some(given), Some(asked)) if given < asked => Some((
                "批准的到位日期不得早于申请的；无须提前",
                "It is not granted for a day before the one asked for",
            )),
            _ => None,
        };
        if let Some(said) = said {
            say(&rules::RES_GRANT_BEYOND, "granted_arrival", arrival, said);
        }
    }
    if !found.is_empty() {
        return found;
    }
    row.granted_quantity = wanted.granted_quantity.or(row.quantity);
    row.granted_amount_minor = wanted.granted_amount_minor.or(row.amount_minor);
    row.granted_arrival = if arrival.is_empty() {
        row.expected_arrival.clone()
    } else {
        arrival.clone()
    };
    if is_less(row) && wanted.note.trim().is_empty() {
        let said = (
            "少于申请或晚于申请的批准须说明原因",
            "Who grants less, or later, says why",
        );
        found.push(broken(row, &rules::RES_GRANT_REASON, "note", "", said));
    }
    found
}

/// What is said of a grant where nothing is granted.
#[must_use]
pub fn misplaced(row: &pb::ResourceRequest, wanted: &pb::MoveRequestRequest) -> Vec<Finding> {
    let said = (
        "只有批准时才能填写",
        "Only an approval says what is granted",
    );
    [
        (
            "granted_quantity",
            wanted.granted_quantity.map(|given| given.to_string()),
        ),
        (
            "granted_amount_minor",
            wanted.granted_amount_minor.map(|given| given.to_string()),
        ),
        (
            "granted_arrival",
            Some(wanted.granted_arrival.clone()).filter(|day| !day.is_empty()),
        ),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some(broken(row, &rules::RES_GRANT_BEYOND, field, &value?, said)))
    .collect()
}

/// Whether less is granted than was asked for, or later.
fn is_less(row: &pb::ResourceRequest) -> bool {
    row.granted_quantity < row.quantity
        || row.granted_amount_minor < row.amount_minor
        || row.granted_arrival != row.expected_arrival
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> pb::ResourceRequest {
        pb::ResourceRequest {
            expected_arrival: "2026-07-06".into(),
            quantity: Some(3.0),
            amount_minor: Some(900),
            ..pb::ResourceRequest::default()
        }
    }

    fn said(
        row: &mut pb::ResourceRequest,
        wanted: &pb::MoveRequestRequest,
    ) -> Vec<(&'static str, &'static str)> {
        let found = grant(row, wanted);
        found
            .iter()
            .map(|finding| (finding.field, finding.rule.id))
            .collect()
    }

    #[test]
    fn what_is_not_named_is_granted_as_it_was_asked_for() {
        let mut row = asked();
        assert!(said(&mut row, &pb::MoveRequestRequest::default()).is_empty());
        assert_eq!(
            (quantity(&row), amount(&row), arrival(&row)),
            (Some(3.0), Some(900), "2026-07-06")
        );
        let mut row = asked();
        let part = pb::MoveRequestRequest {
            note: "two are free".into(),
            granted_quantity: Some(2.0),
            granted_arrival: "2026-07-08".into(),
            ..pb::MoveRequestRequest::default()
        };
        assert!(said(&mut row, &part).is_empty());
        assert_eq!(
            (quantity(&row), amount(&row), arrival(&row)),
            (Some(2.0), Some(900), "2026-07-08")
        );
        assert_eq!(
            (row.quantity, row.expected_arrival.as_str()),
            (Some(3.0), "2026-07-06"),
            "as asked for"
        );
    }

    #[test]
    fn nothing_beyond_what_was_asked_for_is_granted_and_less_has_a_reason() {
        let beyond = pb::MoveRequestRequest {
            granted_quantity: Some(4.0),
            granted_amount_minor: Some(0),
            granted_arrival: "2026-07-05".into(),
            ..pb::MoveRequestRequest::default()
        };
        let mut row = asked();
        let expected = [
            ("granted_quantity", "RES-015"),
            ("granted_amount_minor", "RES-009"),
            ("granted_arrival", "RES-015"),
        ];
        assert_eq!(said(&mut row, &beyond), expected);
        assert_eq!(row, asked(), "nothing is written down");
        let mut nothing = pb::ResourceRequest::default();
        let unreadable = pb::MoveRequestRequest {
            granted_arrival: "soon".into(),
            ..beyond
        };
        assert_eq!(said(&mut nothing, &unreadable).len(), 3);
        let silent = pb::MoveRequestRequest {
            granted_amount_minor: Some(1),
            ..pb::MoveRequestRequest::default()
        };
        assert_eq!(said(&mut row, &silent), [("note", "RES-016")]);
    }
}
