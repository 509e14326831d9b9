CREATE TABLE progress_reports_anew (
    id TEXT NOT NULL PRIMARY KEY,
    task_id TEXT NOT NULL,
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
INSERT INTO progress_reports_anew SELECT * FROM progress_reports;
DROP TABLE progress_reports;
ALTER TABLE progress_reports_anew RENAME TO progress_reports;
CREATE UNIQUE INDEX progress_reports_task_id_version ON progress_reports (task_id, task_version);
CREATE INDEX progress_reports_plan_id ON progress_reports (plan_id, id);
