DROP TABLE daily_status;
