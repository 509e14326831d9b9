-- As much room as there are rows: with less, one event in three was numbered in another page, with new entries in all indexes.
ALTER TABLE outbox SET (fillfactor = 50);
