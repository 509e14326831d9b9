//! What an event says, kept as the text that it was written as: on its way from the outbox over the broker to who follows, nobody but the
//! reader who needs it takes it apart.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

/// JSON text, well-formed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventData(Box<RawValue>);

impl EventData {
    /// The JSON of a message.
    ///
    /// # Errors
    /// A message that has no JSON form; generated ones of strings, numbers and lists always have one.
    pub fn of(message: &impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(message).map(Self)
    }

    /// JSON text as it stands.
    ///
    /// # Errors
    /// Where it is not well-formed.
    pub fn from_text(text: String) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text).map(Self)
    }

    /// The JSON text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// Reads it as a message.
    ///
    /// # Errors
    /// Where it is not what the message promises.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.text())
    }
}

/// Of one text.
impl PartialEq for EventData {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl From<serde_json::Value> for EventData {
    fn from(value: serde_json::Value) -> Self {
        // The text of a value is well-formed.
        Self::from_text(value.to_string()).unwrap_or_default()
    }
}

/// `null`
impl Default for EventData {
    fn default() -> Self {
        Self(RawValue::NULL.to_owned())
    }
}
