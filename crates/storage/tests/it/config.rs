//! URLs and what is made of them.

use cascade_storage::{DbKind, DbPool, StorageConfig, StorageErrorKind};
use cascade_testkit::postgres_url;

#[test]
fn the_url_names_the_database() {
    for url in ["postgres://u@h/d", "postgresql://u@h/d"] {
        assert_eq!(StorageConfig::at(url).kind().unwrap(), DbKind::Postgres);
    }
    assert_eq!(
        StorageConfig::at("sqlite:a.db").kind().unwrap(),
        DbKind::Sqlite
    );
    for url in ["", "mysql://u@h/d", "a.db"] {
        let error = StorageConfig::at(url).kind().unwrap_err();
        assert_eq!(error.kind(), &StorageErrorKind::Configuration, "{url}");
        assert!(
            error.to_string().contains("postgres:// or sqlite:"),
            "{error}"
        );
    }
}

#[test]
fn an_unknown_key_is_refused() {
    let error = serde_json::from_str::<StorageConfig>(r#"{"url": "sqlite:a.db", "pool_size": 3}"#)
        .unwrap_err();
    assert!(error.to_string().contains("pool_size"), "{error}");
}

#[tokio::test]
async fn a_sqlite_file_and_its_folder_are_made() {
    let folder = tempfile::tempdir().unwrap();
    for form in ["sqlite:", "sqlite://"] {
        let path = folder.path().join(form.len().to_string()).join("goals.db");
        let config = StorageConfig::at(format!("{form}{}", path.display()));
        let pool = DbPool::connect(&config).await.unwrap();
        assert_eq!(pool.kind(), DbKind::Sqlite);
        assert!(path.exists(), "{}", path.display());
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_unavailable() {
    let config = StorageConfig::at("postgres://nobody@127.0.0.1:1/none");
    let error = DbPool::connect(&config).await.err().unwrap();
    assert_eq!(error.kind(), &StorageErrorKind::Unavailable);
    assert!(error.is_transient());
    // A role starts all the same, and says that it is not ready.
    let pool = DbPool::lazy(&config).unwrap();
    assert!(pool.ping().await.is_err());
}

#[tokio::test]
async fn tls_that_is_required_is_never_left_out() {
    let config = StorageConfig::at(format!("{}?sslmode=require", postgres_url()));
    let error = DbPool::connect(&config).await.err().unwrap();
    assert_eq!(error.kind(), &StorageErrorKind::Unavailable);
}
