ALTER TABLE progress_reports DROP CONSTRAINT progress_reports_pkey;
ALTER TABLE progress_reports ADD PRIMARY KEY (id);
CREATE INDEX progress_reports_plan_id ON progress_reports (plan_id, id);
