-- What is known of the tasks service's tasks: completion, closing gates and statistics come from it.
CREATE TABLE task_facts (
    task_id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    key_result_id TEXT NOT NULL,
    code TEXT NOT NULL,
    owner TEXT NOT NULL,
    department TEXT NOT NULL,
    kind TEXT NOT NULL,
    planned_start DATE NOT NULL,
    planned_end DATE NOT NULL,
    -- The first approved dates; none before the plan is activated.
    first_start DATE,
    first_end DATE,
    duration_days BIGINT NOT NULL,
    percent DOUBLE PRECISION NOT NULL,
    cancelled BOOLEAN NOT NULL,
    actual_start DATE,
    actual_finish DATE,
    cause TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX task_facts_plan_id ON task_facts (plan_id);
CREATE INDEX task_facts_key_result_id ON task_facts (key_result_id);

-- Working days a task may slip, by monitoring's latest word; none is taken as none to spare.
CREATE TABLE task_floats (
    task_id TEXT PRIMARY KEY,
    total_float_days BIGINT NOT NULL,
    task_version BIGINT NOT NULL
);

-- Alerts of monitoring that are red and not closed.
CREATE TABLE alert_facts (
    alert_id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    red BOOLEAN NOT NULL,
    closed BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX alert_facts_plan_id ON alert_facts (plan_id);

-- Which key result carries which share of a goal or key result above it.
CREATE TABLE contributions (
    key_result_id TEXT NOT NULL REFERENCES key_results (id),
    receiver_id TEXT NOT NULL,
    share DOUBLE PRECISION NOT NULL CHECK (share > 0),
    PRIMARY KEY (key_result_id, receiver_id)
);
CREATE INDEX contributions_receiver_id ON contributions (receiver_id);

-- Table 7 of the method.
CREATE TABLE adjustments (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    number BIGINT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    applicant TEXT NOT NULL,
    -- JSON: what is to change, what that amounts to, and by how much each row is extended.
    content TEXT NOT NULL,
    tier TEXT NOT NULL,
    extension_days BIGINT NOT NULL,
    cumulative_extension_days BIGINT NOT NULL,
    -- JSON: what it would do, computed before the decision; empty in a draft.
    impact TEXT NOT NULL,
    submitted_at TIMESTAMP,
    decided_by TEXT NOT NULL,
    decision_note TEXT NOT NULL,
    decided_at TIMESTAMP,
    -- 0 until it is approved.
    plan_version_number BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX adjustments_plan_id_number ON adjustments (plan_id, number);

-- The plan as it was approved, once for each approval; rows are only ever added.
CREATE TABLE plan_versions (
    plan_id TEXT NOT NULL REFERENCES plans (id),
    number BIGINT NOT NULL,
    taken_at TIMESTAMP NOT NULL,
    taken_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    adjustment_id TEXT,
    -- JSON: plan, goals, key results.
    content TEXT NOT NULL,
    PRIMARY KEY (plan_id, number)
);

-- What was done, each entry holding the hash of the one before; rows are only ever added.
CREATE TABLE audit_entries (
    plan_id TEXT NOT NULL REFERENCES plans (id),
    number BIGINT NOT NULL,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (plan_id, number)
);

-- Table 8 of the method.
CREATE TABLE review_rows (
    plan_id TEXT NOT NULL REFERENCES plans (id),
    subject_id TEXT NOT NULL,
    final_value DOUBLE PRECISION,
    highlights TEXT NOT NULL,
    gaps TEXT NOT NULL,
    root_cause TEXT NOT NULL,
    improvement TEXT NOT NULL,
    improvement_owner TEXT NOT NULL,
    improvement_due DATE,
    carried_over BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (plan_id, subject_id)
);

-- What becomes of tasks that are not finished when the plan closes.
CREATE TABLE dispositions (
    task_id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    disposition TEXT NOT NULL,
    note TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
CREATE INDEX dispositions_plan_id ON dispositions (plan_id);

-- What a closed plan teaches, as JSON.
CREATE TABLE plan_statistics (
    plan_id TEXT PRIMARY KEY REFERENCES plans (id),
    content TEXT NOT NULL
);

-- History is added to, never edited.
CREATE FUNCTION history_is_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_entries_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_added_to();
CREATE TRIGGER plan_versions_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON plan_versions
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_added_to();
