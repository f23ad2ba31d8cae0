//! What can be told of an exercise from the head of its file, without reading its equations.

use crate::exercise::document::{self, Item, Value};
use crate::nearest::{list, nearest};

/// How many ids an error names at most.
const MOST_NAMED: usize = 5;

/// An exercise as exams choose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its id, in full.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// From 1 to 5.
    pub level: u8,
    /// How many questions it has.
    pub questions: usize,
}

impl Card {
    /// What the text of an exercise file says; `topic` is that of its folder.
    pub fn read(text: &str, id: &str, topic: &str) -> Self {
        let table = document::read(text).table;
        let item = |key: &str| table.get(key).map(|entry| &entry.item);
        let level = match item("level").map(|item| &item.value) {
            Some(Value::Integer(level)) => u8::try_from(*level).unwrap_or(1),
            _ => 1,
        };
        let said = item("topic").and_then(Item::text).map(|text| text.value);
        Self {
            id: id.to_owned(),
            topic: said.unwrap_or_else(|| topic.to_owned()),
            level,
            questions: item("question").and_then(|item| item.array()).map_or(0, <[_]>::len),
        }
    }

    /// Whether the exercise is of a topic, or of one below it.
    pub fn is_of(&self, topic: &str) -> bool {
        let below = self.topic.strip_prefix(topic.trim_matches('/'));
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The exercise of an id or of an unambiguous prefix of one, in the first pack that has it; the
/// error says what was probably meant.
pub fn find<'c>(id: &str, catalogue: &'c [Vec<Card>]) -> Result<&'c Card, String> {
    for cards in catalogue {
        if let Some(card) = cards.iter().find(|card| card.id == id) {
            return Ok(card);
        }
        let fits = |card: &&Card| !id.is_empty() && card.id.starts_with(id);
        let fitting: Vec<&Card> = cards.iter().filter(fits).collect();
        match fitting[..] {
            [card] => return Ok(card),
            [] => {}
            _ => {
                let more = fitting.len().saturating_sub(MOST_NAMED);
                let named = fitting.iter().take(MOST_NAMED).map(|card| format!("`{}`", card.id));
                let more = (more > 0).then(|| format!("{more} more"));
                let named: Vec<String> = named.chain(more).collect();
                let count = fitting.len();
                return Err(format!("`{id}` could be any of {count} exercises: {}", list(&named)));
            }
        }
    }
    let ids = || catalogue.iter().flatten().map(|card| card.id.as_str());
    // A number is enough to name an exercise, so a slip may be one without the rest of the name.
    let short = |id: &'c str| {
        let file = id.rfind('/').map_or(0, |slash| slash + 1);
        id[file..].find('-').map_or(id, |dash| &id[..file + dash])
    };
    let near = nearest(id, ids().map(short).chain(ids()));
    let near = near.and_then(|near| ids().find(|id| id.starts_with(near)));
    let likeness = |known: &str| strsim::jaro_winkler(id, known);
    let like = || ids().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let near = near.or_else(|| like().filter(|known| likeness(known) > 0.8));
    Err(match near {
        Some(near) => format!("there is no exercise `{id}`; did you mean `{near}`?"),
        None => format!("there is no exercise `{id}`"),
    })
}
