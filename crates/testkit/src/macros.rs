//! One test body on both databases.

/// Makes two tests of each function: on a PostgreSQL and on a SQLite database of its own, both migrated.
///
/// ```text
/// both_databases! {
///     migrations = [&cascade_events::MIGRATIONS];
///
///     async fn what_is_written_is_read(pool: DbPool) { … }
/// }
/// ```
///
/// The tests are called `what_is_written_is_read::postgres` and `what_is_written_is_read::sqlite`.
#[macro_export]
macro_rules! both_databases {
    (migrations = [$($set:expr),* $(,)?]; $($rest:tt)*) => {
        $crate::both_databases!(@tests [$($set),*] $($rest)*);
    };
    (@tests $sets:tt $(#[$meta:meta])* async fn $name:ident($pool:ident : $type:ty) $body:block $($rest:tt)*) => {
        $(#[$meta])*
        async fn $name($pool: $type) $body

        $crate::both_databases!(@pair $sets $name);
        $crate::both_databases!(@tests $sets $($rest)*);
    };
    (@tests $sets:tt) => {};
    (@pair [$($set:expr),*] $name:ident) => {
        mod $name {
            #[allow(unused_imports, reason = "the migrations are named as the test names them")]
            use super::*;

            #[$crate::reexport::tokio::test(flavor = "multi_thread", worker_threads = 2, crate = "cascade_testkit::reexport::tokio")]
            async fn postgres() {
                let database = $crate::TestDatabase::postgres(&[$($set),*]).await;
                super::$name(database.pool()).await;
            }

            #[$crate::reexport::tokio::test(flavor = "multi_thread", worker_threads = 2, crate = "cascade_testkit::reexport::tokio")]
            async fn sqlite() {
                let database = $crate::TestDatabase::sqlite(&[$($set),*]).await;
                super::$name(database.pool()).await;
            }
        }
    };
}
