//! The budget as a double-entry ledger: what was granted is available, reserved or spent. Every amount leaves one account for
//! another, so that nothing comes from nowhere; available = granted − reserved − spent is never below zero.

use cascade_proto::resources::v1::{self as pb, Account};
use thiserror::Error;

/// A booking that the budget does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// More than is available.
    #[error("{wanted} is wanted, {available} is available")]
    Exceeded {
        /// Minor units.
        wanted: i64,
        /// Minor units.
        available: i64,
    },
    /// Not a positive amount.
    #[error("an amount is above 0")]
    NotPositive,
}

/// An amount that leaves one account for another, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// It leaves this account …
    pub from: Account,
    /// … for this one.
    pub to: Account,
    /// Above 0.
    pub amount: i64,
}

/// What can still be reserved.
#[must_use]
pub fn available(budget: &pb::Budget) -> i64 {
    budget
        .amount_minor
        .saturating_sub(budget.reserved_minor)
        .saturating_sub(budget.spent_minor)
}

/// The entries of a grant that was `before` and is now `after`; none where it stays.
#[must_use]
pub fn grant(before: i64, after: i64) -> Vec<Entry> {
    let more = after.saturating_sub(before);
    if more >= 0 {
        entries([(Account::Granted, Account::Available, more)])
    } else {
        entries([(Account::Available, Account::Granted, -more)])
    }
}

/// Reserves an amount, at approval.
///
/// # Errors
/// Where it is not available.
pub fn reserve(budget: &mut pb::Budget, amount: i64) -> Result<Vec<Entry>, LedgerError> {
    if amount <= 0 {
        return Err(LedgerError::NotPositive);
    }
    let available = available(budget);
    if amount > available {
        return Err(LedgerError::Exceeded {
            wanted: amount,
            available,
        });
    }
    budget.reserved_minor += amount;
    Ok(entries([(Account::Available, Account::Reserved, amount)]))
}

/// Gives a reservation back, at withdrawal.
pub fn release(budget: &mut pb::Budget, amount: i64) -> Vec<Entry> {
    let amount = amount.min(budget.reserved_minor);
    budget.reserved_minor -= amount;
    entries([(Account::Reserved, Account::Available, amount)])
}

/// Turns a reservation into spending, at booking; what was spent may be less or more than was reserved.
///
/// # Errors
/// Where more was spent than the reservation and what is available hold.
pub fn spend(
    budget: &mut pb::Budget,
    reserved: i64,
    spent: i64,
) -> Result<Vec<Entry>, LedgerError> {
    if spent < 0 {
        return Err(LedgerError::NotPositive);
    }
    let reserved = reserved.min(budget.reserved_minor);
    let available = available(budget).saturating_add(reserved);
    if spent > available {
        return Err(LedgerError::Exceeded {
            wanted: spent,
            available,
        });
    }
    budget.reserved_minor -= reserved;
    budget.spent_minor += spent;
    let covered = spent.min(reserved);
    Ok(entries([
        (Account::Reserved, Account::Spent, covered),
        (Account::Reserved, Account::Available, reserved - covered),
        (Account::Available, Account::Spent, spent - covered),
    ]))
}

fn entries(wanted: impl IntoIterator<Item = (Account, Account, i64)>) -> Vec<Entry> {
    wanted
        .into_iter()
        .filter(|(.., amount)| *amount > 0)
        .map(|(from, to, amount)| Entry { from, to, amount })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sum of an account over a ledger.
    fn balance<'a>(ledger: impl IntoIterator<Item = &'a Entry>, account: Account) -> i64 {
        ledger
            .into_iter()
            .map(|entry| {
                let into = if entry.to == account { entry.amount } else { 0 };
                let out_of = if entry.from == account {
                    entry.amount
                } else {
                    0
                };
                into - out_of
            })
            .sum()
    }

    #[test]
    fn nothing_is_booked_twice() {
        let mut budget = pb::Budget {
            amount_minor: 100,
            ..pb::Budget::default()
        };
        reserve(&mut budget, 60).unwrap();
        assert_eq!(
            reserve(&mut budget, 50),
            Err(LedgerError::Exceeded {
                wanted: 50,
                available: 40
            })
        );
        spend(&mut budget, 60, 70).unwrap();
        assert_eq!(
            (
                budget.reserved_minor,
                budget.spent_minor,
                available(&budget)
            ),
            (0, 70, 30)
        );
        assert!(spend(&mut budget, 0, 31).is_err());
    }

    #[test]
    fn what_is_granted_more_or_less_is_an_entry_of_its_own() {
        let ledger = [grant(0, 100), grant(100, 100), grant(100, 70)].concat();
        assert_eq!(ledger.len(), 2);
        assert_eq!(balance(&ledger, Account::Available), 70);
        assert_eq!(balance(&ledger, Account::Granted), -70);
    }

    proptest! {
        #[test]
        fn never_overdrawn(steps in prop::collection::vec((0..3_u8, 0..60_i64, 0..60_i64), 0..40)) {
            let mut budget = pb::Budget { amount_minor: 100, ..pb::Budget::default() };
            let mut open: Vec<i64> = Vec::new();
            let mut ledger = grant(0, budget.amount_minor);
            for (step, amount, spent) in steps {
                match step {
                    0 => {
                        if let Ok(entries) = reserve(&mut budget, amount) {
                            ledger.extend(entries);
                            open.push(amount);
                        }
                    }
                    1 => {
                        if let Some(reserved) = open.pop() {
                            ledger.extend(release(&mut budget, reserved));
                        }
                    }
                    _ => {
                        if let Some(reserved) = open.pop() {
                            match spend(&mut budget, reserved, spent) {
                                Ok(entries) => ledger.extend(entries),
                                Err(_) => open.push(reserved),
                            }
                        }
                    }
                }
                prop_assert_eq!(budget.reserved_minor, open.iter().sum::<i64>());
                prop_assert!(available(&budget) >= 0);
                prop_assert_eq!(balance(&ledger, Account::Reserved), budget.reserved_minor);
                prop_assert_eq!(balance(&ledger, Account::Spent), budget.spent_minor);
                prop_assert_eq!(balance(&ledger, Account::Available), available(&budget));
            }
        }
    }
}
