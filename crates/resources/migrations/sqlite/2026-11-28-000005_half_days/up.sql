-- Half days, and the day up to which a calendar is settled. JSON, read and written only with its row.
ALTER TABLE work_calendars ADD COLUMN parts TEXT NOT NULL DEFAULT '{}';
ALTER TABLE work_calendars ADD COLUMN half_weekdays TEXT NOT NULL DEFAULT '[]';
ALTER TABLE work_calendars ADD COLUMN confirmed_through TEXT NOT NULL DEFAULT '';
ALTER TABLE absences ADD COLUMN part TEXT NOT NULL DEFAULT '';
