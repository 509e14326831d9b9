//! Configuration in layers: defaults < file < environment < flags. Unknown keys are refused; secrets never print.

mod mask;
mod secret;
mod suggest;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use config::{Config, File, FileFormat, Value};
use serde::{Serialize, de::DeserializeOwned};

pub use secret::Secret;

/// Where the values come from, weakest first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Every key with its default, as TOML.
    pub defaults: String,
    /// The file the operator named. It must exist.
    pub file: Option<PathBuf>,
    /// `CASCADE`: then `CASCADE__GOALS__STORAGE__URL` sets `goals.storage.url`.
    pub env_prefix: String,
    /// The environment; the process's own when absent.
    pub env: Option<HashMap<String, String>>,
    /// Flags: dotted key and value.
    pub overrides: Vec<(String, String)>,
}

impl Sources {
    /// `defaults` and the environment under `CASCADE__`.
    pub fn new(defaults: impl Into<String>) -> Self {
        Self {
            defaults: defaults.into(),
            env_prefix: "CASCADE".to_owned(),
            ..Self::default()
        }
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, file: Option<impl AsRef<Path>>) -> Self {
        self.file = file.map(|path| path.as_ref().to_owned());
        self
    }

    /// Adds flags.
    #[must_use]
    pub fn overrides(mut self, overrides: impl IntoIterator<Item = (String, String)>) -> Self {
        self.overrides.extend(overrides);
        self
    }

    /// Reads `env` instead of the process's environment.
    #[must_use]
    pub fn env(mut self, env: impl IntoIterator<Item = (String, String)>) -> Self {
        self.env = Some(env.into_iter().collect());
        self
    }

    fn environment(&self) -> Vec<(String, String)> {
        let prefix = format!("{}__", self.env_prefix);
        let mut found: Vec<_> = match &self.env {
            Some(env) => env.clone().into_iter().collect(),
            // Variables that are not Unicode cannot be ours.
            None => std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect::<Vec<_>>(),
        };
        found.retain(|(name, _)| name.starts_with(&prefix));
        found.sort();
        found
            .into_iter()
            .map(|(name, value)| {
                let key = name[prefix.len()..].to_ascii_lowercase().replace("__", ".");
                (key, value)
            })
            .collect()
    }
}

/// Configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A source does not parse.
    #[error("configuration: {0}")]
    Source(#[from] config::ConfigError),
    /// A key has a value that does not fit, or does not exist.
    #[error("configuration key `{key}`: {message}{}", did_you_mean(.nearest.as_deref()))]
    Key {
        /// Dotted path.
        key: String,
        /// What is wrong.
        message: String,
        /// A known key that was perhaps meant.
        nearest: Option<String>,
    },
    /// The effective configuration has no TOML form.
    #[error("configuration cannot be printed: {0}")]
    Print(#[from] toml::ser::Error),
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |key| format!("; did you mean `{key}`?"))
}

/// Reads `sources` into a `T`, whose structs have `#[serde(deny_unknown_fields)]`.
///
/// Values from the environment and from flags are text; they become numbers or booleans where `T` asks for them, and lists or tables
/// where they are written as TOML (`["a", "b"]`).
///
/// # Errors
/// Names the key by its path.
pub fn load<T: DeserializeOwned>(sources: &Sources) -> Result<T, ConfigError> {
    let mut builder =
        Config::builder().add_source(File::from_str(&sources.defaults, FileFormat::Toml));
    if let Some(file) = &sources.file {
        builder = builder.add_source(File::from(file.as_path()).format(FileFormat::Toml));
    }
    for (key, text) in sources.environment().iter().chain(&sources.overrides) {
        builder = builder.set_override(key, scalar(text))?;
    }
    let config = builder.build()?;
    serde_path_to_error::deserialize(config).map_err(|error| {
        let path = error.path().to_string();
        suggest::explain(path, &error.into_inner().to_string())
    })
}

/// Lists and tables are recognised by their first character; everything else stays text until `T` says what it is.
fn scalar(text: &str) -> Value {
    if text.starts_with(['[', '{'])
        && let Ok(mut table) = toml::from_str::<HashMap<String, Value>>(&format!("v = {text}"))
        && let Some(value) = table.remove("v")
    {
        return value;
    }
    Value::from(text)
}

/// The effective configuration as TOML, with secrets and the passwords in URLs masked.
///
/// # Errors
/// When `config` has no TOML form.
pub fn print_effective<T: Serialize>(config: &T) -> Result<String, ConfigError> {
    let mut value = toml::Value::try_from(config)?;
    mask::mask(&mut value);
    Ok(toml::to_string_pretty(&value)?)
}
