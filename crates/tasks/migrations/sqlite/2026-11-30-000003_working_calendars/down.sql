DROP TABLE work_calendars;
DROP TABLE people;
DROP TABLE departments;
