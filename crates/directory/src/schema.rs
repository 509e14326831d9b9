//! The table that each service which keeps something of the directory has in its own database.

diesel::table! {
    directory_backfill (id) {
        id -> Text,
        request -> Text,
        asked_at -> Timestamp,
        asked -> BigInt,
        pages -> BigInt,
        filled_at -> Nullable<Timestamp>,
    }
}
