//! Working calendars, dependency graph, critical path, propagation; pure.
