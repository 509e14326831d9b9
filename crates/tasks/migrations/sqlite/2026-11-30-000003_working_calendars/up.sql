-- Of the directory what says when the owners of tasks work: departments with those above them, where people belong, and the calendars of
-- both. A calendar is kept as its event tells it, and read and written only as a whole.
CREATE TABLE departments (
    code TEXT NOT NULL PRIMARY KEY,
    parent TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE people (
    code TEXT NOT NULL PRIMARY KEY,
    department TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX people_department ON people (department);

CREATE TABLE work_calendars (
    scope TEXT NOT NULL,
    code TEXT NOT NULL,
    calendar TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (scope, code)
);
