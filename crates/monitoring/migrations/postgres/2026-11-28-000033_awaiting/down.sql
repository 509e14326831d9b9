DROP TABLE adjustments;
DROP INDEX resource_requests_awaiting;
ALTER TABLE resource_requests DROP COLUMN decision_due;
ALTER TABLE resource_requests DROP COLUMN requested_by;
ALTER TABLE resource_requests DROP COLUMN requested_from;
