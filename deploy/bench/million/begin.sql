-- What the four files beside this one share: how many, which day it is, and ids that are the same in every service.
--
--   plans   departments, each with a plan of its own: 300
--   tasks   tasks of a plan, at most 65,536: 3334
--   today   the day of the services' clock: the database's when absent
\if :{?plans}
\else
  \set plans 300
\endif
\if :{?tasks}
\else
  \set tasks 3334
\endif
\if :{?today}
\else
  SELECT current_date AS today \gset
\endif
-- Tasks go from Monday to Friday, and those of this week have begun.
SELECT date_trunc('week', :'today'::date)::date AS monday \gset
-- As was reported yesterday, where that is a day of this week: a fifth of a task a day.
SELECT greatest(:'monday'::date, least(:'today'::date - 1, :'monday'::date + 3)) AS reported \gset
SELECT (:'reported'::date - :'monday'::date + 1) * 20 AS percent \gset

-- That rows refer to rows which are there lies in how they are made: to look it up for each takes minutes.
SET session_replication_role = replica;

CREATE FUNCTION pg_temp.id(kind text, number bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT '00000000-0000-' || kind || '-8000-' || lpad(to_hex(number), 12, '0') $$;
CREATE FUNCTION pg_temp.plan(p bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.id('7000', p) $$;
CREATE FUNCTION pg_temp.goal(p bigint, g bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.id('7001', p * 8 + g) $$;
CREATE FUNCTION pg_temp.key_result(p bigint, k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.id('7002', p * 40 + k) $$;
CREATE FUNCTION pg_temp.task(p bigint, t bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.id('7003', p * 65536 + t) $$;
CREATE FUNCTION pg_temp.task_code(t bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'T' || lpad(t::text, 5, '0') $$;

-- Chains of ten tasks of a week each, the first of every chain begun, a link in eleven to another chain. The last task of the first
-- chain takes three weeks: that chain is the critical path, the others have two weeks to spare.
CREATE TEMP VIEW task_rows AS
SELECT p, t, t % 10 = 0 AS begun, 'D' || p AS department, 'D' || p || '-P' || t % 60 AS owner,
       pg_temp.plan(p) AS plan_id, pg_temp.key_result(p, t / 10 % 40) AS key_result_id, pg_temp.task(p, t) AS id,
       pg_temp.task_code(t) AS code, 'Task ' || t AS name,
       :'monday'::date + (t % 10)::integer * 7 AS planned_start, :'monday'::date + (t % 10)::integer * 7 + CASE WHEN t = 9 THEN 18 ELSE 4 END AS planned_end,
       CASE WHEN t = 9 THEN 15 ELSE 5 END AS duration
FROM generate_series(1, :plans::bigint) AS p, generate_series(0, :tasks::bigint - 1) AS t;

CREATE TEMP VIEW link_rows AS
SELECT p, t, t - step AS predecessor
FROM generate_series(1, :plans::bigint) AS p, generate_series(0, :tasks::bigint - 1) AS t, unnest(ARRAY[1, 11]) AS step
WHERE t % 10 <> 0 AND (step = 1 OR t % 11 = 0 AND t > 20);
