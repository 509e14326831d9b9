ALTER TABLE outbox_sequences RESET (vacuum_truncate);
ALTER TABLE outbox RESET (vacuum_truncate);
ALTER TABLE outbox SET (fillfactor = 60);
