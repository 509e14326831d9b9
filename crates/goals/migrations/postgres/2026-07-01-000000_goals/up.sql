-- What is planned, approved and tracked together.
CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    status TEXT NOT NULL,
    activated_at TIMESTAMP,
    version BIGINT NOT NULL,
    CHECK (period_start <= period_end)
);
CREATE UNIQUE INDEX plans_code ON plans (code);

-- Table 1 of the method.
CREATE TABLE goals (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    source TEXT NOT NULL,
    department TEXT NOT NULL,
    owner TEXT NOT NULL,
    deadline DATE NOT NULL,
    priority TEXT NOT NULL,
    key_result_direction TEXT NOT NULL,
    -- A goal or a key result, of any plan.
    parent_id TEXT,
    baseline DOUBLE PRECISION,
    target DOUBLE PRECISION,
    unit TEXT NOT NULL,
    company_goal BOOLEAN NOT NULL,
    -- Computed from its key results.
    progress DOUBLE PRECISION NOT NULL,
    -- JSON: the verdicts on the five letters.
    smart TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX goals_plan_id_code ON goals (plan_id, code);

-- Table 2 of the method.
CREATE TABLE key_results (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    goal_id TEXT NOT NULL REFERENCES goals (id),
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    owner TEXT NOT NULL,
    -- JSON.
    collaborators TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    baseline DOUBLE PRECISION NOT NULL,
    target DOUBLE PRECISION NOT NULL,
    current_value DOUBLE PRECISION NOT NULL,
    -- Day of the check-in that gave the current value; none before the first.
    value_as_of DATE,
    unit TEXT NOT NULL,
    weight DOUBLE PRECISION NOT NULL CHECK (weight > 0),
    deadline DATE NOT NULL,
    attainment DOUBLE PRECISION NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX key_results_plan_id_code ON key_results (plan_id, code);
CREATE INDEX key_results_goal_id ON key_results (goal_id);

-- Values as they were reported; rows are only ever added.
CREATE TABLE check_ins (
    id TEXT PRIMARY KEY,
    key_result_id TEXT NOT NULL REFERENCES key_results (id),
    value DOUBLE PRECISION NOT NULL,
    confidence DOUBLE PRECISION,
    note TEXT NOT NULL,
    as_of DATE NOT NULL,
    reported_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX check_ins_key_result_id ON check_ins (key_result_id, id);

-- What the rules warn of, in the order of the tables.
CREATE TABLE findings (
    plan_id TEXT NOT NULL REFERENCES plans (id),
    place BIGINT NOT NULL,
    rule TEXT NOT NULL,
    sheet TEXT NOT NULL,
    row_code TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    message_zh TEXT NOT NULL,
    message_en TEXT NOT NULL,
    advice_zh TEXT NOT NULL,
    advice_en TEXT NOT NULL,
    PRIMARY KEY (plan_id, place)
);
