use std::io::Write;

use cascade_runtime::config::{ConfigError, Secret, Sources, load, print_effective};
use serde::{Deserialize, Serialize};

const DEFAULTS: &str = r#"
listen = "127.0.0.1:7000"
[storage]
url = "sqlite:data"
pool_size = 4
[broker]
url = ""
queues = ["a"]
"#;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    listen: String,
    storage: Storage,
    broker: Broker,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Storage {
    url: String,
    pool_size: u32,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    label: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Broker {
    url: String,
    queues: Vec<String>,
    #[serde(default)]
    api_key: Option<Secret>,
    #[serde(default)]
    admin_password: Option<String>,
}

fn sources(env: &[(&str, &str)], flags: &[(&str, &str)]) -> Sources {
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    };
    Sources::new(DEFAULTS).env(own(env)).overrides(own(flags))
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn refusal(sources: &Sources) -> (String, String, Option<String>) {
    match load::<Settings>(sources).unwrap_err() {
        ConfigError::Key {
            key,
            message,
            nearest,
        } => (key, message, nearest),
        other => panic!("{other}"),
    }
}

#[test]
fn each_layer_wins_over_the_ones_before_it() {
    let file = file("[storage]\npool_size = 5\nurl = \"from-file\"\nlabel = \"file\"");
    let sources = sources(
        &[
            ("CASCADE__STORAGE__URL", "from-env"),
            ("CASCADE__STORAGE__POOL_SIZE", "6"),
            ("CASCADE__STORAGE__READ_ONLY", "true"),
            ("OTHER__STORAGE__URL", "not ours"),
        ],
        &[("storage.pool_size", "7")],
    )
    .file(Some(file.path()));
    let settings: Settings = load(&sources).unwrap();
    assert_eq!(settings.listen, "127.0.0.1:7000", "from the defaults");
    assert_eq!(settings.storage.label.as_deref(), Some("file"));
    assert_eq!(settings.storage.url, "from-env");
    assert!(settings.storage.read_only);
    assert_eq!(settings.storage.pool_size, 7, "from the flag");
}

#[test]
fn text_stays_text_where_text_is_asked_for() {
    let settings: Settings = load(&sources(
        &[
            ("CASCADE__STORAGE__LABEL", "42"),
            ("CASCADE__BROKER__QUEUES", r#"["x", "y"]"#),
        ],
        &[],
    ))
    .unwrap();
    assert_eq!(settings.storage.label.as_deref(), Some("42"));
    assert_eq!(settings.broker.queues, ["x", "y"]);
}

#[test]
fn unknown_keys_are_refused_by_path_with_the_nearest_known_one() {
    let typo = file("[storage]\npool_sze = 5");
    let (key, message, nearest) = refusal(&sources(&[], &[]).file(Some(typo.path())));
    assert_eq!(key, "storage.pool_sze");
    assert_eq!(message, "there is no such key");
    assert_eq!(nearest.as_deref(), Some("storage.pool_size"));

    let (key, _, nearest) = refusal(&sources(&[("CASCADE__LISTNE", "x")], &[]));
    assert_eq!(
        (key.as_str(), nearest.as_deref()),
        ("listne", Some("listen"))
    );

    let (key, _, nearest) = refusal(&sources(&[], &[("broker.entirely_different", "x")]));
    assert_eq!((key.as_str(), nearest), ("broker.entirely_different", None));
}

#[test]
fn a_value_that_does_not_fit_names_its_key() {
    let (key, message, _) = refusal(&sources(&[("CASCADE__STORAGE__POOL_SIZE", "many")], &[]));
    assert_eq!(key, "storage.pool_size");
    assert!(message.contains("many"), "{message}");
}

#[test]
fn a_file_that_was_named_must_exist() {
    let error =
        load::<Settings>(&sources(&[], &[]).file(Some("/nowhere/cascade.toml"))).unwrap_err();
    assert!(
        error.to_string().contains("/nowhere/cascade.toml"),
        "{error}"
    );
}

#[test]
fn secrets_never_print() {
    let sources = sources(
        &[
            (
                "CASCADE__STORAGE__URL",
                "postgres://goals:p@ss/w0rd@db/goals",
            ),
            ("CASCADE__BROKER__URL", "amqps://guest:hunter2@mq:5671/%2f"),
            ("CASCADE__BROKER__API_KEY", "key-of-gold"),
            ("CASCADE__BROKER__ADMIN_PASSWORD", "swordfish"),
        ],
        &[],
    );
    let settings: Settings = load(&sources).unwrap();
    assert_eq!(
        settings.broker.api_key.as_ref().map(Secret::expose),
        Some("key-of-gold")
    );
    assert!(!format!("{settings:?}").contains("key-of-gold"));
    let printed = print_effective(&settings).unwrap();
    assert!(
        printed.contains("amqps://guest:***@mq:5671/%2f"),
        "{printed}"
    );
    assert!(printed.contains("api_key = \"***\""), "{printed}");
    for secret in ["hunter2", "key-of-gold", "swordfish", "w0rd"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
    assert!(printed.contains("pool_size = 4"), "{printed}");
}
