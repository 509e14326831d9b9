-- Days that a task is held to, as its next event tells them: levelling keeps them. Dates as text; empty where there is none.
ALTER TABLE task_windows ADD COLUMN not_before TEXT NOT NULL DEFAULT '';
ALTER TABLE task_windows ADD COLUMN deadline TEXT NOT NULL DEFAULT '';
ALTER TABLE task_windows ADD COLUMN start_on TEXT NOT NULL DEFAULT '';
