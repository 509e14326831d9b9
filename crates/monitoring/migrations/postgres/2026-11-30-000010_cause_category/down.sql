UPDATE tasks SET reported_cause = CASE cause_kind
        WHEN 'people' THEN '人员 / people'
        WHEN 'resources' THEN '资源 / resources'
        WHEN 'dependency' THEN '依赖 / dependency'
        WHEN 'requirement_change' THEN '需求变更 / requirement change'
        ELSE '外部环境 / environment' END
WHERE reported_cause = '' AND cause_kind <> '';
ALTER TABLE tasks DROP COLUMN cause_kind;
UPDATE foreign_tasks SET reported_cause = CASE cause_kind
        WHEN 'people' THEN '人员 / people'
        WHEN 'resources' THEN '资源 / resources'
        WHEN 'dependency' THEN '依赖 / dependency'
        WHEN 'requirement_change' THEN '需求变更 / requirement change'
        ELSE '外部环境 / environment' END
WHERE reported_cause = '' AND cause_kind <> '';
ALTER TABLE foreign_tasks DROP COLUMN cause_kind;
