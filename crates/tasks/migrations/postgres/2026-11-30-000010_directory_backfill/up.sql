-- Days on which people are away, of whom no daily update is awaited then; why is not told to this service.
CREATE TABLE absences (
    code TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    part TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX absences_person ON absences (person);

-- Whose tasks are still to be looked at because they work on other days now: people and departments as JSON, and the last task that has
-- been looked at, in the order of ids; empty where none has.
CREATE TABLE directory_reviews (
    id TEXT PRIMARY KEY,
    owners TEXT NOT NULL,
    departments TEXT NOT NULL,
    after_task TEXT NOT NULL
);

-- How the question for the whole directory stands: one row, once it was asked.
CREATE TABLE directory_backfill (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    asked BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    filled_at TIMESTAMP
);
