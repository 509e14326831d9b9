//! Databases, fixtures, clocks and a recording bus for tests.
