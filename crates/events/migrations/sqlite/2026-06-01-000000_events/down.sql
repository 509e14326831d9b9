DROP TABLE dead_letters;
DROP TABLE idempotency_keys;
DROP TABLE inbox;
DROP TABLE outbox_sequences;
DROP TABLE outbox;
