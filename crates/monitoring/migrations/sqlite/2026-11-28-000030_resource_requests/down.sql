ALTER TABLE foreign_tasks DROP COLUMN reported_cause;
ALTER TABLE tasks DROP COLUMN effort_hours;
DROP TABLE resource_requests;
