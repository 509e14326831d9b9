-- Days that a task is held to, as JSON: not before, deadline, fixed start.
ALTER TABLE tasks ADD COLUMN constraints TEXT NOT NULL DEFAULT '{}';
