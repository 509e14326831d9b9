//! Cascade: from department goals to executed work.
fn main() {}
