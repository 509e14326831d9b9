-- Numbered snapshots of whole plans; rows are only ever added.
CREATE TABLE plan_baselines (
    id TEXT NOT NULL PRIMARY KEY,
    plan_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    taken_at TIMESTAMP NOT NULL,
    taken_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    task_count BIGINT NOT NULL
);
CREATE UNIQUE INDEX plan_baselines_plan_id_number ON plan_baselines (plan_id, number);

-- Each task as it was planned when the snapshot was taken.
CREATE TABLE plan_baseline_tasks (
    plan_baseline_id TEXT NOT NULL REFERENCES plan_baselines (id),
    task_id TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    planned_start DATE NOT NULL,
    planned_end DATE NOT NULL,
    duration_days BIGINT NOT NULL,
    effort_hours DOUBLE,
    percent DOUBLE NOT NULL,
    -- JSON: read and written only with its row.
    predecessors TEXT NOT NULL,
    PRIMARY KEY (plan_baseline_id, task_id)
);

-- An approved adjustment gives a task another baseline under the same version of its plan.
DROP INDEX baselines_task_id_plan_version;
CREATE INDEX baselines_task_id ON baselines (task_id);
