//! Tables of this service.

diesel::table! {
    tasks (id) {
        id -> Text,
        plan_id -> Text,
        key_result_id -> Text,
        code -> Text,
        name -> Text,
        description -> Text,
        kind -> Text,
        owner -> Text,
        collaborators -> Text,
        department -> Text,
        planned_start -> Date,
        planned_end -> Date,
        duration_days -> BigInt,
        deliverable -> Text,
        predecessors -> Text,
        required_resources -> Text,
        effort_hours -> Nullable<Double>,
        priority -> Text,
        milestones -> Text,
        skills -> Text,
        state -> Text,
        percent -> Double,
        remaining_days -> Nullable<BigInt>,
        actual_start -> Nullable<Date>,
        actual_finish -> Nullable<Date>,
        evidence -> Text,
        baseline -> Nullable<Text>,
        last_reported_on -> Nullable<Date>,
        reported_cause -> Text,
        flagged -> Bool,
        constraints -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    links (successor_id, predecessor_id) {
        successor_id -> Text,
        predecessor_id -> Text,
        acceptance -> Text,
    }
}

diesel::table! {
    progress_reports (plan_id, id) {
        id -> Text,
        task_id -> Text,
        plan_id -> Text,
        as_of -> Date,
        percent -> Double,
        remaining_days -> Nullable<BigInt>,
        note -> Text,
        blocker_cause -> Text,
        blocker -> Text,
        actual_start -> Nullable<Date>,
        actual_finish -> Nullable<Date>,
        evidence -> Text,
        reported_by -> Text,
        recorded_at -> Timestamp,
        task_version -> BigInt,
    }
}

diesel::table! {
    baselines (id) {
        id -> Text,
        task_id -> Text,
        plan_id -> Text,
        planned_start -> Date,
        planned_end -> Date,
        taken_at -> Timestamp,
        plan_version -> BigInt,
    }
}

diesel::table! {
    findings (id) {
        id -> Text,
        plan_id -> Text,
        task_id -> Nullable<Text>,
        scope -> Text,
        rule -> Text,
        sheet -> Text,
        row_code -> Text,
        field -> Text,
        value -> Text,
        message_zh -> Text,
        message_en -> Text,
        advice_zh -> Text,
        advice_en -> Text,
    }
}

diesel::table! {
    plans (id) {
        id -> Text,
        code -> Text,
        period_start -> Nullable<Date>,
        version -> BigInt,
    }
}

diesel::table! {
    key_results (id) {
        id -> Text,
        plan_id -> Text,
        code -> Text,
        owner -> Text,
        department -> Text,
        window_start -> Nullable<Date>,
        deadline -> Nullable<Date>,
        version -> BigInt,
    }
}

diesel::table! {
    plan_baselines (id) {
        id -> Text,
        plan_id -> Text,
        number -> BigInt,
        taken_at -> Timestamp,
        taken_by -> Text,
        reason -> Text,
        task_count -> BigInt,
    }
}

diesel::table! {
    plan_baseline_tasks (plan_baseline_id, task_id) {
        plan_baseline_id -> Text,
        task_id -> Text,
        code -> Text,
        name -> Text,
        owner -> Text,
        planned_start -> Date,
        planned_end -> Date,
        duration_days -> BigInt,
        effort_hours -> Nullable<Double>,
        percent -> Double,
        predecessors -> Text,
    }
}

diesel::table! {
    update_cutoffs (plan_id) {
        plan_id -> Text,
        due_at -> Timestamp,
    }
}

diesel::table! {
    missed_updates (task_id) {
        task_id -> Text,
        plan_id -> Text,
        missed -> BigInt,
        last_on -> Date,
    }
}

diesel::table! {
    departments (code) {
        code -> Text,
        parent -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    people (code) {
        code -> Text,
        department -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    work_calendars (scope, code) {
        scope -> Text,
        code -> Text,
        calendar -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    absences (code) {
        code -> Text,
        person -> Text,
        first_day -> Date,
        last_day -> Date,
        part -> Text,
        retired -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    directory_reviews (id) {
        id -> Text,
        owners -> Text,
        departments -> Text,
        after_task -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(links, tasks);
diesel::allow_tables_to_appear_in_same_query!(people, tasks);
