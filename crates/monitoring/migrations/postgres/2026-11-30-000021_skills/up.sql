-- What tasks need and what people can do, as JSON lists of names and levels from 1 to 5.
ALTER TABLE tasks ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
ALTER TABLE people ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
