//! What happens in an exam, to be kept: enough to go on with it after a kill at any moment.

use serde_json::{Value, json};

use super::Spot;
use crate::grading::Answer;
use crate::progress;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The learner went to a question.
    Seen(Spot),
    /// The answer to a question was changed.
    Typed(Spot, Answer),
    /// A line was calculated beside the exercise of this number.
    Calculated(usize, String),
    /// A question was marked to come back to, or no longer.
    Flagged(Spot, bool),
    /// The program was started again.
    Resumed,
    /// The exam was handed in: by the learner, or by the clock.
    HandedIn {
        /// Whether the clock did.
        automatic: bool,
        /// What was earned.
        points: f64,
        /// What could be.
        out_of: f64,
    },
}

impl Event {
    /// Whether an exam of these questions has what it is about. A history that was imported may
    /// say anything.
    pub fn fits(&self, asked: &[Spot]) -> bool {
        match self {
            Self::Seen(spot) | Self::Typed(spot, _) | Self::Flagged(spot, _) => {
                asked.contains(spot)
            }
            Self::Calculated(part, _) => asked.iter().any(|spot| spot.part == *part),
            Self::Resumed | Self::HandedIn { .. } => true,
        }
    }
}

/// An event, and what had passed of the exam then.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Milliseconds.
    pub spent: i64,
    /// What happened.
    pub event: Event,
}

impl Record {
    /// The record as JSON.
    pub fn write(&self) -> String {
        let mut object = match &self.event {
            Event::Seen(spot) => spot_json("seen", *spot),
            Event::Typed(spot, answer) => {
                let mut object = spot_json("typed", *spot);
                object["answer"] = Value::String(progress::typed(answer));
                object
            }
            Event::Calculated(part, text) => {
                json!({ "is": "calculated", "part": part, "text": text })
            }
            Event::Flagged(spot, on) => {
                let mut object = spot_json("flagged", *spot);
                object["on"] = Value::Bool(*on);
                object
            }
            Event::Resumed => json!({ "is": "resumed" }),
            Event::HandedIn { automatic, points, out_of } => json!({
                "is": "handed-in", "automatic": automatic, "points": points, "out_of": out_of,
            }),
        };
        object["spent"] = json!(self.spent);
        object.to_string()
    }

    /// The record that was written; none if a later version wrote what this one does not know.
    pub fn read(text: &str) -> Option<Self> {
        let object: Value = serde_json::from_str(text).ok()?;
        let number = |key: &str| usize::try_from(object.get(key)?.as_u64()?).ok();
        let string = |key: &str| object.get(key)?.as_str();
        let spot = || Some(Spot { part: number("part")?, question: number("question")? });
        let event = match string("is")? {
            "seen" => Event::Seen(spot()?),
            "typed" => Event::Typed(spot()?, progress::untyped(string("answer")?)?),
            "calculated" => Event::Calculated(number("part")?, string("text")?.to_owned()),
            "flagged" => Event::Flagged(spot()?, object.get("on")?.as_bool()?),
            "resumed" => Event::Resumed,
            "handed-in" => Event::HandedIn {
                automatic: object.get("automatic")?.as_bool()?,
                points: object.get("points")?.as_f64()?,
                out_of: object.get("out_of")?.as_f64()?,
            },
            _ => return None,
        };
        Some(Self { spent: object.get("spent")?.as_i64()?, event })
    }
}

fn spot_json(is: &str, spot: Spot) -> Value {
    json!({ "is": is, "part": spot.part, "question": spot.question })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_reads_back() {
        let spot = Spot { part: 2, question: 1 };
        for event in [
            Event::Seen(spot),
            Event::Typed(spot, Answer::Cells(vec![vec!["2/3".to_owned(), "\"é".to_owned()]])),
            Event::Typed(spot, Answer::Mended(1, Box::new(Answer::Text("0.5".to_owned())))),
            Event::Calculated(1, "W @ x".to_owned()),
            Event::Flagged(spot, true),
            Event::Resumed,
            Event::HandedIn { automatic: true, points: 2.5, out_of: 10.0 },
        ] {
            let record = Record { spent: 1_234, event };
            assert_eq!(Record::read(&record.write()), Some(record));
        }
        assert_eq!(Record::read("{\"is\": \"sung\", \"spent\": 1}"), None);
        assert_eq!(Record::read("nonsense"), None);
    }
}
