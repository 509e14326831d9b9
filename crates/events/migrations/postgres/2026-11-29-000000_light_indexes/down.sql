ALTER TABLE outbox RESET (fillfactor);
DROP INDEX idempotency_keys_created_at;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
DROP INDEX inbox_received_at;
CREATE INDEX inbox_received_at ON inbox (received_at);
DROP INDEX outbox_published_at;
CREATE INDEX outbox_published_at ON outbox (published_at);
