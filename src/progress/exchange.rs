//! A history as JSON Lines: one record a line, so that two machines' histories can be merged.
//!
//! The first line names the format. Attempts and what happened in exams are never changed, and
//! their names are unique: whatever is known already is left out. Of unfinished work the later
//! is kept.

use serde_json::{Map, Value, json};

use super::{Attempt, Draft, Exam, ExamEvent, Outcome, Rating};
use crate::markup::escaped_json;

/// One line of a history.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// An attempt.
    Attempt(Attempt),
    /// Unfinished work.
    Draft(Draft),
    /// An exam.
    Exam(Exam),
    /// Something that happened in an exam: its own name, the exam's, and what it was.
    ExamEvent(String, String, ExamEvent),
}

/// The version of the format.
const FORMAT: u64 = 1;

/// The first line.
pub fn head() -> String {
    json!({ "gradus": "history", "format": FORMAT }).to_string()
}

/// Whether a line is the first one; the error says that it is of another format.
pub fn is_head(line: &str) -> Result<bool, String> {
    let Ok(Value::Object(head)) = serde_json::from_str(line) else { return Ok(false) };
    if head.get("gradus").and_then(Value::as_str) != Some("history") {
        return Ok(false);
    }
    match head.get("format").and_then(Value::as_u64) {
        Some(FORMAT) => Ok(true),
        _ => Err(format!("this history is not of format {FORMAT}, which is all that is read")),
    }
}

impl Record {
    /// The record as a line.
    pub fn line(&self) -> String {
        let value = match self {
            Self::Attempt(one) => json!({
                "attempt": one.id, "at": one.at, "exercise": one.exercise, "topic": one.topic,
                "version": one.version, "seed": one.seed, "question": one.question,
                "kind": one.kind, "typed": one.typed, "verdict": one.outcome.as_str(),
                "points": one.points, "out_of": one.out_of, "mistakes": one.mistakes,
                "avoided": one.avoided, "spent": one.spent, "hints": one.hints,
                "tries": one.tries, "rating": one.rating.map(Rating::number), "open": one.open,
                "unsolved": one.unsolved, "earned": one.earned, "exam": one.exam,
            }),
            Self::Draft(one) => json!({
                "draft": one.exercise, "version": one.version, "seed": one.seed,
                "question": one.question, "typed": one.typed, "graded": one.graded,
                "solved": one.solved, "seen": one.seen, "hints": one.hints, "tries": one.tries,
                "best": one.best, "spent": one.spent, "at": one.at,
            }),
            Self::Exam(one) => json!({
                "exam": one.id, "paper": one.paper, "seed": one.seed, "started": one.started,
                "minutes": one.minutes, "state": one.state,
            }),
            Self::ExamEvent(id, exam, one) => json!({
                "event": id, "of": exam, "at": one.at, "what": one.event,
            }),
        };
        escaped_json(&value.to_string()).into_owned()
    }

    /// The record of a line; the error says what is wrong with it.
    pub fn read(line: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let Value::Object(fields) = value else { return Err("a record is an object".to_owned()) };
        let fields = Fields(&fields);
        if fields.0.contains_key("attempt") {
            return Ok(Self::Attempt(fields.attempt()?));
        }
        if fields.0.contains_key("draft") {
            return Ok(Self::Draft(fields.draft()?));
        }
        if fields.0.contains_key("event") {
            let event = ExamEvent { at: fields.whole("at")?, event: fields.text("what")? };
            return Ok(Self::ExamEvent(fields.text("event")?, fields.text("of")?, event));
        }
        if fields.0.contains_key("exam") {
            return Ok(Self::Exam(Exam {
                id: fields.text("exam")?,
                paper: fields.text("paper")?,
                seed: fields.seed()?,
                started: fields.whole("started")?,
                minutes: fields.count("minutes")?,
                state: fields.text("state")?,
            }));
        }
        Err("a record has one of the keys attempt, draft, exam and event".to_owned())
    }
}

/// The fields of a record.
struct Fields<'f>(&'f Map<String, Value>);

impl Fields<'_> {
    fn get<T>(
        &self,
        name: &str,
        what: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, String> {
        let value = self.0.get(name).ok_or_else(|| format!("`{name}` is missing"))?;
        read(value).ok_or_else(|| format!("`{name}` is not {what}"))
    }

    fn text(&self, name: &str) -> Result<String, String> {
        self.get(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    fn whole(&self, name: &str) -> Result<i64, String> {
        self.get(name, "a whole number", Value::as_i64)
    }

    fn count(&self, name: &str) -> Result<u32, String> {
        self.get(name, "a count", |value| value.as_u64()?.try_into().ok())
    }

    fn number(&self, name: &str) -> Result<f64, String> {
        self.get(name, "a number", Value::as_f64)
    }

    fn truth(&self, name: &str) -> Result<bool, String> {
        self.get(name, "true or false", Value::as_bool)
    }

    fn seed(&self) -> Result<u64, String> {
        self.get("seed", "a seed", Value::as_u64)
    }

    fn words(&self, name: &str) -> Result<Vec<String>, String> {
        let word = |value: &Value| {
            let word = value.as_str()?;
            // They are kept in one column, with spaces between.
            (!word.is_empty() && !word.contains(char::is_whitespace)).then(|| word.to_owned())
        };
        self.get(name, "a list of names", |value| value.as_array()?.iter().map(word).collect())
    }

    fn attempt(&self) -> Result<Attempt, String> {
        let outcome = self.get("verdict", "a verdict", |value| Outcome::read(value.as_str()?))?;
        let rating = self.get("rating", "null or from 1 to 4", |value| match value {
            Value::Null => Some(None),
            _ => Rating::of(value.as_u64()?.try_into().ok()?).map(Some),
        })?;
        let exam = self.get("exam", "null or a text", |value| match value {
            Value::Null => Some(None),
            _ => value.as_str().map(|exam| Some(exam.to_owned())),
        })?;
        let id = self.get("attempt", "a name", |value| {
            value.as_str().filter(|id| !id.is_empty()).map(str::to_owned)
        })?;
        Ok(Attempt {
            id,
            at: self.whole("at")?,
            exercise: self.text("exercise")?,
            topic: self.text("topic")?,
            version: self.text("version")?,
            seed: self.seed()?,
            question: self.text("question")?,
            kind: self.text("kind")?,
            typed: self.text("typed")?,
            outcome,
            points: self.number("points")?,
            out_of: self.number("out_of")?,
            mistakes: self.words("mistakes")?,
            avoided: self.words("avoided")?,
            spent: self.whole("spent")?,
            hints: self.count("hints")?,
            tries: self.count("tries")?,
            rating,
            open: self.count("open")?,
            unsolved: self.count("unsolved")?,
            earned: self.number("earned")?,
            exam,
        })
    }

    fn draft(&self) -> Result<Draft, String> {
        Ok(Draft {
            exercise: self.text("draft")?,
            version: self.text("version")?,
            seed: self.seed()?,
            question: self.text("question")?,
            typed: self.text("typed")?,
            graded: self.text("graded")?,
            solved: self.truth("solved")?,
            seen: self.truth("seen")?,
            hints: self.count("hints")?,
            tries: self.count("tries")?,
            best: self.number("best")?,
            spent: self.whole("spent")?,
            at: self.whole("at")?,
        })
    }
}
