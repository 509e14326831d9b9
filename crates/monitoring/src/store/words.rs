//! Lights, states and kinds of links as the words that rows have for them.

use cascade_method::{light::Light, status::StoredState};
use cascade_schedule::LinkKind;
use cascade_storage::StorageError;

pub(super) fn light_word(light: Light) -> &'static str {
    match light {
        Light::Green => "green",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

/// Green where nothing has been derived yet.
pub(super) fn light_of(word: Option<&str>) -> Light {
    match word {
        Some("red") => Light::Red,
        Some("yellow") => Light::Yellow,
        _ => Light::Green,
    }
}

pub(super) fn state_word(state: StoredState) -> &'static str {
    match state {
        StoredState::Active => "active",
        StoredState::Paused => "paused",
        StoredState::Blocked => "blocked",
        StoredState::Cancelled => "cancelled",
    }
}

pub(super) fn state_of(word: &str) -> Result<StoredState, StorageError> {
    match word {
        "active" => Ok(StoredState::Active),
        "paused" => Ok(StoredState::Paused),
        "blocked" => Ok(StoredState::Blocked),
        "cancelled" => Ok(StoredState::Cancelled),
        other => Err(StorageError::internal(format!(
            "a task of unknown state {other:?}"
        ))),
    }
}

pub(super) fn kind_word(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::FinishToStart => "FS",
        LinkKind::StartToStart => "SS",
        LinkKind::FinishToFinish => "FF",
        LinkKind::StartToFinish => "SF",
    }
}

pub(super) fn kind_of(word: &str) -> Result<LinkKind, StorageError> {
    match word {
        "FS" => Ok(LinkKind::FinishToStart),
        "SS" => Ok(LinkKind::StartToStart),
        "FF" => Ok(LinkKind::FinishToFinish),
        "SF" => Ok(LinkKind::StartToFinish),
        other => Err(StorageError::internal(format!(
            "a link of unknown kind {other:?}"
        ))),
    }
}
