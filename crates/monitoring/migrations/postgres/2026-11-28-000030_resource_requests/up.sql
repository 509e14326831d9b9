-- Resources that tasks have asked for: until they arrive, tasks that have not begun wait for them.
CREATE TABLE resource_requests (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL,
    expected_arrival DATE,
    amount BIGINT,
    spent BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX resource_requests_plan ON resource_requests (plan_id);
-- Estimated hours of work, where somebody estimated them.
ALTER TABLE tasks ADD COLUMN effort_hours DOUBLE PRECISION;
-- What the owner of another plan's task reported as the cause.
ALTER TABLE foreign_tasks ADD COLUMN reported_cause TEXT NOT NULL DEFAULT '';
