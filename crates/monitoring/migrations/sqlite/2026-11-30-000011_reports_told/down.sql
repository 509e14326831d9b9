DROP TABLE reports_told;
