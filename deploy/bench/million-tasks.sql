-- Fills monitoring's empty database with plans in the middle of their quarter, to measure a start-up. All tasks are open.
--
--   cascade migrate monitoring
--   psql "$CASCADE_MONITORING_DATABASE_URL" -v plans=300 -v tasks=3334 -f deploy/bench/million-tasks.sql
--   cascade serve monitoring          # says when it has read them: "plans are in memory"
--
-- One plan for a department, forty key results in eight goals, chains of ten tasks of a week each, the first of every chain begun, a
-- link in eleven to another chain.
\set ON_ERROR_STOP on
BEGIN;
INSERT INTO departments (code, name, parent, head, version)
SELECT 'D' || p, 'Department ' || p, '', 'D' || p || '-HEAD', 1 FROM generate_series(1, :plans) AS p;

INSERT INTO plans (id, code, title, active, version, revision, as_of, reports_applied)
SELECT '00000000-0000-7000-8000-' || lpad(to_hex(p), 12, '0'), 'BENCH-' || p, 'Bench', true, 1, 1, current_date, 0
FROM generate_series(1, :plans) AS p;

INSERT INTO goals (id, plan_id, code, description, department, owner, deadline, progress, company_goal, version)
SELECT '00000000-0000-7001-8000-' || lpad(to_hex(p * 8 + g), 12, '0'), '00000000-0000-7000-8000-' || lpad(to_hex(p), 12, '0'),
       'G' || g, 'Goal', 'D' || p, 'D' || p || '-HEAD', current_date + 90, 0, false, 1
FROM generate_series(1, :plans) AS p, generate_series(0, 7) AS g;

INSERT INTO key_results (id, plan_id, goal_id, code, description, owner, deadline, weight, attainment, version)
SELECT '00000000-0000-7002-8000-' || lpad(to_hex(p * 40 + k), 12, '0'), '00000000-0000-7000-8000-' || lpad(to_hex(p), 12, '0'),
       '00000000-0000-7001-8000-' || lpad(to_hex(p * 8 + k / 5), 12, '0'), 'KR' || k, 'Key result', 'D' || p || '-K' || k,
       current_date + 80, 20, 0, 1
FROM generate_series(1, :plans) AS p, generate_series(0, 39) AS k;

INSERT INTO tasks (id, plan_id, key_result_id, code, name, owner, department, planned_start, planned_end, duration, state, percent,
                   as_of, actual_start, reported_cause, links, milestones, version)
SELECT '00000000-0000-7003-8000-' || lpad(to_hex(p::bigint * 65536 + t), 12, '0'),
       '00000000-0000-7000-8000-' || lpad(to_hex(p), 12, '0'),
       '00000000-0000-7002-8000-' || lpad(to_hex(p * 40 + t / 10 % 40), 12, '0'),
       'T' || lpad(t::text, 5, '0'), 'Task ' || t, 'D' || p || '-P' || t % 60, 'D' || p,
       current_date - 2 + t % 10 * 7, current_date + 2 + t % 10 * 7, 5, 'active',
       CASE WHEN t % 10 = 0 THEN 40 ELSE 0 END,
       CASE WHEN t % 10 = 0 THEN current_date - 1 END,
       CASE WHEN t % 10 = 0 THEN current_date - 2 END,
       '',
       CASE WHEN t % 10 = 0 THEN '[]' ELSE
         '[{"predecessor":"00000000-0000-7003-8000-' || lpad(to_hex(p::bigint * 65536 + t - 1), 12, '0')
         || '","plan":"00000000-0000-7000-8000-' || lpad(to_hex(p), 12, '0') || '","kind":"FS","lag":0}'
         || CASE WHEN t % 11 = 0 AND t > 20 THEN
           ',{"predecessor":"00000000-0000-7003-8000-' || lpad(to_hex(p::bigint * 65536 + t - 11), 12, '0')
           || '","plan":"00000000-0000-7000-8000-' || lpad(to_hex(p), 12, '0') || '","kind":"FS","lag":0}'
           ELSE '' END || ']'
       END,
       '[]', 1
FROM generate_series(1, :plans) AS p, generate_series(0, :tasks - 1) AS t;
COMMIT;
ANALYZE;
SELECT count(*) AS tasks FROM tasks;
