-- What people are to be told; channels carry it from here.
CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    -- What it is about, in a word, and its alert where it is about one.
    kind TEXT NOT NULL,
    alert_id TEXT NOT NULL,
    level BIGINT NOT NULL,
    person TEXT NOT NULL,
    department TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    body_zh TEXT NOT NULL,
    body_en TEXT NOT NULL,
    light TEXT NOT NULL,
    page TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    -- When it was handed to channels; empty: not yet.
    routed_at TIMESTAMP
);
CREATE INDEX notifications_waiting ON notifications (routed_at, due_at);
CREATE INDEX notifications_person ON notifications (person, id);
