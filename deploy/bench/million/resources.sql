-- Fills the resources service's empty database with departments, their people, and what it knows of tasks.
\set ON_ERROR_STOP on
\ir begin.sql
BEGIN;
INSERT INTO departments (code, name, parent, head, version)
SELECT 'D' || p, 'Department ' || p, '', 'D' || p || '-HEAD', 1 FROM generate_series(1, :plans) AS p;

INSERT INTO people (code, name, department, skills, hours_per_day, email, version)
SELECT 'D' || p || '-' || post, 'Person ' || post, 'D' || p, '[]', 8, '', 1
FROM generate_series(1, :plans) AS p,
     (SELECT 'HEAD' AS post UNION ALL SELECT 'K' || k FROM generate_series(0, 39) AS k
      UNION ALL SELECT 'P' || n FROM generate_series(0, 59) AS n) AS posts;

INSERT INTO task_windows (task_id, plan_id, code, planned_start, planned_end, version, name, department, owner, duration_days, state,
                          percent, actual_start)
SELECT id, plan_id, code, planned_start::text, planned_end::text, 2, name, department, owner, duration, 'TASK_STATE_OPEN',
       CASE WHEN begun THEN :percent ELSE 0 END, CASE WHEN begun THEN planned_start::text ELSE '' END
FROM task_rows;

INSERT INTO task_people (person, task_id) SELECT owner, id FROM task_rows;
COMMIT;
VACUUM ANALYZE;
CHECKPOINT;
