-- What a goal hangs under, and the plan of that.
ALTER TABLE goals ADD COLUMN parent_id TEXT;
ALTER TABLE goals ADD COLUMN parent_plan_id TEXT;

-- What plans that wait for a task of this plan say it makes red there.
CREATE TABLE task_impacts (
    plan_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    successor_plan_id TEXT NOT NULL,
    -- Codes, as a JSON list; an empty one is kept, so that an older word does not bring the others back.
    affects TEXT NOT NULL,
    company_goal BOOLEAN NOT NULL,
    -- Of the plan that waits, when it said so.
    revision BIGINT NOT NULL,
    PRIMARY KEY (plan_id, task_id, successor_plan_id)
);

-- Goals of other plans that hang, or have hung, under something of this plan.
CREATE TABLE hanging_goals (
    plan_id TEXT NOT NULL,
    goal_id TEXT NOT NULL,
    home_plan_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    code TEXT NOT NULL,
    -- JSON; none where it hangs here no longer.
    standing TEXT,
    -- Of the goal's plan, when it said so.
    revision BIGINT NOT NULL,
    PRIMARY KEY (plan_id, goal_id)
);

-- What is above goals of this plan that hang under something of another.
CREATE TABLE placed_goals (
    plan_id TEXT NOT NULL,
    goal_id TEXT NOT NULL,
    above_plan_id TEXT NOT NULL,
    -- A JSON list, from what it hangs under to the top.
    ancestors TEXT NOT NULL,
    -- Of the plan above, when it said so.
    revision BIGINT NOT NULL,
    PRIMARY KEY (plan_id, goal_id, above_plan_id)
);
