use cascade_proto::goals::v1 as pb;
use cascade_storage::{DbPool, on_conn};
use cascade_testkit::both_databases;
use diesel::sql_query;
use diesel_async::RunQueryDsl;

use crate::support::{World, check_in, q3};

async fn verified(world: &World) -> pb::VerifyAuditResponse {
    let asked = pb::VerifyAuditRequest {
        plan_id: "Q3-2026".into(),
    };
    world.verify_audit(world.admin(), asked).await.unwrap()
}

async fn run(pool: &DbPool, sql: &str) -> Result<usize, diesel::result::Error> {
    let mut conn = pool.get().await.unwrap();
    on_conn!(&mut conn, c => sql_query(sql).execute(c).await)
}

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn what_is_done_is_written_down_and_stays(pool: DbPool) {
        let (world, answer) = World::active(pool.clone()).await;
        world.check_in_key_result(world.admin(), check_in(&answer.key_results[0], 460.0)).await.unwrap();
        // What changes nothing is not written down.
        world.import_plan(world.admin(), q3()).await.unwrap();
        let page = |page_token: String| pb::ListAuditEntriesRequest { plan_id: "Q3-2026".into(), page_size: 2, page_token };
        let first = world.list_audit_entries(world.admin(), page(String::new())).await.unwrap();
        let second = world.list_audit_entries(world.admin(), page(first.next_page_token.clone())).await.unwrap();
        let told: Vec<(i64, &str, &str)> = first.entries.iter().chain(&second.entries).map(|e| (e.number, e.action.as_str(), e.by.as_str())).collect();
        assert_eq!(told, [(1, "plan_imported", "P-ADMIN"), (2, "plan_activated", "P-ADMIN"), (3, "key_result_checked_in", "P-ADMIN")]);
        assert_eq!(second.entries[0].previous_hash, first.entries[1].hash);
        let found = verified(&world).await;
        assert_eq!((found.entries, found.intact, found.head.as_str()), (3, true, second.entries[0].hash.as_str()));

        // The database itself says no.
        assert!(run(&pool, "UPDATE audit_entries SET actor = 'P-2' WHERE number = 2").await.is_err());
        assert!(run(&pool, "DELETE FROM audit_entries WHERE number = 3").await.is_err());
        assert!(run(&pool, "UPDATE plan_versions SET reason = 'none'").await.is_err());
    }

    async fn who_gets_round_the_database_is_found_out(pool: DbPool) {
        let (world, answer) = World::active(pool.clone()).await;
        world.check_in_key_result(world.admin(), check_in(&answer.key_results[0], 460.0)).await.unwrap();
        let off = if pool.kind() == cascade_storage::DbKind::Postgres {
            "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_kept"
        } else {
            "DROP TRIGGER audit_entries_not_updated"
        };
        run(&pool, off).await.unwrap();
        run(&pool, "UPDATE audit_entries SET data = '{}' WHERE number = 2").await.unwrap();
        let found = verified(&world).await;
        assert_eq!((found.intact, found.broken_at, found.entries), (false, 2, 1));
    }
}
