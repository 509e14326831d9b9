#![doc = include_str!("../README.md")]

pub mod adjustment;
pub mod contribution;
pub mod correction;
pub mod earned_value;
pub mod escalation;
pub mod finding;
pub mod goal;
pub mod key_result;
pub mod lang;
pub mod light;
pub mod period;
pub mod person;
pub mod policy;
pub mod progress;
pub mod quantity;
pub mod request;
pub mod review;
pub mod rules;
mod scan;
pub mod smart;
pub mod staffing;
pub mod status;
pub mod target;
pub mod task;
pub mod text;
mod traditional;
pub mod when;

pub use finding::{Finding, Table};
pub use lang::Lang;
pub use policy::Policy;
pub use rules::{Rule, Severity};
pub use text::Text;
