ALTER TABLE task_windows DROP COLUMN start_on;
ALTER TABLE task_windows DROP COLUMN deadline;
ALTER TABLE task_windows DROP COLUMN not_before;
