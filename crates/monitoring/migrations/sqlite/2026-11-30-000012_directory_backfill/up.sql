-- Plans that are still to be settled because somebody in them works on other days now.
CREATE TABLE directory_reviews (
    plan_id TEXT PRIMARY KEY
);

-- People who were known before addresses were kept have none: one off their version, so that the answer to the question is taken in.
UPDATE people SET version = version - 1 WHERE email = '';

-- How the question for the whole directory stands: one row, once it was asked.
CREATE TABLE directory_backfill (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    asked BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    filled_at TIMESTAMP
);
