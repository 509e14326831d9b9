//! The resources service.
