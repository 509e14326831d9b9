//! Tables of this crate, in every service's database.

diesel::table! {
    outbox (id) {
        id -> BigInt,
        event_id -> Text,
        event_type -> Text,
        source -> Text,
        subject -> Text,
        partition_key -> Text,
        slot -> BigInt,
        time -> Timestamp,
        aggregate_version -> BigInt,
        traceparent -> Nullable<Text>,
        data -> Text,
        sequence -> Nullable<BigInt>,
        published_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    outbox_sequences (partition_key) {
        partition_key -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    inbox (consumer, event_id) {
        consumer -> Text,
        event_id -> Text,
        received_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (key, actor, method) {
        key -> Text,
        actor -> Text,
        method -> Text,
        request_hash -> Text,
        response -> Binary,
        created_at -> Timestamp,
    }
}

diesel::table! {
    dead_letters (consumer, event_id) {
        consumer -> Text,
        event_id -> Text,
        event -> Text,
        reason -> Text,
        dead_at -> Timestamp,
    }
}
