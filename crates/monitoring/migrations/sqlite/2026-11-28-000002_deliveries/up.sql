-- A notification on its way through one channel; kept afterwards as the delivery log.
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    notification_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    -- waiting, sending, delivered or failed.
    state TEXT NOT NULL,
    -- Attempts that failed; being too many for the service is none.
    attempts BIGINT NOT NULL,
    -- Waiting: not before. Sending: another may take it over after.
    next_at TIMESTAMP,
    -- What it was sent with, the same for every attempt; empty before the first.
    parcel TEXT NOT NULL,
    -- What came of the last attempt, in the service's words.
    said TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
CREATE INDEX deliveries_due ON deliveries (channel, next_at);
CREATE INDEX deliveries_parcel ON deliveries (parcel);
CREATE INDEX deliveries_notification ON deliveries (notification_id);

-- When a channel spoke last, for its service's limits; locked while somebody decides what it says next.
CREATE TABLE channel_states (
    channel TEXT PRIMARY KEY,
    -- Milliseconds since 1970, oldest first, as JSON.
    sent TEXT NOT NULL,
    -- Left alone until then, because the service asked for it.
    paused_until TIMESTAMP,
    delivered_at TIMESTAMP,
    failed_at TIMESTAMP,
    said TEXT NOT NULL
);
