-- Three points of how many working days a task may take, as JSON, where somebody estimated them.
ALTER TABLE tasks ADD COLUMN estimate TEXT;
