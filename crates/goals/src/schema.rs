//! Tables of this service.

diesel::table! {
    plans (id) {
        id -> Text,
        code -> Text,
        title -> Text,
        period_start -> Date,
        period_end -> Date,
        status -> Text,
        activated_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    goals (id) {
        id -> Text,
        plan_id -> Text,
        code -> Text,
        description -> Text,
        source -> Text,
        department -> Text,
        owner -> Text,
        deadline -> Date,
        priority -> Text,
        key_result_direction -> Text,
        parent_id -> Nullable<Text>,
        baseline -> Nullable<Double>,
        target -> Nullable<Double>,
        unit -> Text,
        company_goal -> Bool,
        progress -> Double,
        smart -> Text,
        version -> BigInt,
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
        collaborators -> Text,
        target_kind -> Text,
        baseline -> Double,
        target -> Double,
        current_value -> Double,
        value_as_of -> Nullable<Date>,
        unit -> Text,
        weight -> Double,
        deadline -> Date,
        attainment -> Double,
        version -> BigInt,
    }
}

diesel::table! {
    check_ins (id) {
        id -> Text,
        key_result_id -> Text,
        value -> Double,
        confidence -> Nullable<Double>,
        note -> Text,
        as_of -> Date,
        reported_by -> Text,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    findings (plan_id, place) {
        plan_id -> Text,
        place -> BigInt,
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
    task_facts (task_id) {
        task_id -> Text,
        plan_id -> Text,
        key_result_id -> Text,
        code -> Text,
        owner -> Text,
        department -> Text,
        kind -> Text,
        planned_start -> Date,
        planned_end -> Date,
        first_start -> Nullable<Date>,
        first_end -> Nullable<Date>,
        duration_days -> BigInt,
        percent -> Double,
        cancelled -> Bool,
        actual_start -> Nullable<Date>,
        actual_finish -> Nullable<Date>,
        cause -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    task_floats (task_id) {
        task_id -> Text,
        total_float_days -> BigInt,
        task_version -> BigInt,
    }
}

diesel::table! {
    alert_facts (alert_id) {
        alert_id -> Text,
        plan_id -> Text,
        subject -> Text,
        red -> Bool,
        closed -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    contributions (key_result_id, receiver_id) {
        key_result_id -> Text,
        receiver_id -> Text,
        share -> Double,
    }
}

diesel::table! {
    adjustments (id) {
        id -> Text,
        plan_id -> Text,
        number -> BigInt,
        reason -> Text,
        status -> Text,
        applicant -> Text,
        content -> Text,
        tier -> Text,
        extension_days -> BigInt,
        cumulative_extension_days -> BigInt,
        impact -> Text,
        submitted_at -> Nullable<Timestamp>,
        decided_by -> Text,
        decision_note -> Text,
        decided_at -> Nullable<Timestamp>,
        plan_version_number -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    plan_versions (plan_id, number) {
        plan_id -> Text,
        number -> BigInt,
        taken_at -> Timestamp,
        taken_by -> Text,
        reason -> Text,
        adjustment_id -> Nullable<Text>,
        content -> Text,
    }
}

diesel::table! {
    audit_entries (plan_id, number) {
        plan_id -> Text,
        number -> BigInt,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        subject -> Text,
        data -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    review_rows (plan_id, subject_id) {
        plan_id -> Text,
        subject_id -> Text,
        final_value -> Nullable<Double>,
        highlights -> Text,
        gaps -> Text,
        root_cause -> Text,
        improvement -> Text,
        improvement_owner -> Text,
        improvement_due -> Nullable<Date>,
        carried_over -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    dispositions (task_id) {
        task_id -> Text,
        plan_id -> Text,
        disposition -> Text,
        note -> Text,
        decided_by -> Text,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    plan_statistics (plan_id) {
        plan_id -> Text,
        content -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(contributions, key_results);
