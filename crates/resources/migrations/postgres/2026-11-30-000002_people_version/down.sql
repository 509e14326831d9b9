ALTER TABLE task_windows DROP COLUMN people_version;
