DROP TABLE key_results;
DROP TABLE plans;
DROP TABLE findings;
DROP TABLE baselines;
DROP TABLE progress_reports;
DROP TABLE links;
DROP TABLE tasks;
