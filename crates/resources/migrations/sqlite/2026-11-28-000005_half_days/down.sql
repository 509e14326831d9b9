ALTER TABLE absences DROP COLUMN part;
ALTER TABLE work_calendars DROP COLUMN confirmed_through;
ALTER TABLE work_calendars DROP COLUMN half_weekdays;
ALTER TABLE work_calendars DROP COLUMN parts;
