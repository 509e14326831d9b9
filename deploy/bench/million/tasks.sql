-- Fills the tasks service's empty database with the tasks of active plans, all of them open, and their approved dates. The numbered
-- snapshots of whole plans are left out: no report reads them.
\set ON_ERROR_STOP on
\ir begin.sql
CREATE FUNCTION pg_temp.link(p bigint, t bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT '{"task_id":"' || pg_temp.task(p, t) || '","plan_id":"' || pg_temp.plan(p) || '","code":"' || pg_temp.task_code(t)
          || '","kind":"LINK_KIND_FINISH_TO_START","lag_days":0}' $$;
BEGIN;
INSERT INTO plans (id, code, period_start, version)
SELECT pg_temp.plan(p), 'BENCH-' || p, :'monday'::date, 2 FROM generate_series(1, :plans) AS p;

INSERT INTO key_results (id, plan_id, code, owner, department, window_start, deadline, version)
SELECT pg_temp.key_result(p, k), pg_temp.plan(p), 'KR' || k, 'D' || p || '-K' || k, 'D' || p, :'monday'::date, :'monday'::date + 85, 1
FROM generate_series(1, :plans) AS p, generate_series(0, 39) AS k;

INSERT INTO tasks (id, plan_id, key_result_id, code, name, description, kind, owner, collaborators, department, planned_start,
                   planned_end, duration_days, deliverable, predecessors, required_resources, priority, milestones, skills, state,
                   percent, actual_start, evidence, baseline, last_reported_on, reported_cause, flagged, version)
SELECT id, plan_id, key_result_id, code, name, '', 'TASK_TYPE_EXECUTION', owner, '[]', department, planned_start, planned_end, duration,
       'Deliverable',
       CASE WHEN begun THEN '[]' ELSE
         '[' || pg_temp.link(p, t - 1) || CASE WHEN t % 11 = 0 AND t > 20 THEN ',' || pg_temp.link(p, t - 11) ELSE '' END || ']'
       END,
       '', 'TASK_PRIORITY_MEDIUM', '[]', '[]', 'TASK_STATE_OPEN',
       CASE WHEN begun THEN :percent ELSE 0 END, CASE WHEN begun THEN planned_start END, '',
       '{"id":"' || pg_temp.id('7004', p * 65536 + t) || '","start":"' || planned_start || '","end":"' || planned_end
         || '","taken_at":"' || :'monday' || 'T00:00:00Z"}',
       CASE WHEN begun THEN :'reported'::date END, '', false, 2
FROM task_rows;

INSERT INTO links (successor_id, predecessor_id) SELECT pg_temp.task(p, t), pg_temp.task(p, predecessor) FROM link_rows;

INSERT INTO baselines (id, task_id, plan_id, planned_start, planned_end, taken_at, plan_version)
SELECT pg_temp.id('7004', p * 65536 + t), id, plan_id, planned_start, planned_end, :'monday'::timestamp, 2 FROM task_rows;

-- The daily cut-off of 18:00 in China.
INSERT INTO update_cutoffs (plan_id, due_at) SELECT pg_temp.plan(p), :'today'::timestamp + interval '10 hours' FROM generate_series(1, :plans) AS p;
COMMIT;
VACUUM ANALYZE;
CHECKPOINT;
