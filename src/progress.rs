//! What is remembered of practice: attempts, unfinished answers, schedules and exams, and the
//! rules over them. Plain data without a clock: times are handed down as milliseconds since
//! 1970, UTC.
//!
//! [`store`] keeps all of it in one database, and is the only place that names one.
//!
//! ```
//! use gradus::grading::Answer;
//! use gradus::progress::store::Store;
//! use gradus::progress::{typed, untyped};
//!
//! let answer = Answer::Cells(vec![vec!["2/3".to_owned(), "-0.5".to_owned()]]);
//! assert_eq!(untyped(&typed(&answer)), Some(answer));
//!
//! let store = Store::in_memory();
//! assert_eq!(store.attempts().expect("it can be read"), []);
//! assert!(store.report(0).expect("it can be read").mistakes.is_empty());
//! ```

pub mod exchange;
pub mod mastery;
pub mod memory;
pub mod rating;
pub mod report;
pub mod review;
pub mod schedule;
pub mod store;

use crate::grading::{Answer, Verdict};

/// One answer that was graded, or one solution that was looked up. Never changed once it is
/// recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// A name that no other attempt has, on any machine; empty until the store gives one.
    pub id: String,
    /// When it was graded.
    pub at: i64,
    /// The exercise's key: its id in the built-in library, else its file.
    pub exercise: String,
    /// The exercise's topic.
    pub topic: String,
    /// The fingerprint of the exercise's file as it was then.
    pub version: String,
    /// The variant.
    pub seed: u64,
    /// The question's id.
    pub question: String,
    /// The question's kind: `value`, `gradient`, …
    pub kind: String,
    /// What was typed, as [`typed`] writes it.
    pub typed: String,
    /// What came of it.
    pub outcome: Outcome,
    /// What it earned.
    pub points: f64,
    /// What a right answer earns.
    pub out_of: f64,
    /// The misconceptions that it was likely made with, by their stable names.
    pub mistakes: Vec<String>,
    /// Misconceptions made before that this question would have shown, had they been made again.
    pub avoided: Vec<String>,
    /// Milliseconds spent on the question since it was opened or last graded.
    pub spent: i64,
    /// How many hints had been shown.
    pub hints: u32,
    /// How many attempts at the question went wrong before.
    pub tries: u32,
    /// How well the question is remembered, where this attempt settles it.
    pub rating: Option<Rating>,
    /// How many questions of the variant are neither answered right nor shown yet.
    pub open: u32,
    /// How many were not answered right yet.
    pub unsolved: u32,
    /// What the variant has earned.
    pub earned: f64,
    /// The exam that it was part of, if it was.
    pub exam: Option<String>,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The grader's word on an answer.
    Graded(Verdict),
    /// The right answer was shown before it was found.
    Seen,
}

impl Outcome {
    /// The outcome as the database and exported files name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Graded(verdict) => verdict.as_str(),
            Self::Seen => "seen",
        }
    }

    /// The outcome of a name.
    pub fn read(name: &str) -> Option<Self> {
        let graded = Verdict::ALL.into_iter().map(Self::Graded);
        graded.chain([Self::Seen]).find(|outcome| outcome.as_str() == name)
    }
}

/// How well something was remembered, in the scheduler's four grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// It was not.
    Again,
    /// With help, or after mistakes.
    Hard,
    /// It was.
    Good,
    /// At once.
    Easy,
}

impl Rating {
    /// From 1, again, to 4, easy.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The rating of a number.
    pub fn of(number: u8) -> Option<Self> {
        [Self::Again, Self::Hard, Self::Good, Self::Easy]
            .into_iter()
            .find(|rating| rating.number() == number)
    }
}

/// The work on one question of a variant as it was left: what is typed, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The exercise's key.
    pub exercise: String,
    /// The fingerprint of the exercise's file.
    pub version: String,
    /// The variant.
    pub seed: u64,
    /// The question's id.
    pub question: String,
    /// What stands in the answer, as [`typed`] writes it.
    pub typed: String,
    /// What was graded last, likewise; empty for nothing.
    pub graded: String,
    /// Whether an attempt was right.
    pub solved: bool,
    /// Whether the right answer was shown before.
    pub seen: bool,
    /// How many hints were shown.
    pub hints: u32,
    /// How many attempts went wrong.
    pub tries: u32,
    /// What the best attempt earned.
    pub best: f64,
    /// Milliseconds spent since the last attempt.
    pub spent: i64,
    /// When it was kept.
    pub at: i64,
}

/// An exam that was begun: what happened in it is a list of [`ExamEvent`]s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exam {
    /// A name that no other exam has, on any machine; empty until the store gives one.
    pub id: String,
    /// The paper, as JSON.
    pub paper: String,
    /// What the paper was drawn by.
    pub seed: u64,
    /// When it began.
    pub started: i64,
    /// How long it may take.
    pub minutes: u32,
    /// Where it stands, in the words of those who hold exams.
    pub state: String,
}

/// Something that happened in an exam. Never changed once it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamEvent {
    /// When it happened.
    pub at: i64,
    /// What happened, as JSON.
    pub event: String,
}

/// An answer as JSON, to be kept: `{"text": "2/3"}`, `{"cells": [["1", ""]]}`,
/// `{"options": [0, 2]}`, `{"line": 1, "value": {"text": "0.5"}}`.
pub fn typed(answer: &Answer) -> String {
    json_of(answer).to_string()
}

fn json_of(answer: &Answer) -> serde_json::Value {
    use serde_json::json;
    match answer {
        Answer::Text(text) | Answer::Expression(text) => json!({ "text": text }),
        Answer::Cells(cells) => json!({ "cells": cells }),
        Answer::Options(options) => json!({ "options": options }),
        Answer::Mended(line, value) => json!({ "line": line, "value": json_of(value) }),
        Answer::Value(array) => {
            let cols = array.shape().cols().max(1);
            let text = |entry: &f64| entry.to_string();
            let rows = array.data().chunks(cols);
            let cells: Vec<Vec<String>> = rows.map(|row| row.iter().map(text).collect()).collect();
            json!({ "cells": cells })
        }
    }
}

/// The answer that [`typed`] wrote.
pub fn untyped(text: &str) -> Option<Answer> {
    answer_of(&serde_json::from_str(text).ok()?)
}

fn answer_of(json: &serde_json::Value) -> Option<Answer> {
    use serde_json::Value;
    let count = |value: &Value| value.as_u64().and_then(|count| usize::try_from(count).ok());
    if let Some(text) = json.get("text") {
        return Some(Answer::Text(text.as_str()?.to_owned()));
    }
    if let Some(cells) = json.get("cells") {
        let cell = |cell: &Value| cell.as_str().map(str::to_owned);
        let row = |row: &Value| row.as_array()?.iter().map(cell).collect();
        return Some(Answer::Cells(cells.as_array()?.iter().map(row).collect::<Option<_>>()?));
    }
    if let Some(options) = json.get("options") {
        return Some(Answer::Options(
            options.as_array()?.iter().map(count).collect::<Option<_>>()?,
        ));
    }
    let line = count(json.get("line")?)?;
    Some(Answer::Mended(line, Box::new(answer_of(json.get("value")?)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_reads_back() {
        let cells = vec![vec!["2/3".to_owned(), String::new()], vec!["é".to_owned(), "\"".into()]];
        for answer in [
            Answer::Text("W1 @ X".to_owned()),
            Answer::Cells(cells.clone()),
            Answer::Options(vec![0, 2]),
            Answer::Mended(3, Box::new(Answer::Cells(cells))),
        ] {
            assert_eq!(untyped(&typed(&answer)), Some(answer));
        }
        assert_eq!(untyped("{\"line\": -1}"), None);
        assert_eq!(untyped("nonsense"), None);
    }

    #[test]
    fn outcomes_and_ratings_read_back() {
        for outcome in [Outcome::Seen, Outcome::Graded(Verdict::Follows)] {
            assert_eq!(Outcome::read(outcome.as_str()), Some(outcome));
        }
        assert_eq!(Outcome::read("splendid"), None);
        let ratings = (0..=5).filter_map(Rating::of).map(Rating::number);
        assert_eq!(ratings.collect::<Vec<_>>(), [1, 2, 3, 4]);
    }
}
