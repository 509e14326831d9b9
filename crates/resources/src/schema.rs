//! Tables of this service.

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
        name -> Text,
        department -> Text,
        skills -> Text,
        hours_per_day -> Double,
        email -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    budgets (code) {
        code -> Text,
        name -> Text,
        department -> Text,
        amount_minor -> BigInt,
        currency -> Text,
        reserved_minor -> BigInt,
        spent_minor -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    postings (id) {
        id -> Text,
        budget -> Text,
        from_account -> Text,
        to_account -> Text,
        amount_minor -> BigInt,
        request_id -> Text,
        posted_by -> Text,
        posted_at -> Timestamp,
    }
}

diesel::table! {
    requests (id) {
        id -> Text,
        plan_id -> Text,
        code -> Text,
        task_id -> Text,
        kind -> Text,
        description -> Text,
        requested_from -> Text,
        requested_by -> Text,
        requested_at -> Text,
        expected_arrival -> Text,
        actual_arrival -> Text,
        quantity -> Nullable<Double>,
        unit -> Text,
        amount_minor -> Nullable<BigInt>,
        budget -> Text,
        note -> Text,
        status -> Text,
        decided_by -> Text,
        decision_note -> Text,
        decided_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    task_windows (task_id) {
        task_id -> Text,
        plan_id -> Text,
        code -> Text,
        planned_start -> Text,
        planned_end -> Text,
        version -> BigInt,
    }
}
