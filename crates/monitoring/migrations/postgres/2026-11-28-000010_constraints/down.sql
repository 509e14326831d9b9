ALTER TABLE tasks DROP COLUMN constraints;
