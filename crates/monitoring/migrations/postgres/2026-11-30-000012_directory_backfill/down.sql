DROP TABLE directory_backfill;
DROP TABLE directory_reviews;
