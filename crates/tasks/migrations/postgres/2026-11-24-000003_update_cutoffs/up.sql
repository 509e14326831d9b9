-- When each active plan's next daily cut-off is. The transaction that does one moves it on.
CREATE TABLE update_cutoffs (
    plan_id TEXT PRIMARY KEY,
    due_at TIMESTAMP NOT NULL
);
CREATE INDEX update_cutoffs_due_at ON update_cutoffs (due_at);

-- Plans that were activated before there were cut-offs: one so long ago is passed over, and the next one counts.
INSERT INTO update_cutoffs (plan_id, due_at) SELECT DISTINCT plan_id, '1970-01-01 00:00:00'::timestamp FROM baselines;

-- Daily updates that were missed in a row, of tasks that have not been reported on since.
CREATE TABLE missed_updates (
    task_id TEXT PRIMARY KEY REFERENCES tasks (id),
    plan_id TEXT NOT NULL,
    missed BIGINT NOT NULL,
    -- The last day missed.
    last_on DATE NOT NULL
);
CREATE INDEX missed_updates_plan_id ON missed_updates (plan_id);
