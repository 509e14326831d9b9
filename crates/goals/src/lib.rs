//! The goals service.
