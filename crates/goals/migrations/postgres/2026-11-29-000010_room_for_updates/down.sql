ALTER TABLE task_facts RESET (fillfactor);
