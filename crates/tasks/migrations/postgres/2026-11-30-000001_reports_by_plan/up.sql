-- Reports are listed by plan and by task; none is looked up by its id alone, and each had an entry in an index for that. An id is made
-- where the report is, and is nobody else's.
ALTER TABLE progress_reports DROP CONSTRAINT progress_reports_pkey;
ALTER TABLE progress_reports ADD PRIMARY KEY (plan_id, id);
DROP INDEX progress_reports_plan_id;
