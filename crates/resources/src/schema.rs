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
        part_time_percent -> Double,
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
        asset -> Text,
        decision_due -> Text,
        granted_quantity -> Nullable<Double>,
        granted_amount_minor -> Nullable<BigInt>,
        granted_arrival -> Text,
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
        name -> Text,
        department -> Text,
        owner -> Text,
        collaborators -> Text,
        skills -> Text,
        effort_hours -> Nullable<Double>,
        duration_days -> BigInt,
        state -> Text,
        percent -> Double,
        actual_start -> Text,
        actual_finish -> Text,
        not_before -> Text,
        deadline -> Text,
        start_on -> Text,
        people_version -> BigInt,
    }
}

diesel::table! {
    task_people (person, task_id) {
        person -> Text,
        task_id -> Text,
    }
}

diesel::table! {
    work_calendars (scope, code) {
        scope -> Text,
        code -> Text,
        weekdays -> Text,
        exceptions -> Text,
        parts -> Text,
        half_weekdays -> Text,
        confirmed_through -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    absences (code) {
        code -> Text,
        person -> Text,
        from_day -> Text,
        to_day -> Text,
        kind -> Text,
        note -> Text,
        retired -> Bool,
        part -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    tools (code) {
        code -> Text,
        name -> Text,
        department -> Text,
        quantity -> Double,
        unit -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    data_sets (code) {
        code -> Text,
        name -> Text,
        department -> Text,
        owner -> Text,
        classification -> Text,
        access_note -> Text,
        version -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(task_people, task_windows);
diesel::allow_tables_to_appear_in_same_query!(people, requests);
