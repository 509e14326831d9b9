//! Where the tests' PostgreSQL and RabbitMQ are.

use std::{env, fs, path::PathBuf};

/// URL of a PostgreSQL server on which databases may be made.
#[must_use]
pub fn postgres_url() -> String {
    part("CASCADE_TEST_POSTGRES_URL", "PostgreSQL")
}

/// URL of a RabbitMQ broker.
#[must_use]
pub fn amqp_url() -> String {
    part("CASCADE_TEST_AMQP_URL", "RabbitMQ")
}

/// URL of the broker's management interface.
#[must_use]
pub fn amqp_management_url() -> String {
    part(
        "CASCADE_TEST_AMQP_MANAGEMENT_URL",
        "RabbitMQ's management interface",
    )
}

fn part(variable: &str, name: &str) -> String {
    env::var(variable)
        .ok()
        .or_else(|| from_file(variable))
        .unwrap_or_else(|| {
            panic!(
                "this test needs {name}, and {variable} is not set: run `make up-parts`, or let `make test` do it all"
            )
        })
}

/// Reads `export NAME='value'` from the file that `make up-parts` writes.
fn from_file(variable: &str) -> Option<String> {
    let folder = env::var("CASCADE_LOCAL_DIR").map_or_else(
        |_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.local")),
        PathBuf::from,
    );
    let text = fs::read_to_string(folder.join("parts/env")).ok()?;
    text.lines().find_map(|line| {
        let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
        (name == variable).then(|| value.trim_matches('\'').to_owned())
    })
}
