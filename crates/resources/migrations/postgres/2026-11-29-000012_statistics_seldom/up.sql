-- Every report changes a task where it is. What the planner wants to know of this table, how ids and plans are spread, stays as it is
-- then: a sample of it is taken once half of it has changed, not a tenth.
ALTER TABLE task_windows SET (autovacuum_analyze_scale_factor = 0.5);
