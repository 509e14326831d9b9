-- What a person can work: part of a full position, calendars of departments and people, absences.
ALTER TABLE people ADD COLUMN part_time_percent DOUBLE NOT NULL DEFAULT 100;

CREATE TABLE work_calendars (
    -- Of a department or a person.
    scope TEXT NOT NULL,
    code TEXT NOT NULL,
    -- Read and written only with their calendar.
    weekdays TEXT NOT NULL,
    exceptions TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (scope, code)
);

CREATE TABLE absences (
    code TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX absences_person ON absences (person, code);

CREATE TABLE tools (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    quantity DOUBLE NOT NULL,
    unit TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX tools_department ON tools (department, code);

CREATE TABLE data_sets (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    owner TEXT NOT NULL,
    classification TEXT NOT NULL,
    access_note TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX data_sets_department ON data_sets (department, code);

-- The tool or data set that a request names, and the day by which it is to be decided.
ALTER TABLE requests ADD COLUMN asset TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN decision_due TEXT NOT NULL DEFAULT '';
CREATE INDEX requests_due ON requests (status, decision_due);
CREATE INDEX requests_budget ON requests (budget, status);

-- Of others' tasks, what load, match and budgets need.
ALTER TABLE task_windows ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE task_windows ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE task_windows ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE task_windows ADD COLUMN collaborators TEXT NOT NULL DEFAULT '[]';
ALTER TABLE task_windows ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
ALTER TABLE task_windows ADD COLUMN effort_hours DOUBLE;
ALTER TABLE task_windows ADD COLUMN duration_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task_windows ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE task_windows ADD COLUMN percent DOUBLE NOT NULL DEFAULT 0;
ALTER TABLE task_windows ADD COLUMN actual_start TEXT NOT NULL DEFAULT '';
ALTER TABLE task_windows ADD COLUMN actual_finish TEXT NOT NULL DEFAULT '';

-- Who works on them: owner and collaborators, to be found by person.
CREATE TABLE task_people (
    person TEXT NOT NULL,
    task_id TEXT NOT NULL,
    PRIMARY KEY (person, task_id)
);
CREATE INDEX task_people_task ON task_people (task_id);
