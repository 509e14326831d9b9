DROP INDEX deliveries_created;
ALTER TABLE people DROP COLUMN email;
