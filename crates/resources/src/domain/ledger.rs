//! The budget as a ledger: available = amount − reserved − spent, never below zero.

use cascade_proto::resources::v1 as pb;
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

/// What can still be reserved.
#[must_use]
pub fn available(budget: &pb::Budget) -> i64 {
    budget
        .amount_minor
        .saturating_sub(budget.reserved_minor)
        .saturating_sub(budget.spent_minor)
}

/// Reserves an amount, at approval.
///
/// # Errors
/// Where it is not available.
pub fn reserve(budget: &mut pb::Budget, amount: i64) -> Result<(), LedgerError> {
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
    Ok(())
}

/// Gives a reservation back, at withdrawal.
pub fn release(budget: &mut pb::Budget, amount: i64) {
    budget.reserved_minor = budget.reserved_minor.saturating_sub(amount).max(0);
}

/// Turns a reservation into spending, at booking; what was spent may be less or more than was reserved.
///
/// # Errors
/// Where more was spent than the reservation and what is available hold.
pub fn spend(budget: &mut pb::Budget, reserved: i64, spent: i64) -> Result<(), LedgerError> {
    if spent < 0 {
        return Err(LedgerError::NotPositive);
    }
    let available = available(budget).saturating_add(reserved);
    if spent > available {
        return Err(LedgerError::Exceeded {
            wanted: spent,
            available,
        });
    }
    release(budget, reserved);
    budget.spent_minor += spent;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

    proptest! {
        #[test]
        fn never_overdrawn(steps in prop::collection::vec((0..3_u8, 0..60_i64, 0..60_i64), 0..40)) {
            let mut budget = pb::Budget { amount_minor: 100, ..pb::Budget::default() };
            let mut open: Vec<i64> = Vec::new();
            for (step, amount, spent) in steps {
                match step {
                    0 => {
                        if reserve(&mut budget, amount).is_ok() {
                            open.push(amount);
                        }
                    }
                    1 => {
                        if let Some(reserved) = open.pop() {
                            release(&mut budget, reserved);
                        }
                    }
                    _ => {
                        if let Some(reserved) = open.pop() && spend(&mut budget, reserved, spent).is_err() {
                            open.push(reserved);
                        }
                    }
                }
                prop_assert_eq!(budget.reserved_minor, open.iter().sum::<i64>());
                prop_assert!(available(&budget) >= 0);
            }
        }
    }
}
