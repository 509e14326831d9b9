-- What waits for somebody's word besides alerts: resource requests and adjustments.
ALTER TABLE resource_requests ADD COLUMN requested_from TEXT NOT NULL DEFAULT '';
ALTER TABLE resource_requests ADD COLUMN requested_by TEXT NOT NULL DEFAULT '';
ALTER TABLE resource_requests ADD COLUMN decision_due DATE;
CREATE INDEX resource_requests_awaiting ON resource_requests (requested_from) WHERE status IN ('submitted', 'approved');
CREATE TABLE adjustments (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    tier TEXT NOT NULL,
    applicant TEXT NOT NULL,
    deciders TEXT NOT NULL,
    departments TEXT NOT NULL,
    extension_days BIGINT NOT NULL,
    submitted_at TIMESTAMP,
    decided_at TIMESTAMP,
    decision_note TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX adjustments_awaiting ON adjustments (submitted_at) WHERE status = 'submitted';
CREATE INDEX adjustments_applicant ON adjustments (applicant, id);
