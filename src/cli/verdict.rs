//! The verdict on a whole sheet of answers as JSON: one object, wherever it was graded.

use serde::Serialize;
use serde_json::Value;

use super::json::Number;
use crate::exercise::Question;
use crate::grading::Grade;

/// The verdict on the answers to an exercise.
#[derive(Debug, Serialize)]
pub struct Sheet<'g> {
    format: u32,
    exercise: &'g str,
    seed: u64,
    points: Number,
    out_of: Number,
    questions: Vec<Answered<'g>>,
    /// Who answered, where several are graded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learner: Option<&'g Value>,
}

#[derive(Debug, Serialize)]
struct Answered<'g> {
    id: &'g str,
    verdict: &'static str,
    points: Number,
    out_of: Number,
    entries: &'g Option<Vec<Vec<bool>>>,
    diagnosis: Vec<Told<'g>>,
}

#[derive(Debug, Serialize)]
struct Told<'g> {
    mistake: &'static str,
    at: &'g str,
    say: &'g str,
}

/// What was earned, and what a sheet without a fault earns.
pub fn totals(grades: &[(&Question, Grade)]) -> (f64, f64) {
    let sum = |part: fn(&Grade) -> f64| grades.iter().map(|(_, grade)| part(grade)).sum();
    (sum(|grade| grade.points), sum(|grade| grade.out_of))
}

/// The verdict on the answers to an exercise; `exercise` is the name by which it was asked for.
pub fn sheet<'g>(exercise: &'g str, seed: u64, grades: &'g [(&'g Question, Grade)]) -> Sheet<'g> {
    let answered = |(question, grade): &'g (&'g Question, Grade)| Answered {
        id: &question.id,
        verdict: grade.verdict.as_str(),
        points: Number(grade.points),
        out_of: Number(grade.out_of),
        entries: &grade.entries,
        diagnosis: grade.finding.diagnoses.iter().map(told).collect(),
    };
    let (points, out_of) = totals(grades);
    Sheet {
        format: 1,
        exercise,
        seed,
        points: Number(points),
        out_of: Number(out_of),
        questions: grades.iter().map(answered).collect(),
        learner: None,
    }
}

/// The same as a value.
pub fn object(exercise: &str, seed: u64, grades: &[(&Question, Grade)]) -> Value {
    serde_json::to_value(sheet(exercise, seed, grades)).expect("all keys are texts")
}

fn told(diagnosis: &crate::grading::misconception::Diagnosis) -> Told<'_> {
    Told { mistake: diagnosis.mistake, at: &diagnosis.at, say: &diagnosis.say }
}
