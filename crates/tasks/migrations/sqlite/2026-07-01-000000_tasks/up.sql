-- The tasks of every plan, with where each of them stands.
CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    plan_id TEXT NOT NULL,
    key_result_id TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    -- JSON, as are predecessors, milestones, skills and baseline: read and written only with their row.
    collaborators TEXT NOT NULL,
    department TEXT NOT NULL,
    planned_start DATE NOT NULL,
    planned_end DATE NOT NULL,
    duration_days BIGINT NOT NULL,
    deliverable TEXT NOT NULL,
    predecessors TEXT NOT NULL,
    required_resources TEXT NOT NULL,
    effort_hours DOUBLE,
    priority TEXT NOT NULL,
    milestones TEXT NOT NULL,
    skills TEXT NOT NULL,
    state TEXT NOT NULL,
    percent DOUBLE NOT NULL CHECK (percent BETWEEN 0 AND 100),
    remaining_days BIGINT,
    actual_start DATE,
    actual_finish DATE,
    evidence TEXT NOT NULL,
    -- The current one of its rows in `baselines`.
    baseline TEXT,
    last_reported_on DATE,
    reported_cause TEXT NOT NULL,
    -- Whether the latest report left findings, so that the next one need not look for them.
    flagged BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    CHECK (planned_start <= planned_end)
);
CREATE UNIQUE INDEX tasks_plan_id_code ON tasks (plan_id, code);
CREATE INDEX tasks_key_result_id ON tasks (key_result_id);
CREATE INDEX tasks_owner ON tasks (owner);
CREATE INDEX tasks_department ON tasks (department);

-- The dependencies once more, to be walked in both directions.
CREATE TABLE links (
    successor_id TEXT NOT NULL REFERENCES tasks (id),
    predecessor_id TEXT NOT NULL REFERENCES tasks (id),
    PRIMARY KEY (successor_id, predecessor_id)
);
CREATE INDEX links_predecessor_id ON links (predecessor_id);

-- Daily updates; rows are only ever added.
CREATE TABLE progress_reports (
    id TEXT NOT NULL PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    plan_id TEXT NOT NULL,
    as_of DATE NOT NULL,
    percent DOUBLE NOT NULL,
    remaining_days BIGINT,
    note TEXT NOT NULL,
    blocker_cause TEXT NOT NULL,
    blocker TEXT NOT NULL,
    actual_start DATE,
    actual_finish DATE,
    evidence TEXT NOT NULL,
    reported_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    task_version BIGINT NOT NULL
);
CREATE UNIQUE INDEX progress_reports_task_id_version ON progress_reports (task_id, task_version);
CREATE INDEX progress_reports_plan_id ON progress_reports (plan_id, id);

-- Approved dates; rows are only ever added.
CREATE TABLE baselines (
    id TEXT NOT NULL PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    plan_id TEXT NOT NULL,
    planned_start DATE NOT NULL,
    planned_end DATE NOT NULL,
    taken_at TIMESTAMP NOT NULL,
    -- Version of the plan whose activation approved them.
    plan_version BIGINT NOT NULL
);
CREATE UNIQUE INDEX baselines_task_id_plan_version ON baselines (task_id, plan_version);

-- What the rules warn of. Scope: plan, task, or report (its latest one).
CREATE TABLE findings (
    id TEXT NOT NULL PRIMARY KEY,
    plan_id TEXT NOT NULL,
    task_id TEXT,
    scope TEXT NOT NULL,
    rule TEXT NOT NULL,
    sheet TEXT NOT NULL,
    row_code TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    message_zh TEXT NOT NULL,
    message_en TEXT NOT NULL,
    advice_zh TEXT NOT NULL,
    advice_en TEXT NOT NULL
);
CREATE INDEX findings_plan_id ON findings (plan_id);
CREATE INDEX findings_task_id ON findings (task_id);

-- What the goals service says of plans: a projection of its events.
CREATE TABLE plans (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    period_start DATE,
    version BIGINT NOT NULL
);
CREATE INDEX plans_code ON plans (code);

-- What is known of key results, from imports and from events; version 0 until the first event.
CREATE TABLE key_results (
    id TEXT NOT NULL PRIMARY KEY,
    plan_id TEXT NOT NULL,
    code TEXT NOT NULL,
    owner TEXT NOT NULL,
    department TEXT NOT NULL,
    window_start DATE,
    deadline DATE,
    version BIGINT NOT NULL
);
CREATE INDEX key_results_plan_id ON key_results (plan_id, code);
