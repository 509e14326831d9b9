DROP TABLE missed_updates;
DROP INDEX alerts_correction_owner;
ALTER TABLE alerts DROP COLUMN correction_due;
ALTER TABLE alerts DROP COLUMN correction_owner;
