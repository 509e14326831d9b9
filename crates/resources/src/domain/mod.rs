//! What the resources service decides. Rows are the contract's own messages; time comes in as an argument.

pub mod budget;
pub mod catalog;
pub mod directory;
pub mod grant;
pub mod ledger;
pub mod levelling;
pub mod request;
pub mod staff;
