DROP INDEX tasks_department;
DROP INDEX tasks_owner;
DROP TABLE absences;
DROP TABLE work_calendars;
DROP TABLE people;
