//! What `docs/architecture.md` promises about the shape of the tree, checked on the tree itself.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Which of our crates a crate may name in its dependencies. What is not listed is not allowed.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("method", &[]),
    ("schedule", &[]),
    ("proto", &[]),
    ("storage", &[]),
    ("events", &["storage"]),
    ("runtime", &["proto", "method", "storage", "events"]),
    ("workbook", &["method", "schedule"]),
    ("channels", &["method", "runtime"]),
    (
        "directory",
        &["proto", "schedule", "storage", "events", "runtime"],
    ),
    ("goals", SERVICE),
    (
        "tasks",
        &[
            "proto",
            "method",
            "schedule",
            "storage",
            "events",
            "runtime",
            "directory",
        ],
    ),
    ("resources", SERVICE),
    (
        "monitoring",
        &[
            "proto",
            "method",
            "schedule",
            "storage",
            "events",
            "runtime",
            "channels",
            "directory",
        ],
    ),
    (
        "gateway",
        &["proto", "method", "events", "runtime", "workbook"],
    ),
    (
        "cascade",
        &[
            "proto",
            "method",
            "schedule",
            "storage",
            "events",
            "runtime",
            "workbook",
            "goals",
            "tasks",
            "resources",
            "monitoring",
            "gateway",
        ],
    ),
    ("testkit", &["storage", "events", "runtime"]),
    ("psplib", &["schedule"]),
];

const SERVICE: &[&str] = &[
    "proto", "method", "schedule", "storage", "events", "runtime",
];

/// Crates of pure rules, and what they must never know.
const PURE: &[&str] = &["method", "schedule"];
const IMPURE: &[&str] = &[
    "tokio",
    "async-trait",
    "futures",
    "diesel",
    "diesel-async",
    "lapin",
    "tonic",
    "axum",
    "reqwest",
    "serde",
    "serde_json",
    "tracing",
    "rand",
];

/// In a service crate: words that only the named rooms may say.
const ROOMS: &[(&str, &[&str])] = &[
    ("diesel::", &["store", "schema.rs"]),
    ("tonic::", &["grpc", "lib.rs"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn manifest(dir: &Path) -> toml::Table {
    let text = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    text.parse().unwrap()
}

fn dependencies(manifest: &toml::Table, section: &str) -> BTreeSet<String> {
    manifest
        .get(section)
        .and_then(toml::Value::as_table)
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}

fn files_below(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(dir) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | "node_modules" | "dist")
                && !name.starts_with('.')
            {
                found.extend(files_below(&path, extension));
            }
        } else if name.ends_with(extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn rust_files() -> Vec<PathBuf> {
    let mut files = files_below(&root().join("crates"), ".rs");
    files.extend(files_below(&root().join("tests"), ".rs"));
    assert!(
        files.len() > 50,
        "only {} Rust files found: is the root right?",
        files.len()
    );
    files
}

fn report(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn dependencies_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_DEPEND_ON.iter().copied().collect();
    let mut broken = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let dir = entry.unwrap().path();
        let name = dir.file_name().unwrap().to_string_lossy().into_owned();
        let manifest = manifest(&dir);
        let Some(may) = allowed.get(name.as_str()) else {
            broken.push(format!(
                "crates/{name} is not in the table of this test: say what it may depend on"
            ));
            continue;
        };
        seen += 1;
        for dependency in dependencies(&manifest, "dependencies") {
            if let Some(ours) = dependency.strip_prefix("cascade-")
                && !may.contains(&ours)
            {
                broken.push(format!("crates/{name} depends on {dependency}"));
            }
        }
        let package = manifest["package"]["name"].as_str().unwrap().to_owned();
        if !package.starts_with("cascade-") {
            broken.push(format!(
                "crates/{name}: package {package} lacks the prefix cascade-"
            ));
        }
    }
    assert_eq!(
        seen,
        MAY_DEPEND_ON.len(),
        "the table names a crate that is not there"
    );
    report("a crate depends on what it must not know", &broken);
}

#[test]
fn the_core_is_pure() {
    let mut broken = Vec::new();
    for name in PURE {
        let dir = root().join("crates").join(name);
        for dependency in dependencies(&manifest(&dir), "dependencies") {
            if IMPURE.contains(&dependency.as_str()) {
                broken.push(format!("crates/{name} depends on {dependency}"));
            }
        }
        for file in files_below(&dir.join("src"), ".rs") {
            let text = fs::read_to_string(&file).unwrap();
            for word in [
                "std::fs",
                "std::net",
                "std::env",
                "SystemTime",
                "Instant::now",
                "Utc::now",
                "async fn",
            ] {
                if text.contains(word) {
                    broken.push(format!("{} says {word}", file.display()));
                }
            }
        }
    }
    report(
        "the core does I/O, waits, serializes or reads a clock",
        &broken,
    );
}

#[test]
fn rooms_of_a_service_keep_to_themselves() {
    let mut broken = Vec::new();
    for service in ["goals", "tasks", "resources", "monitoring"] {
        let src = root().join("crates").join(service).join("src");
        for file in files_below(&src, ".rs") {
            let inside = file
                .strip_prefix(&src)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&file).unwrap();
            for (word, rooms) in ROOMS {
                if text.contains(word) && !rooms.iter().any(|room| inside.starts_with(room)) {
                    broken.push(format!("crates/{service}/src/{inside} says {word}"));
                }
            }
        }
    }
    report(
        "a room of a service knows what only another may know",
        &broken,
    );
}

#[test]
fn names_say_what_is_inside() {
    let broken: Vec<String> = rust_files()
        .into_iter()
        .filter(|file| {
            file.components().any(|part| {
                let part = part.as_os_str().to_string_lossy();
                let stem = part.trim_end_matches(".rs");
                matches!(stem, "util" | "utils" | "common" | "helpers" | "misc")
            })
        })
        .map(|file| file.display().to_string())
        .collect();
    report("a name that says nothing", &broken);
}

#[test]
fn files_hold_one_idea() {
    let broken: Vec<String> = rust_files()
        .into_iter()
        .filter_map(|file| {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            (lines > 500).then(|| format!("{} has {lines} lines", file.display()))
        })
        .collect();
    report("a file of more than 500 lines", &broken);
}

#[test]
fn nothing_is_left_for_later() {
    // Spelt apart, so that this file does not find itself.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("X", "XX "),
    ];
    let mut broken = Vec::new();
    for file in rust_files() {
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                broken.push(format!("{}:{}", file.display(), number + 1));
            }
        }
    }
    report("work noted instead of done", &broken);
}

#[test]
fn every_crate_explains_itself() {
    let mut broken = Vec::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let dir = entry.unwrap().path();
        if !dir.join("README.md").is_file() {
            broken.push(format!("{} has no README.md", dir.display()));
        }
    }
    report("a crate without a README", &broken);
}
