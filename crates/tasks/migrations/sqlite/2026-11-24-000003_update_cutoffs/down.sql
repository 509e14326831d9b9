DROP TABLE missed_updates;
DROP TABLE update_cutoffs;
