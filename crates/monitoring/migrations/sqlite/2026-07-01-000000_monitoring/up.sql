-- Facts that other services told, with what is derived from them beside each.
CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    -- Rises with every committed change of the plan here: a cached plan of another revision is stale.
    revision BIGINT NOT NULL,
    -- Day of the last settlement.
    as_of DATE,
    reports_applied BIGINT NOT NULL
);
CREATE INDEX plans_code ON plans (code);

CREATE TABLE goals (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    department TEXT NOT NULL,
    owner TEXT NOT NULL,
    deadline DATE NOT NULL,
    progress DOUBLE NOT NULL,
    company_goal BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    light TEXT
);
CREATE INDEX goals_plan ON goals (plan_id);

CREATE TABLE key_results (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    goal_id TEXT NOT NULL,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    owner TEXT NOT NULL,
    deadline DATE NOT NULL,
    weight DOUBLE NOT NULL,
    attainment DOUBLE NOT NULL,
    version BIGINT NOT NULL,
    light TEXT
);
CREATE INDEX key_results_plan ON key_results (plan_id);

CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    key_result_id TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    department TEXT NOT NULL,
    planned_start DATE NOT NULL,
    planned_end DATE NOT NULL,
    duration BIGINT NOT NULL,
    baseline_start DATE,
    baseline_end DATE,
    state TEXT NOT NULL,
    percent DOUBLE NOT NULL,
    remaining BIGINT,
    as_of DATE,
    actual_start DATE,
    actual_finish DATE,
    reported_cause TEXT NOT NULL,
    -- Links and milestones, read and written only with their task.
    links TEXT NOT NULL,
    milestones TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- What the last settlement said: for readers of the database, and for the audit.
    forecast_start DATE,
    forecast_finish DATE,
    light TEXT
);
CREATE INDEX tasks_plan ON tasks (plan_id);

-- Every accepted progress report, once, whatever order they came in.
CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    as_of DATE NOT NULL,
    percent DOUBLE NOT NULL,
    task_version BIGINT NOT NULL
);
CREATE INDEX reports_plan ON reports (plan_id);
CREATE INDEX reports_task ON reports (task_id);

-- Tasks of other plans that tasks of this plan wait for.
CREATE TABLE foreign_tasks (
    plan_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    home_plan_id TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    department TEXT NOT NULL,
    -- None once it is cancelled there.
    start DATE,
    finish DATE,
    planned_start DATE NOT NULL,
    planned_end DATE NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (plan_id, task_id)
);

-- Plans that wait for a task of this plan and are told when it moves.
CREATE TABLE outgoing_edges (
    plan_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    successor_plan_id TEXT NOT NULL,
    -- False: no longer; kept, so that an older word does not bring it back.
    active BOOLEAN NOT NULL,
    -- Of the plan that waits, when it said so.
    revision BIGINT NOT NULL,
    PRIMARY KEY (plan_id, task_id, successor_plan_id)
);

CREATE TABLE departments (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    head TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    cause_task_id TEXT NOT NULL,
    level BIGINT NOT NULL,
    assignee TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The cause while the alert is open, empty afterwards: at most one open alert a cause.
    open_cause TEXT,
    raised_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP,
    closed_at TIMESTAMP,
    body TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX alerts_plan ON alerts (plan_id);
CREATE INDEX alerts_assignee ON alerts (assignee);
CREATE UNIQUE INDEX alerts_one_open_per_cause ON alerts (open_cause);

CREATE TABLE timers (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- The alert it belongs to; empty for the daily settlement of the plan.
    alert_id TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL
);
CREATE INDEX timers_due ON timers (due_at);
CREATE UNIQUE INDEX timers_one_per_purpose ON timers (plan_id, kind, alert_id);
