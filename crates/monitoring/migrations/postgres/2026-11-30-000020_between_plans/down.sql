DROP TABLE placed_goals;
DROP TABLE hanging_goals;
DROP TABLE task_impacts;
ALTER TABLE goals DROP COLUMN parent_plan_id;
ALTER TABLE goals DROP COLUMN parent_id;
