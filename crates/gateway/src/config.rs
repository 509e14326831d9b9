//! What of the gateway can be set.

use serde::{Deserialize, Serialize};

use crate::sign_in::SignInConfig;

/// Section `gateway` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Events that somebody who follows may have missed and is still given on coming back; some 2 KB of memory each.
    pub kept_events: u32,
    /// How people sign in with the user interface.
    pub sign_in: SignInConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            kept_events: 10_000,
            sign_in: SignInConfig::default(),
        }
    }
}
