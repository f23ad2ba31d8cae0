//! Sheets of answers of many kinds, made from the keys.

#![allow(dead_code, reason = "each test that has this module uses a part of it")]

use gradus::engine::Array;
use gradus::exercise::library::Library;
use gradus::exercise::{Exercise, Key, Question, Task};
use serde_json::{Map, Value, json};

/// The built-in exercises by their ids.
pub fn exercises() -> Vec<(String, Exercise)> {
    let library = Library::built_in();
    let entries = library.entries().iter();
    entries
        .map(|entry| (entry.id.clone(), library.load(entry).exercise.expect("it is sound")))
        .collect()
}

/// The key of a variant as answers, every number changed by `change`.
pub fn key(exercise: &Exercise, seed: u64, change: impl Fn(f64) -> f64) -> Map<String, Value> {
    let variant = exercise.variant(seed).expect("it can be drawn");
    let rows = |array: &Array| -> Value {
        let rows = array.rows().map(|row| row.iter().map(|x| change(*x)).collect::<Vec<_>>());
        if array.shape().is_scalar() { json!(change(array.data()[0])) } else { rows.collect() }
    };
    let answer = |question: &Question| {
        let answer = match (variant.key(question), &question.task) {
            (_, Task::Formula { wrt, .. }) => json!(format!("{wrt} * 2")),
            (Key::Array(key), _) => rows(&key),
            (Key::Shape(sizes), _) => json!(sizes),
            (Key::Choice(options), _) => json!(options),
            (Key::Mend(line, key), _) => json!({ "line": line + 1, "value": rows(&key) }),
        };
        (question.id.clone(), answer)
    };
    exercise.questions.iter().map(answer).collect()
}

/// The answers of two sheets by turns, those of the second at every other place from `from` on.
pub fn by_turns(
    first: &Map<String, Value>,
    second: &Map<String, Value>,
    from: usize,
) -> Map<String, Value> {
    let pick = |(at, (id, answer)): (usize, (&String, &Value))| {
        let other = second.get(id).unwrap_or(answer);
        (id.clone(), if at % 2 == from { other.clone() } else { answer.clone() })
    };
    first.iter().enumerate().map(pick).collect()
}
