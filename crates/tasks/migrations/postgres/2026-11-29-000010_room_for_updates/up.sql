-- Every report changes a task. With room beside it in its page the new row needs no new entries in indexes; pages that are full
-- already get it when they are rewritten.
ALTER TABLE tasks SET (fillfactor = 80);
