-- Who carries out the newest correction of an alert, and until when: looked for by person.
ALTER TABLE alerts ADD COLUMN correction_owner TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN correction_due DATE;
UPDATE alerts SET correction_owner = coalesce(json_extract(body, '$.corrections[#-1].owner'), ''), correction_due = json_extract(body, '$.corrections[#-1].due');
CREATE INDEX alerts_correction_owner ON alerts (correction_owner);

-- Tasks whose daily updates are missing, until the next one comes.
CREATE TABLE missed_updates (
    task_id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    -- Who is to ask: the key result's owner.
    notify TEXT NOT NULL,
    -- Working days in a row, the last of them, and the version that the task had.
    missed BIGINT NOT NULL,
    day DATE NOT NULL,
    task_version BIGINT NOT NULL
);
CREATE INDEX missed_updates_plan ON missed_updates (plan_id);
CREATE INDEX missed_updates_notify ON missed_updates (notify);
