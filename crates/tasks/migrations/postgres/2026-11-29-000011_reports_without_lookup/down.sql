ALTER TABLE progress_reports ADD CONSTRAINT progress_reports_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks (id);
