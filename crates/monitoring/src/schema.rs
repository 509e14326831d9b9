//! Tables of this service.

diesel::table! {
    plans (id) {
        id -> Text,
        code -> Text,
        title -> Text,
        active -> Bool,
        version -> BigInt,
        revision -> BigInt,
        as_of -> Nullable<Date>,
        reports_applied -> BigInt,
    }
}

diesel::table! {
    goals (id) {
        id -> Text,
        plan_id -> Text,
        code -> Text,
        description -> Text,
        department -> Text,
        owner -> Text,
        deadline -> Date,
        progress -> Double,
        company_goal -> Bool,
        version -> BigInt,
        light -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        parent_plan_id -> Nullable<Text>,
    }
}

diesel::table! {
    key_results (id) {
        id -> Text,
        plan_id -> Text,
        goal_id -> Text,
        code -> Text,
        description -> Text,
        owner -> Text,
        deadline -> Date,
        weight -> Double,
        attainment -> Double,
        version -> BigInt,
        light -> Nullable<Text>,
    }
}

diesel::table! {
    tasks (id) {
        id -> Text,
        plan_id -> Text,
        key_result_id -> Text,
        code -> Text,
        name -> Text,
        owner -> Text,
        department -> Text,
        planned_start -> Date,
        planned_end -> Date,
        duration -> BigInt,
        effort_hours -> Nullable<Double>,
        estimate -> Nullable<Text>,
        baseline_start -> Nullable<Date>,
        baseline_end -> Nullable<Date>,
        state -> Text,
        percent -> Double,
        remaining -> Nullable<BigInt>,
        as_of -> Nullable<Date>,
        actual_start -> Nullable<Date>,
        actual_finish -> Nullable<Date>,
        reported_cause -> Text,
        cause_kind -> Text,
        links -> Text,
        milestones -> Text,
        constraints -> Text,
        version -> BigInt,
        forecast_start -> Nullable<Date>,
        forecast_finish -> Nullable<Date>,
        light -> Nullable<Text>,
        skills -> Text,
    }
}

diesel::table! {
    daily_status (subject_id, day) {
        subject_id -> Text,
        day -> Date,
        plan_id -> Text,
        kind -> Text,
        light -> Text,
        progress -> Double,
        completion -> Double,
    }
}

diesel::table! {
    foreign_tasks (plan_id, task_id) {
        plan_id -> Text,
        task_id -> Text,
        home_plan_id -> Text,
        code -> Text,
        name -> Text,
        owner -> Text,
        department -> Text,
        start -> Nullable<Date>,
        finish -> Nullable<Date>,
        planned_start -> Date,
        planned_end -> Date,
        reported_cause -> Text,
        cause_kind -> Text,
        revision -> BigInt,
        unasked -> Bool,
    }
}

diesel::table! {
    resource_requests (id) {
        id -> Text,
        plan_id -> Text,
        task_id -> Text,
        code -> Text,
        kind -> Text,
        description -> Text,
        status -> Text,
        expected_arrival -> Nullable<Date>,
        amount -> Nullable<BigInt>,
        spent -> Nullable<BigInt>,
        version -> BigInt,
        requested_from -> Text,
        requested_by -> Text,
        decision_due -> Nullable<Date>,
    }
}

diesel::table! {
    adjustments (id) {
        id -> Text,
        plan_id -> Text,
        code -> Text,
        reason -> Text,
        status -> Text,
        tier -> Text,
        applicant -> Text,
        deciders -> Text,
        departments -> Text,
        extension_days -> BigInt,
        submitted_at -> Nullable<Timestamp>,
        decided_at -> Nullable<Timestamp>,
        decision_note -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    outgoing_edges (plan_id, task_id, successor_plan_id) {
        plan_id -> Text,
        task_id -> Text,
        successor_plan_id -> Text,
        active -> Bool,
        revision -> BigInt,
    }
}

diesel::table! {
    task_impacts (plan_id, task_id, successor_plan_id) {
        plan_id -> Text,
        task_id -> Text,
        successor_plan_id -> Text,
        affects -> Text,
        company_goal -> Bool,
        revision -> BigInt,
    }
}

diesel::table! {
    hanging_goals (plan_id, goal_id) {
        plan_id -> Text,
        goal_id -> Text,
        home_plan_id -> Text,
        parent_id -> Text,
        code -> Text,
        standing -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    placed_goals (plan_id, goal_id, above_plan_id) {
        plan_id -> Text,
        goal_id -> Text,
        above_plan_id -> Text,
        ancestors -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    departments (code) {
        code -> Text,
        name -> Text,
        parent -> Text,
        head -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    people (code) {
        code -> Text,
        department -> Text,
        version -> BigInt,
        email -> Text,
        skills -> Text,
    }
}

diesel::table! {
    work_calendars (scope, code) {
        scope -> Text,
        code -> Text,
        layer -> Text,
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
    alerts (id) {
        id -> Text,
        plan_id -> Text,
        cause_task_id -> Text,
        level -> BigInt,
        assignee -> Text,
        state -> Text,
        open_cause -> Nullable<Text>,
        raised_at -> Timestamp,
        due_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        body -> Text,
        version -> BigInt,
        correction_owner -> Text,
        correction_due -> Nullable<Date>,
    }
}

diesel::table! {
    timers (id) {
        id -> Text,
        plan_id -> Text,
        kind -> Text,
        alert_id -> Text,
        due_at -> Timestamp,
    }
}

diesel::table! {
    escalation_policies (id) {
        id -> Text,
        department -> Text,
        version -> BigInt,
        effective_from -> Date,
        terms -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    duty_rotas (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        department -> Text,
        version -> BigInt,
        effective_from -> Date,
        turns -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    missed_updates (task_id) {
        task_id -> Text,
        plan_id -> Text,
        notify -> Text,
        missed -> BigInt,
        day -> Date,
        task_version -> BigInt,
    }
}

diesel::joinable!(adjustments -> plans (plan_id));
diesel::joinable!(alerts -> plans (plan_id));
diesel::joinable!(resource_requests -> plans (plan_id));
diesel::joinable!(tasks -> plans (plan_id));
diesel::joinable!(missed_updates -> tasks (task_id));
diesel::allow_tables_to_appear_in_same_query!(
    adjustments,
    alerts,
    goals,
    key_results,
    missed_updates,
    plans,
    resource_requests,
    tasks,
    timers
);

diesel::table! {
    notifications (id) {
        id -> Text,
        plan_id -> Text,
        kind -> Text,
        alert_id -> Text,
        level -> BigInt,
        person -> Text,
        department -> Text,
        title_zh -> Text,
        title_en -> Text,
        body_zh -> Text,
        body_en -> Text,
        light -> Text,
        page -> Text,
        due_at -> Timestamp,
        created_at -> Timestamp,
        routed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Text,
        notification_id -> Text,
        channel -> Text,
        state -> Text,
        attempts -> BigInt,
        next_at -> Nullable<Timestamp>,
        parcel -> Text,
        said -> Text,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    channel_states (channel) {
        channel -> Text,
        sent -> Text,
        paused_until -> Nullable<Timestamp>,
        delivered_at -> Nullable<Timestamp>,
        failed_at -> Nullable<Timestamp>,
        said -> Text,
    }
}

diesel::joinable!(deliveries -> notifications (notification_id));
diesel::allow_tables_to_appear_in_same_query!(deliveries, notifications);

diesel::table! {
    reports_announced (kind, day) {
        kind -> Text,
        day -> Date,
    }
}

diesel::table! {
    reports_told (kind, department, day) {
        kind -> Text,
        department -> Text,
        day -> Date,
        told_at -> Timestamp,
        body -> Text,
    }
}

diesel::table! {
    directory_reviews (plan_id) {
        plan_id -> Text,
    }
}
