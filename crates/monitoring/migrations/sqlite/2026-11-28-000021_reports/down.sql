DROP TABLE reports_announced;
