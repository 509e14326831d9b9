DROP INDEX baselines_task_id;
CREATE UNIQUE INDEX baselines_task_id_plan_version ON baselines (task_id, plan_version);
DROP TABLE plan_baseline_tasks;
DROP TABLE plan_baselines;
