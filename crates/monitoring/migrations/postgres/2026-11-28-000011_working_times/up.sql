-- Where people belong, as the resources service tells it.
CREATE TABLE people (
    code TEXT PRIMARY KEY,
    department TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX people_department ON people (department);

-- Calendars of departments and people; the layer as JSON, read and written only with its row.
CREATE TABLE work_calendars (
    scope TEXT NOT NULL,
    code TEXT NOT NULL,
    layer TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (scope, code)
);

-- Days on which people are away; why is not told to this service.
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

-- Whose plans a changed calendar concerns.
CREATE INDEX tasks_owner ON tasks (owner);
CREATE INDEX tasks_department ON tasks (department);
