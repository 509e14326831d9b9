//! A table with every type of column that services use.

use cascade_storage::{DbConn, Json, MigrationSet, UtcTime, id_type, insert_all};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_migrations::embed_migrations;

pub static MIGRATIONS: MigrationSet = MigrationSet {
    postgres: embed_migrations!("tests/migrations/postgres"),
    sqlite: embed_migrations!("tests/migrations/sqlite"),
};

diesel::table! {
    shelves (id) {
        id -> Text,
    }
}

diesel::table! {
    items (id) {
        id -> Text,
        shelf_id -> Text,
        code -> Text,
        ready -> Bool,
        count -> BigInt,
        weight -> Double,
        picture -> Nullable<Binary>,
        day -> Date,
        at -> Timestamp,
        notes -> Text,
    }
}

id_type!(
    /// An item.
    ItemId
);
id_type!(
    /// A shelf.
    ShelfId
);

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = items)]
pub struct Item {
    pub id: ItemId,
    pub shelf_id: ShelfId,
    pub code: String,
    pub ready: bool,
    pub count: i64,
    pub weight: f64,
    pub picture: Option<Vec<u8>>,
    pub day: NaiveDate,
    pub at: UtcTime,
    pub notes: Json<Vec<String>>,
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn item(shelf_id: ShelfId, code: &str) -> Item {
    Item {
        id: ItemId::new(),
        shelf_id,
        code: code.to_owned(),
        ready: true,
        count: 3,
        weight: 0.1,
        picture: Some(vec![0, 159, 255]),
        day: NaiveDate::from_ymd_opt(2026, 7, 31).unwrap(),
        at: at("2026-07-31T23:59:59.123456Z").into(),
        notes: Json(vec!["优化详情页".to_owned(), "\"quoted\"".to_owned()]),
    }
}

pub async fn shelf(conn: &mut DbConn) -> ShelfId {
    let id = ShelfId::new();
    insert_all!(conn, shelves::table, &[shelves::id.eq(id)]).unwrap();
    id
}
