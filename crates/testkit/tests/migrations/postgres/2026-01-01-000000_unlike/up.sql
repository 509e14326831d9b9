CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    year BIGINT NOT NULL
);
CREATE INDEX plans_name_year ON plans (name, year);
