ALTER TABLE task_windows RESET (fillfactor);
