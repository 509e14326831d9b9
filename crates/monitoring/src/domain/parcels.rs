//! Which waiting deliveries of a channel go out together.

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids::DeliveryId;

/// A delivery that may go now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Identity.
    pub id: DeliveryId,
    /// What it was sent with before; empty: never.
    pub parcel: String,
    /// Whom it is for, where a channel reaches people one by one; empty where it reaches a group.
    pub reader: String,
    /// So many for the reader go one by one; more are merged, so that they are told once and not many times.
    pub few: usize,
    /// It has waited for others to be told with.
    pub held: bool,
}

/// What waits for a reader.
struct Pile<'a> {
    reader: &'a str,
    few: usize,
    deliveries: Vec<DeliveryId>,
}

/// Deliveries that go out together, under one name for every attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Name of an earlier attempt; empty for a new parcel.
    pub parcel: String,
    /// What is in it.
    pub deliveries: Vec<DeliveryId>,
}

/// Until when something new waits for a reader who was told at these times, oldest first: at most `few` messages in any `window`. None:
/// it goes at once.
#[must_use]
pub fn held_until(
    told: &[DateTime<Utc>],
    now: DateTime<Utc>,
    few: usize,
    window: TimeDelta,
) -> Option<DateTime<Utc>> {
    // The last `few` of them fill the window as long as the first of those lies in it.
    let first = told.len().checked_sub(few).and_then(|at| told.get(at))?;
    Some(*first + window).filter(|until| *until > now)
}

/// Packs what waits, the most urgent first, into at most `allowance` parcels; `room` tells how many of these deliveries, from the first
/// on, fit into one.
///
/// What was sent together before goes together again, under its old name: the service may have it already. Of what is new, a reader's
/// few go one by one while half of the allowance is left; otherwise they are merged into parcels that are full, so that as much is told
/// as can be. What finds no room in any waits on: nobody is told a mere number of things.
#[must_use]
pub fn pack(
    waiting: &[Waiting],
    allowance: usize,
    room: impl Fn(&[DeliveryId]) -> usize,
) -> Vec<Packed> {
    let mut again: Vec<Packed> = Vec::new();
    let mut new: Vec<Pile> = Vec::new();
    for one in waiting {
        if one.parcel.is_empty() {
            // Of several departments' numbers for one group the strictest counts; what was held back is never told one by one.
            let few = if one.held { 0 } else { one.few };
            match new.iter_mut().find(|pile| pile.reader == one.reader) {
                Some(pile) => {
                    pile.few = pile.few.min(few);
                    pile.deliveries.push(one.id);
                }
                None => new.push(Pile {
                    reader: &one.reader,
                    few,
                    deliveries: vec![one.id],
                }),
            }
        } else {
            match again.iter_mut().find(|known| known.parcel == one.parcel) {
                Some(known) => known.deliveries.push(one.id),
                None => again.push(Packed {
                    parcel: one.parcel.clone(),
                    deliveries: vec![one.id],
                }),
            }
        }
    }
    again.truncate(allowance);
    let mut packed = again;
    let fresh = |deliveries| Packed {
        parcel: String::new(),
        deliveries,
    };
    let readers = new.len();
    for (number, pile) in new.into_iter().enumerate() {
        let left = allowance - packed.len();
        if left == 0 {
            break;
        }
        // One is kept for each reader who comes after.
        let own = left.saturating_sub(readers - number - 1).max(1);
        let mut ids = pile.deliveries;
        if ids.len() <= pile.few.min(own.div_ceil(2)) {
            packed.extend(ids.into_iter().map(|id| fresh(vec![id])));
            continue;
        }
        for _ in 0..own {
            if ids.is_empty() {
                break;
            }
            let rest = ids.split_off(room(&ids).clamp(1, ids.len()));
            packed.push(fresh(std::mem::replace(&mut ids, rest)));
        }
    }
    packed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn waiting(parcel: &str, reader: &str) -> Waiting {
        Waiting {
            id: DeliveryId::new(),
            parcel: parcel.into(),
            reader: reader.into(),
            few: 5,
            held: false,
        }
    }

    /// A service that takes whatever it is given.
    fn any(ids: &[DeliveryId]) -> usize {
        ids.len()
    }

    #[test]
    fn a_policy_says_how_many_go_one_by_one() {
        let with = |few, held| {
            let four = (0..4).map(|_| Waiting {
                few,
                held,
                ..waiting("", "")
            });
            pack(&four.collect::<Vec<_>>(), 20, any).len()
        };
        assert_eq!(with(4, false), 4);
        assert_eq!(with(3, false), 1);
        assert_eq!(with(4, true), 1, "what waited for each other goes together");
    }

    #[test]
    fn in_a_window_a_reader_is_told_so_often_and_the_rest_at_its_end() {
        let at = |minute: i64| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        let told = [at(0), at(10), at(20)];
        let window = TimeDelta::minutes(30);
        assert_eq!(held_until(&told, at(25), 4, window), None);
        assert_eq!(held_until(&told, at(25), 3, window), Some(at(30)));
        assert_eq!(held_until(&told, at(25), 2, window), Some(at(40)));
        assert_eq!(
            held_until(&told, at(31), 3, window),
            None,
            "the first is past"
        );
        assert_eq!(held_until(&told, at(25), 1, TimeDelta::zero()), None);
        assert_eq!(held_until(&[], at(25), 1, window), None);
    }

    #[test]
    fn few_go_one_by_one_and_many_together() {
        let few: Vec<_> = (0..3).map(|_| waiting("", "")).collect();
        assert_eq!(pack(&few, 20, any).len(), 3);
        let many: Vec<_> = (0..30).map(|_| waiting("", "")).collect();
        let packed = pack(&many, 20, any);
        assert_eq!(packed.len(), 1);
        assert_eq!(packed[0].deliveries.len(), 30);
        assert_eq!(
            pack(&few, 1, any).len(),
            1,
            "the last of the minute takes all"
        );
        assert_eq!(pack(&few, 0, any), []);
    }

    #[test]
    fn what_finds_no_room_goes_in_the_next_or_waits() {
        let many: Vec<_> = (0..30).map(|_| waiting("", "")).collect();
        let sizes = |allowance| {
            let packed = pack(&many, allowance, |ids| ids.len().min(12));
            let told: Vec<_> = packed.iter().flat_map(|one| &one.deliveries).collect();
            let first: Vec<_> = many.iter().map(|one| &one.id).take(told.len()).collect();
            assert_eq!(told, first, "in their order");
            packed
                .iter()
                .map(|one| one.deliveries.len())
                .collect::<Vec<_>>()
        };
        assert_eq!(sizes(20), [12, 12, 6]);
        assert_eq!(sizes(2), [12, 12], "six wait for the next minute");
        let two: Vec<_> = (0..30)
            .map(|number| waiting("", if number < 29 { "a" } else { "b" }))
            .collect();
        let packed = pack(&two, 2, |ids| ids.len().min(12));
        assert_eq!(
            packed[1].deliveries,
            [two[29].id],
            "one is kept for the other reader"
        );
    }

    #[test]
    fn what_was_sent_together_goes_together_again() {
        let waiting = [waiting("a", ""), waiting("", ""), waiting("a", "")];
        let packed = pack(&waiting, 20, any);
        assert_eq!(packed[0].parcel, "a");
        assert_eq!(packed[0].deliveries, [waiting[0].id, waiting[2].id]);
        assert_eq!(packed[1].deliveries, [waiting[1].id]);
    }

    proptest! {
        #[test]
        fn never_more_than_allowed_and_nothing_twice(
            rows in prop::collection::vec(("[ab]?", "[xy]?"), 0..60),
            allowance in 0_usize..25,
            room in 1_usize..70,
        ) {
            let waiting: Vec<_> = rows.iter().map(|(parcel, reader)| waiting(parcel, reader)).collect();
            let packed = pack(&waiting, allowance, |ids| ids.len().min(room));
            prop_assert!(packed.len() <= allowance);
            let all: Vec<_> = packed.iter().flat_map(|one| &one.deliveries).collect();
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
            for one in &packed {
                let readers: BTreeSet<_> = waiting
                    .iter()
                    .filter(|row| one.parcel.is_empty() && one.deliveries.contains(&row.id))
                    .map(|row| &row.reader)
                    .collect();
                prop_assert!(readers.len() <= 1, "a new parcel has one reader");
            }
            // With room for all groups, nothing is left waiting.
            if allowance >= 5 && room >= 60 {
                prop_assert_eq!(all.len(), waiting.len());
            }
        }
    }
}
