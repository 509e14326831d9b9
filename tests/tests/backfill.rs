//! An installation that knew a directory before its services kept one: they ask for it, and have it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::{path::Path, time::Duration};

use anyhow::Result;
use cascade_storage::{DbConn, DbPool, StorageConfig, on_conn};
use cascade_tests::{api::Api, process::Embedded};
use diesel::{QueryableByName, sql_query, sql_types::BigInt};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::json;

const START: &str = "2026-07-01T01:00:00Z";
/// What tasks and monitoring keep of the directory.
const TABLES: [&str; 4] = ["departments", "people", "work_calendars", "absences"];

async fn database(data: &Path, service: &str) -> Result<DbPool> {
    let file = data.join(format!("{service}.db"));
    let config = StorageConfig::at(format!("sqlite:{}", file.display()));
    Ok(DbPool::connect(&config).await?)
}

/// Rows of each of the tables.
async fn rows(data: &Path, service: &str) -> Result<Vec<i64>> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let mut conn = database(data, service).await?.get().await?;
    let mut counts = Vec::new();
    for table in TABLES {
        let query = sql_query(format!("SELECT COUNT(*) AS n FROM {table}"));
        let row: Count = on_conn!(&mut conn, c => query.get_result(c).await)?;
        counts.push(row.n);
    }
    Ok(counts)
}

/// As it was before the service kept a directory.
async fn forget(data: &Path, service: &str) -> Result<()> {
    let mut conn = database(data, service).await?.get().await?;
    for table in TABLES.iter().chain(&["directory_backfill"]) {
        if let DbConn::Sqlite(c) = &mut conn {
            c.batch_execute(&format!("DELETE FROM {table}")).await?;
        }
    }
    Ok(())
}

async fn until_filled(data: &Path, service: &str) {
    for _ in 0..1_500 {
        // One department, two people, two calendars, one absence.
        if rows(data, service)
            .await
            .is_ok_and(|rows| rows == [1, 2, 2, 1])
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(
        rows(data, service).await.unwrap(),
        [1, 2, 2, 1],
        "{service}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_that_are_new_to_the_directory_are_told_all_of_it() {
    let server = Embedded::start(START).unwrap();
    let api = Api::admin(&server.gateway).await.unwrap();
    let directory = json!({
        "departments": [{"code": "HQ", "name": "headquarters"}],
        "people": [
            {"code": "P-1", "name": "one", "department": "HQ", "hours_per_day": 8},
            {"code": "P-2", "name": "two", "department": "HQ", "hours_per_day": 8},
        ],
    });
    api.post("directory", "", &directory).await.unwrap();
    let calendars = json!({
        "calendars": [
            {"scope": "department", "code": "HQ", "confirmed_through": "2027-12-31"},
            {"scope": "person", "code": "P-1", "weekdays": [1, 2, 3, 4, 5, 6]},
        ],
    });
    api.post("directory/calendars", "", &calendars)
        .await
        .unwrap();
    let absences = json!({
        "absences": [{"code": "A-1", "person": "P-1", "from": "2026-07-06", "to": "2026-07-07", "kind": "leave"}],
    });
    api.post("directory/absences", "", &absences).await.unwrap();
    for service in ["tasks", "monitoring"] {
        until_filled(server.data(), service).await;
    }
    let server = server
        .restarted(START, async |data| {
            for service in ["tasks", "monitoring"] {
                forget(data, service).await?;
                assert_eq!(rows(data, service).await?, [0; 4]);
            }
            Ok(())
        })
        .await
        .unwrap();
    for service in ["tasks", "monitoring"] {
        until_filled(server.data(), service).await;
    }
}
