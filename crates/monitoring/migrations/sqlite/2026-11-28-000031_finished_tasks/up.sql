-- How long tasks took teaches how long others may take: the latest that were finished.
CREATE INDEX tasks_finished ON tasks (actual_finish) WHERE actual_finish IS NOT NULL;
