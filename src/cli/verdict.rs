//! The verdict on a whole sheet of answers as JSON: one object, wherever it was graded.

use serde_json::{Value, json};

use super::json;
use crate::exercise::Question;
use crate::grading::Grade;
use crate::grading::misconception::Diagnosis;

/// What was earned, and what a sheet without a fault earns.
pub fn totals(grades: &[(&Question, Grade)]) -> (f64, f64) {
    let sum = |part: fn(&Grade) -> f64| grades.iter().map(|(_, grade)| part(grade)).sum();
    (sum(|grade| grade.points), sum(|grade| grade.out_of))
}

/// The verdict on the answers to an exercise; `exercise` is the name by which it was asked for.
pub fn object(exercise: &str, seed: u64, grades: &[(&Question, Grade)]) -> Value {
    let question = |(question, grade): &(&Question, Grade)| {
        json!({
            "id": question.id,
            "verdict": grade.verdict.as_str(),
            "points": json::number(grade.points),
            "out_of": json::number(grade.out_of),
            "entries": grade.entries,
            "diagnosis": grade.finding.diagnoses.iter().map(diagnosis).collect::<Vec<_>>(),
        })
    };
    let (points, out_of) = totals(grades);
    json!({
        "format": 1,
        "exercise": exercise,
        "seed": seed,
        "points": json::number(points),
        "out_of": json::number(out_of),
        "questions": grades.iter().map(question).collect::<Vec<_>>(),
    })
}

fn diagnosis(diagnosis: &Diagnosis) -> Value {
    json!({ "mistake": diagnosis.mistake, "at": diagnosis.at, "say": diagnosis.say })
}
