//! A paper as it is kept: all that is needed to have it again, whatever the library becomes.

use serde_json::{Value, json};

use crate::exercise::exam::{Paper, Part, Record};

/// The paper as JSON.
pub fn write(paper: &Paper) -> String {
    let part = |part: &Part| {
        let Record { exercise, key, text, seed, questions, points } = &part.record;
        json!({
            "exercise": exercise, "key": key, "text": text, "seed": seed,
            "questions": questions, "points": points,
        })
    };
    let parts: Vec<Value> = paper.parts.iter().map(part).collect();
    json!({
        "format": 1, "exam": paper.exam, "title": paper.title, "minutes": paper.minutes,
        "scratch": paper.scratch, "seed": paper.seed, "parts": parts,
    })
    .to_string()
}

/// The paper that was kept. The error says why it cannot be had again.
pub fn read(text: &str) -> Result<Paper, String> {
    let unread = || "this exam was kept by another version and cannot be read".to_owned();
    let object: Value = serde_json::from_str(text).map_err(|_| unread())?;
    let records = records(&object).ok_or_else(unread)?;
    let parts: Vec<Part> = records.into_iter().map(Part::restore).collect::<Result<_, _>>()?;
    let head = || {
        Some(Paper {
            exam: object.get("exam")?.as_str()?.to_owned(),
            title: object.get("title")?.as_str()?.to_owned(),
            minutes: u32::try_from(object.get("minutes")?.as_u64()?).ok()?,
            scratch: object.get("scratch")?.as_bool()?,
            seed: object.get("seed")?.as_u64()?,
            parts,
        })
    };
    head().filter(|paper| !paper.parts.is_empty()).ok_or_else(unread)
}

/// The id and the title of the exam that a paper was drawn from.
pub fn name(text: &str) -> Option<(String, String)> {
    let object: Value = serde_json::from_str(text).ok()?;
    let string = |key: &str| Some(object.get(key)?.as_str()?.to_owned());
    Some((string("exam")?, string("title")?))
}

fn records(object: &Value) -> Option<Vec<Record>> {
    let record = |part: &Value| {
        let string = |key: &str| Some(part.get(key)?.as_str()?.to_owned());
        let questions = part.get("questions")?.as_array()?.iter();
        Some(Record {
            // The first papers that were kept name no key.
            key: string("key").or_else(|| string("exercise"))?,
            exercise: string("exercise")?,
            text: string("text")?,
            seed: part.get("seed")?.as_u64()?,
            questions: questions.map(|id| id.as_str().map(str::to_owned)).collect::<Option<_>>()?,
            points: part.get("points")?.as_f64().filter(|points| *points > 0.0)?,
        })
    };
    object.get("parts")?.as_array()?.iter().map(record).collect()
}
