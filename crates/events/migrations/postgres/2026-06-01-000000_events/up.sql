-- Events that were committed with the state they tell of; the relay publishes them in this order.
CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    source TEXT NOT NULL,
    subject TEXT NOT NULL,
    partition_key TEXT NOT NULL,
    slot BIGINT NOT NULL,
    time TIMESTAMP NOT NULL,
    aggregate_version BIGINT NOT NULL,
    traceparent TEXT,
    data TEXT NOT NULL,
    -- Given before the first try to publish, so that a second try has the same one.
    sequence BIGINT,
    published_at TIMESTAMP
);
CREATE UNIQUE INDEX outbox_event_id ON outbox (event_id);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_published_at ON outbox (published_at);

-- Last number given to an event of a partition key.
CREATE TABLE outbox_sequences (
    partition_key TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

-- Events that a consumer has applied.
CREATE TABLE inbox (
    consumer TEXT NOT NULL,
    event_id TEXT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_received_at ON inbox (received_at);

-- Answers to mutations, for callers that ask again under the same key.
CREATE TABLE idempotency_keys (
    key TEXT NOT NULL,
    actor TEXT NOT NULL,
    method TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    response BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (key, actor, method)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

-- Events that a consumer in this process could not apply, kept until they are delivered again.
CREATE TABLE dead_letters (
    consumer TEXT NOT NULL,
    event_id TEXT NOT NULL,
    event TEXT NOT NULL,
    reason TEXT NOT NULL,
    dead_at TIMESTAMP NOT NULL,
    PRIMARY KEY (consumer, event_id)
);
