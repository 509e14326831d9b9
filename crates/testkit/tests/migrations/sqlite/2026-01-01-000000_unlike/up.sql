CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    name TEXT,
    year BIGINT NOT NULL
);
CREATE INDEX plans_name_year ON plans (year, name);
