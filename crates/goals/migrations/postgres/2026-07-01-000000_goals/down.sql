DROP TABLE findings;
DROP TABLE check_ins;
DROP TABLE key_results;
DROP TABLE goals;
DROP TABLE plans;
