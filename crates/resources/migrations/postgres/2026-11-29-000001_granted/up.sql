-- What the department asked gives, where it may be less or later than what was asked for; empty before it is approved.
ALTER TABLE requests ADD COLUMN granted_quantity DOUBLE PRECISION;
ALTER TABLE requests ADD COLUMN granted_amount_minor BIGINT;
ALTER TABLE requests ADD COLUMN granted_arrival TEXT NOT NULL DEFAULT '';
