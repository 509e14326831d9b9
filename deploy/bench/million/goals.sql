-- Fills the goals service's empty database with active plans, eight goals and forty key results each, and with what it knows of their
-- tasks. The history of their activation is left out: no report reads it.
\set ON_ERROR_STOP on
\ir begin.sql
BEGIN;
INSERT INTO plans (id, code, title, period_start, period_end, status, activated_at, version)
SELECT pg_temp.plan(p), 'BENCH-' || p, 'Bench ' || p, :'monday'::date, :'monday'::date + 90, 'PLAN_STATUS_ACTIVE', :'monday'::timestamp, 2
FROM generate_series(1, :plans) AS p;

INSERT INTO goals (id, plan_id, code, description, source, department, owner, deadline, priority, key_result_direction, unit,
                   company_goal, progress, smart, version)
SELECT pg_temp.goal(p, g), pg_temp.plan(p), 'G' || g, 'Goal', 'GOAL_SOURCE_COMPANY_STRATEGY', 'D' || p, 'D' || p || '-HEAD',
       :'monday'::date + 90, 'PRIORITY_MEDIUM', '', '', false, 0, '[]', 1
FROM generate_series(1, :plans) AS p, generate_series(0, 7) AS g;

INSERT INTO key_results (id, plan_id, goal_id, code, description, owner, collaborators, target_kind, baseline, target, current_value,
                         unit, weight, deadline, attainment, version)
SELECT pg_temp.key_result(p, k), pg_temp.plan(p), pg_temp.goal(p, k / 5), 'KR' || k, 'Key result', 'D' || p || '-K' || k, '[]',
       'TARGET_KIND_REACH_LEVEL', 0, 100, 0, '%', 20, :'monday'::date + 85, 0, 1
FROM generate_series(1, :plans) AS p, generate_series(0, 39) AS k;

INSERT INTO task_facts (task_id, plan_id, key_result_id, code, owner, department, kind, planned_start, planned_end, first_start,
                        first_end, duration_days, percent, cancelled, actual_start, cause, version)
SELECT id, plan_id, key_result_id, code, owner, department, 'execution', planned_start, planned_end, planned_start, planned_end, duration,
       CASE WHEN begun THEN :percent ELSE 0 END, false, CASE WHEN begun THEN planned_start END, '', 2
FROM task_rows;
COMMIT;
VACUUM ANALYZE;
CHECKPOINT;
