ALTER TABLE foreign_tasks DROP COLUMN unasked;
