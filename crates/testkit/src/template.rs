//! PostgreSQL databases copied from a template: migrations run once per build of a test binary, not once per test.

use std::{
    collections::hash_map::DefaultHasher,
    env,
    hash::{Hash, Hasher},
    time::{Duration, SystemTime},
};

use cascade_storage::{DbPool, MigrationSet, StorageConfig, migrate};
use diesel::{migration::MigrationSource, pg::Pg};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::postgres_url;

/// One test process makes or removes databases at a time.
const LOCK: &str = "SELECT pg_advisory_lock(7215100115)";
const TEST: &str = "cascade_test_";
const TEMPLATE: &str = "cascade_template_";
/// A database whose test was killed is removed after this long.
const LEFT_OVER: Duration = Duration::from_secs(3_600);

/// Makes a migrated database and answers its name and URL.
pub(crate) async fn copy(sets: &[&'static MigrationSet]) -> (String, String) {
    let name = format!("{TEST}{}", Uuid::now_v7().simple());
    // The lock ends with its connection.
    let admin = connect(&postgres_url()).await;
    run(&admin, LOCK).await;
    let template = template(&admin, sets).await;
    run(
        &admin,
        &format!("CREATE DATABASE {name} TEMPLATE {template}"),
    )
    .await;
    let url = url_of(&name);
    (name, url)
}

/// Removes a database, whoever is still connected to it.
pub(crate) fn drop_database(name: &str) {
    let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    // Drop is not async, and the test's runtime may be on its way out: a thread and a runtime of its own.
    let dropped = std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be made")
            .block_on(async move {
                let admin = connect(&postgres_url()).await;
                admin.batch_execute(&statement).await
            })
    })
    .join();
    match dropped {
        Ok(Ok(())) => {}
        Ok(Err(error)) => eprintln!("database {name} is left over: {error}"),
        Err(_) => eprintln!("database {name} is left over"),
    }
}

/// The template of these migrations as this very binary has them; made if it is not there.
async fn template(admin: &Client, sets: &[&'static MigrationSet]) -> String {
    let family = format!("{TEMPLATE}{}_", digest(&names(sets)));
    let template = format!("{family}{}", digest(&this_binary()));
    let made = databases(admin, &template).await.contains(&template);
    if made {
        return template;
    }
    for old in databases(admin, &family).await {
        run(
            admin,
            &format!("DROP DATABASE IF EXISTS {old} WITH (FORCE)"),
        )
        .await;
    }
    remove_left_over(admin).await;
    // Under another name until it is complete: a test killed in between must not leave half a template.
    let unfinished = format!("{template}_new");
    run(admin, &format!("CREATE DATABASE {unfinished}")).await;
    {
        let config = StorageConfig {
            max_connections: 1,
            ..StorageConfig::at(url_of(&unfinished))
        };
        let pool = DbPool::connect(&config)
            .await
            .expect("the template database answers");
        migrate(&pool, sets)
            .await
            .expect("the PostgreSQL migrations run");
    }
    run(
        admin,
        &format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{unfinished}'"
        ),
    )
    .await;
    // A backend needs a moment to be gone.
    let mut tries = 0;
    while let Err(error) = admin
        .batch_execute(&format!("ALTER DATABASE {unfinished} RENAME TO {template}"))
        .await
    {
        tries += 1;
        assert!(tries < 100, "the template database stays in use: {error:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    template
}

/// Databases of tests that were killed before they could remove them.
async fn remove_left_over(admin: &Client) {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    for name in databases(admin, TEST).await {
        // A UUIDv7 says when it was made.
        let made = name
            .strip_prefix(TEST)
            .and_then(|id| Uuid::parse_str(id).ok())
            .and_then(|id| id.get_timestamp())
            .map(|at| Duration::from_secs(at.to_unix().0));
        if made.is_some_and(|made| made + LEFT_OVER < now) {
            run(
                admin,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
            .await;
        }
    }
}

/// Databases whose names begin so.
async fn databases(admin: &Client, beginning: &str) -> Vec<String> {
    admin
        .query(
            "SELECT datname::text FROM pg_database WHERE starts_with(datname::text, $1)",
            &[&beginning],
        )
        .await
        .expect("the databases can be listed")
        .iter()
        .map(|row| row.get(0))
        .collect()
}

fn names(sets: &[&'static MigrationSet]) -> Vec<String> {
    sets.iter()
        .flat_map(|set| {
            MigrationSource::<Pg>::migrations(&set.postgres)
                .expect("embedded migrations can be listed")
        })
        .map(|migration| migration.name().to_string())
        .collect()
}

/// The binary into which the migrations are built: another build may have others under the same names.
fn this_binary() -> (Option<std::path::PathBuf>, Option<SystemTime>) {
    let path = env::current_exe().ok();
    let built = path
        .as_ref()
        .and_then(|path| path.metadata().ok()?.modified().ok());
    (path, built)
}

fn digest(value: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The server's URL with another database.
fn url_of(database: &str) -> String {
    let url = postgres_url();
    let (server, _) = url
        .rsplit_once('/')
        .expect("CASCADE_TEST_POSTGRES_URL ends in /database");
    format!("{server}/{database}")
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .unwrap_or_else(|error| {
            panic!(
                "the tests' PostgreSQL does not answer ({error}): run `make up-parts`, or let `make test` do it all"
            )
        });
    tokio::spawn(connection);
    client
}

async fn run(admin: &Client, statement: &str) {
    if let Err(error) = admin.batch_execute(statement).await {
        panic!("{statement}: {error:?}");
    }
}
