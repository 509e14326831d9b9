-- Version of the task that first had the people it has now: what writes a task learns from it whether they have changed, without reading
-- them before.
ALTER TABLE task_windows ADD COLUMN people_version BIGINT NOT NULL DEFAULT 0;
