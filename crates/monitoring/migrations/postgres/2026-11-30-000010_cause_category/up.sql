-- What kind of cause a task's owner named, beside what they said of it: people, resources, dependency, requirement_change, environment;
-- empty where none was named, and for what was said before.
ALTER TABLE tasks ADD COLUMN cause_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE foreign_tasks ADD COLUMN cause_kind TEXT NOT NULL DEFAULT '';
-- Where nothing was said of it, the kind's name stood in both languages in the place of the words.
UPDATE tasks SET cause_kind = CASE reported_cause
        WHEN '人员 / people' THEN 'people'
        WHEN '资源 / resources' THEN 'resources'
        WHEN '依赖 / dependency' THEN 'dependency'
        WHEN '需求变更 / requirement change' THEN 'requirement_change'
        ELSE 'environment' END,
    reported_cause = ''
WHERE reported_cause IN ('人员 / people', '资源 / resources', '依赖 / dependency', '需求变更 / requirement change', '外部环境 / environment');
UPDATE foreign_tasks SET cause_kind = CASE reported_cause
        WHEN '人员 / people' THEN 'people'
        WHEN '资源 / resources' THEN 'resources'
        WHEN '依赖 / dependency' THEN 'dependency'
        WHEN '需求变更 / requirement change' THEN 'requirement_change'
        ELSE 'environment' END,
    reported_cause = ''
WHERE reported_cause IN ('人员 / people', '资源 / resources', '依赖 / dependency', '需求变更 / requirement change', '外部环境 / environment');
