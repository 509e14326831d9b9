ALTER TABLE tasks DROP COLUMN estimate;
