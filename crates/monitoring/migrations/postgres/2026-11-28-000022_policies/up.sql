-- Escalation policies: versions, each for a department and all below it from a day on.
CREATE TABLE escalation_policies (
    id TEXT PRIMARY KEY,
    -- Empty: the whole organisation.
    department TEXT NOT NULL,
    version BIGINT NOT NULL,
    effective_from DATE NOT NULL,
    terms TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX escalation_policies_version ON escalation_policies (department, version);

-- Who is away today.
CREATE INDEX absences_days ON absences (last_day, first_day);
