DROP INDEX outbox_published_at;
CREATE INDEX outbox_published_at ON outbox USING brin (published_at) WITH (autosummarize = on);
ALTER TABLE outbox_sequences RESET (vacuum_truncate);
ALTER TABLE outbox RESET (vacuum_truncate);
ALTER TABLE outbox SET (fillfactor = 60);
