-- Whether the plan of a predecessor is a draft or closed, so that nobody is asked there why it is late.
ALTER TABLE foreign_tasks ADD COLUMN unasked BOOLEAN NOT NULL DEFAULT FALSE;
