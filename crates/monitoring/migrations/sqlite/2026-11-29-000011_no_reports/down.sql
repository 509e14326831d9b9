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
