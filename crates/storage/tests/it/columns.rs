//! Every type of column means the same on both databases.

use cascade_storage::{DbPool, Json, UtcTime, insert_all, on_conn};
use cascade_testkit::both_databases;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::schema::{Item, ItemId, MIGRATIONS, at, item, items, shelf};

both_databases! {
    migrations = [&MIGRATIONS];

    async fn what_is_written_is_read(pool: DbPool) {
        let mut conn = pool.get().await.unwrap();
        let shelf = shelf(&mut conn).await;
        let full = item(shelf, "a");
        let empty = Item { picture: None, ready: false, weight: -1.5e300, notes: Json(Vec::new()), ..item(shelf, "b") };
        assert_eq!(insert_all!(&mut conn, items::table, &[full.clone(), empty.clone()]).unwrap(), 2);

        let found: Vec<Item> = on_conn!(&mut conn, c => {
            items::table.order(items::code).select(Item::as_select()).load(c).await
        }).unwrap();
        assert_eq!(found, [full.clone(), empty]);

        let one: Item = on_conn!(&mut conn, c => {
            items::table.find(full.id).select(Item::as_select()).first(c).await
        }).unwrap();
        assert_eq!(one.id, full.id);
    }

    async fn moments_compare_in_sql_as_in_rust(pool: DbPool) {
        let mut conn = pool.get().await.unwrap();
        let shelf = shelf(&mut conn).await;
        // Whole seconds, milliseconds and microseconds are written at different lengths in SQLite.
        let moments = [
            "1999-12-31T23:59:59.999999Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.000001Z",
            "2026-01-01T00:00:00.499999Z",
            "2026-01-01T00:00:00.5Z",
            "2026-01-01T00:00:00.500001Z",
            "2026-01-01T00:00:01Z",
            "2026-10-01T00:00:00Z",
        ];
        let rows: Vec<Item> = moments
            .iter()
            .enumerate()
            .rev()
            .map(|(number, moment)| Item { at: at(moment).into(), ..item(shelf, &number.to_string()) })
            .collect();
        insert_all!(&mut conn, items::table, &rows).unwrap();

        let sorted: Vec<String> = on_conn!(&mut conn, c => {
            items::table.order(items::at.asc()).select(items::code).load(c).await
        }).unwrap();
        assert_eq!(sorted, ["0", "1", "2", "3", "4", "5", "6", "7"]);
        for (number, moment) in moments.iter().enumerate() {
            let before: i64 = on_conn!(&mut conn, c => {
                items::table.filter(items::at.lt(UtcTime::from(at(moment)))).count().get_result(c).await
            }).unwrap();
            assert_eq!(before, number as i64, "moments before {moment}");
        }
    }

    async fn nanoseconds_are_cut_off_before_they_are_written(pool: DbPool) {
        let mut conn = pool.get().await.unwrap();
        let shelf = shelf(&mut conn).await;
        let precise = at("2026-07-31T12:00:00.123456789Z");
        let row = Item { at: precise.into(), ..item(shelf, "a") };
        insert_all!(&mut conn, items::table, std::slice::from_ref(&row)).unwrap();
        let found: UtcTime = on_conn!(&mut conn, c => {
            items::table.filter(items::at.eq(UtcTime::from(precise))).select(items::at).first(c).await
        }).unwrap();
        assert_eq!(found, row.at);
        assert_eq!(chrono::DateTime::from(found), at("2026-07-31T12:00:00.123456Z"));
    }

    async fn many_rows_go_in_at_once(pool: DbPool) {
        let mut tx = pool.begin().await.unwrap();
        let shelf = shelf(&mut tx).await;
        let rows: Vec<Item> = (0..2_345).map(|number| item(shelf, &number.to_string())).collect();
        assert_eq!(insert_all!(&mut tx, items::table, &rows).unwrap(), 2_345);
        tx.commit().await.unwrap();
        let mut conn = pool.get().await.unwrap();
        let count: i64 = on_conn!(&mut conn, c => items::table.count().get_result(c).await).unwrap();
        assert_eq!(count, 2_345);
        assert_eq!(insert_all!(&mut conn, items::table, &Vec::<Item>::new()).unwrap(), 0);
    }
}

#[test]
fn an_identity_is_text_everywhere() {
    let id = ItemId::new();
    let text = id.to_string();
    assert_eq!(text.parse::<ItemId>().unwrap(), id);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("{text:?}"));
    assert_eq!(
        serde_json::from_str::<ItemId>(&format!("{text:?}")).unwrap(),
        id
    );
    assert!("not an id".parse::<ItemId>().is_err());
    assert_eq!(id.0.get_version_num(), 7);
}

#[test]
fn later_identities_sort_after_earlier_ones() {
    let ids: Vec<ItemId> = (0..1_000).map(|_| ItemId::new()).collect();
    assert!(ids.is_sorted());
}
