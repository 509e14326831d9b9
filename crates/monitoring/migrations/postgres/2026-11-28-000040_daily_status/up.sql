-- How plans, goals and key results stood at the end of each day on which that changed: their trend.
CREATE TABLE daily_status (
    subject_id TEXT NOT NULL,
    day DATE NOT NULL,
    plan_id TEXT NOT NULL,
    -- plan, goal or key_result
    kind TEXT NOT NULL,
    light TEXT NOT NULL,
    -- Progress of a goal, attainment of a key result, mean progress of a plan's goals; 1 = reached.
    progress DOUBLE PRECISION NOT NULL,
    -- Share of task work done, 0-1.
    completion DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (subject_id, day)
);
CREATE INDEX daily_status_plan ON daily_status (plan_id, day);
