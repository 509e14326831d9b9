ALTER TABLE links DROP COLUMN acceptance;
