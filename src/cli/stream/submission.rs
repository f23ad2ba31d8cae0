//! One line of a stream: who answered what.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use crate::cli::answers::Pairs;
use crate::cli::json;
use crate::cli::roster::time;
use crate::nearest::suggestion;

/// The keys of a line.
const KEYS: [&str; 5] = ["learner", "seed", "exercise", "submitted", "answers"];

/// What a line says.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// Who answered; `null` if the line does not say.
    pub learner: Value,
    /// Which variant was answered.
    pub seed: Option<u64>,
    /// Which exercise was answered.
    pub exercise: Option<String>,
    /// When it was handed in.
    pub submitted: Option<Timestamp>,
    /// A question's id to an answer.
    pub answers: Option<Pairs>,
}

/// The same without the answers, for whoever has to know only whose a line is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Cover {
    /// Who answered.
    pub learner: Value,
    /// Which exercise was answered.
    pub exercise: Option<String>,
    /// When it was handed in.
    pub submitted: Option<String>,
}

/// Whose a line is; blank if it does not say, or cannot be read.
pub fn cover(line: &[u8]) -> Cover {
    serde_json::from_slice(line).unwrap_or_default()
}

/// A learner's id as a text; empty if there is none.
pub fn name(learner: &Value) -> Cow<'_, str> {
    match learner {
        Value::String(text) => Cow::Borrowed(text.trim()),
        Value::Number(number) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(""),
    }
}

/// Reads a line; the error says what is wrong with it, and in which column.
pub fn read(line: &[u8]) -> Result<Submission, String> {
    let text = std::str::from_utf8(line).map_err(|error| {
        format!("this is not UTF-8 text: byte {} does not fit", error.valid_up_to() + 1)
    })?;
    if text.trim().is_empty() {
        return Err("the line is empty; one JSON object is expected".to_owned());
    }
    serde_json::from_str(text).map_err(|error| {
        let reason = json::fault(text, &error).1;
        let what = if error.is_data() { "" } else { "this is no JSON: " };
        format!("{what}{reason} (column {})", error.column())
    })
}

impl<'de> Deserialize<'de> for Submission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Submission;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object with \"learner\", \"seed\" and \"answers\"")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Submission, M::Error> {
                let mut found = Submission::default();
                let mut seen: Vec<String> = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if seen.contains(&key) {
                        return Err(M::Error::custom(format!("`{key}` is there twice")));
                    }
                    match &*key {
                        "learner" => found.learner = learner(map.next_value()?)?,
                        "seed" => found.seed = Some(seed(&map.next_value()?)?),
                        "exercise" => found.exercise = Some(map.next_value()?),
                        "submitted" => found.submitted = submitted(map.next_value()?)?,
                        "answers" => found.answers = Some(map.next_value()?),
                        _ => return Err(M::Error::custom(unknown(&key))),
                    }
                    seen.push(key);
                }
                Ok(found)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// A learner is named by a text or a number, which is given back as it came.
fn learner<E: Error>(value: Value) -> Result<Value, E> {
    match value {
        Value::String(_) | Value::Number(_) | Value::Null => Ok(value),
        _ => Err(E::custom("`learner` is neither a text nor a number")),
    }
}

fn seed<E: Error>(value: &Value) -> Result<u64, E> {
    let expected = || {
        E::custom(format!("`seed` is {value}; a whole number from 0 to {} is expected", u64::MAX))
    };
    value.as_u64().ok_or_else(expected)
}

fn submitted<E: Error>(value: Option<String>) -> Result<Option<Timestamp>, E> {
    let read =
        |text: String| time(&text).map_err(|error| E::custom(format!("`submitted`: {error}")));
    value.map(read).transpose()
}

fn unknown(key: &str) -> String {
    let help = suggestion(key, KEYS).map(|help| format!("; {help}"));
    format!("a line has no key `{key}`{}", help.unwrap_or_default())
}
