CREATE TABLE departments (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    head TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE people (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    -- Read and written only with their person.
    skills TEXT NOT NULL,
    hours_per_day DOUBLE NOT NULL,
    email TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX people_department ON people (department, code);

-- Amounts in minor units. What is reserved and spent never exceeds the amount, whoever approves at the same time.
CREATE TABLE budgets (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reserved_minor BIGINT NOT NULL,
    spent_minor BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT budgets_not_overdrawn CHECK (reserved_minor >= 0 AND spent_minor >= 0 AND reserved_minor + spent_minor <= amount_minor)
);

-- The ledger, double entry: every amount leaves one account for another. The balances above are its sums.
CREATE TABLE postings (
    id TEXT PRIMARY KEY,
    budget TEXT NOT NULL REFERENCES budgets (code),
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    request_id TEXT NOT NULL,
    posted_by TEXT NOT NULL,
    posted_at TIMESTAMP NOT NULL
);
CREATE INDEX postings_budget ON postings (budget, id);

CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    code TEXT NOT NULL,
    task_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    requested_from TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    expected_arrival TEXT NOT NULL,
    actual_arrival TEXT NOT NULL,
    quantity DOUBLE,
    unit TEXT NOT NULL,
    amount_minor BIGINT,
    budget TEXT NOT NULL,
    note TEXT NOT NULL,
    status TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decision_note TEXT NOT NULL,
    decided_at TIMESTAMP,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX requests_code ON requests (plan_id, code);
CREATE INDEX requests_task ON requests (task_id);

-- What is known of other services' tasks.
CREATE TABLE task_windows (
    task_id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    code TEXT NOT NULL,
    planned_start TEXT NOT NULL,
    planned_end TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX task_windows_plan ON task_windows (plan_id);
