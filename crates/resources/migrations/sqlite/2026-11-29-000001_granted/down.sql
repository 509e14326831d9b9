ALTER TABLE requests DROP COLUMN granted_arrival;
ALTER TABLE requests DROP COLUMN granted_amount_minor;
ALTER TABLE requests DROP COLUMN granted_quantity;
