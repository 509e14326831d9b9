-- Reports are listed by plan and by task; none is looked up by its id alone, and each had an entry in an index for that. An id is made
-- where the report is, and is nobody else's. SQLite changes a key only with its table.
CREATE TABLE progress_reports_anew (
    id TEXT NOT NULL,
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
    task_version BIGINT NOT NULL,
    PRIMARY KEY (plan_id, id)
);
INSERT INTO progress_reports_anew SELECT * FROM progress_reports;
DROP TABLE progress_reports;
ALTER TABLE progress_reports_anew RENAME TO progress_reports;
CREATE UNIQUE INDEX progress_reports_task_id_version ON progress_reports (task_id, task_version);
