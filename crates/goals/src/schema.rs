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
