//! The whole product as a black box.
