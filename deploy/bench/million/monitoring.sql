-- Fills monitoring's empty database with active plans in the middle of their quarter. What is derived from them, such as forecasts and
-- lights, comes with the first report of each plan.
\set ON_ERROR_STOP on
\ir begin.sql
CREATE FUNCTION pg_temp.link(p bigint, t bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT '{"predecessor":"' || pg_temp.task(p, t) || '","plan":"' || pg_temp.plan(p) || '","kind":"FS","lag":0}' $$;
BEGIN;
INSERT INTO departments (code, name, parent, head, version)
SELECT 'D' || p, 'Department ' || p, '', 'D' || p || '-HEAD', 1 FROM generate_series(1, :plans) AS p;

INSERT INTO people (code, department, version)
SELECT 'D' || p || '-' || post, 'D' || p, 1
FROM generate_series(1, :plans) AS p,
     (SELECT 'HEAD' AS post UNION ALL SELECT 'K' || k FROM generate_series(0, 39) AS k
      UNION ALL SELECT 'P' || n FROM generate_series(0, 59) AS n) AS posts;

INSERT INTO plans (id, code, title, active, version, revision, as_of, reports_applied)
SELECT pg_temp.plan(p), 'BENCH-' || p, 'Bench ' || p, true, 2, 1, :'today'::date, 0 FROM generate_series(1, :plans) AS p;

INSERT INTO goals (id, plan_id, code, description, department, owner, deadline, progress, company_goal, version)
SELECT pg_temp.goal(p, g), pg_temp.plan(p), 'G' || g, 'Goal', 'D' || p, 'D' || p || '-HEAD', :'monday'::date + 90, 0, false, 1
FROM generate_series(1, :plans) AS p, generate_series(0, 7) AS g;

INSERT INTO key_results (id, plan_id, goal_id, code, description, owner, deadline, weight, attainment, version)
SELECT pg_temp.key_result(p, k), pg_temp.plan(p), pg_temp.goal(p, k / 5), 'KR' || k, 'Key result', 'D' || p || '-K' || k,
       :'monday'::date + 85, 20, 0, 1
FROM generate_series(1, :plans) AS p, generate_series(0, 39) AS k;

INSERT INTO tasks (id, plan_id, key_result_id, code, name, owner, department, planned_start, planned_end, duration, baseline_start,
                   baseline_end, state, percent, as_of, actual_start, reported_cause, links, milestones, version)
SELECT id, plan_id, key_result_id, code, name, owner, department, planned_start, planned_end, duration, planned_start, planned_end, 'active',
       CASE WHEN begun THEN :percent ELSE 0 END, CASE WHEN begun THEN :'reported'::date END, CASE WHEN begun THEN planned_start END, '',
       CASE WHEN begun THEN '[]' ELSE
         '[' || pg_temp.link(p, t - 1) || CASE WHEN t % 11 = 0 AND t > 20 THEN ',' || pg_temp.link(p, t - 11) ELSE '' END || ']'
       END,
       '[]', 2
FROM task_rows;

-- Every plan is looked at anew when its next day begins, at midnight in China.
INSERT INTO timers (id, plan_id, kind, alert_id, due_at)
SELECT pg_temp.id('7005', p), pg_temp.plan(p), 'day', '', :'today'::timestamp + interval '16 hours' FROM generate_series(1, :plans) AS p;
COMMIT;
VACUUM ANALYZE;
CHECKPOINT;
