//! The verdict on a sheet as the autograders of two course systems want it: a `results.json`.

use serde_json::{Value, json};

use super::output::{styled, visible};
use super::{json, verdict};
use crate::exercise::Question;
use crate::grading::{Grade, Verdict};

/// Gradescope's results: a test a question; the whole verdict is kept as extra data.
pub fn gradescope(object: &Value, grades: &[(&Question, Grade)]) -> Value {
    let test = |(question, grade): &(&Question, Grade)| {
        let passed = grade.verdict == Verdict::Correct;
        json!({
            "name": name(question, grade),
            "name_format": "text",
            "score": json::number(grade.points),
            "max_score": json::number(grade.out_of),
            "status": if passed { "passed" } else { "failed" },
            "output": said(grade),
            "output_format": "text",
        })
    };
    json!({
        "output": "",
        "output_format": "text",
        "tests": grades.iter().map(test).collect::<Vec<_>>(),
        "extra_data": { "gradus": object },
    })
}

/// Gradescope's results for answers that could not be graded.
pub fn gradescope_refused(why: &str) -> Value {
    json!({ "score": 0, "output": visible(why), "output_format": "text", "tests": [] })
}

/// The results of PrairieLearn's external graders: a test a question, and the share of the points.
pub fn prairielearn(grades: &[(&Question, Grade)]) -> Value {
    let test = |(question, grade): &(&Question, Grade)| {
        json!({
            "name": name(question, grade),
            "points": json::number(grade.points),
            "max_points": json::number(grade.out_of),
            "output": said(grade),
        })
    };
    let (points, out_of) = verdict::totals(grades);
    json!({
        "gradable": true,
        "score": json::number(if out_of > 0.0 { points / out_of } else { 0.0 }),
        "tests": grades.iter().map(test).collect::<Vec<_>>(),
    })
}

/// PrairieLearn's results for answers that could not be graded: they cost no attempt.
pub fn prairielearn_refused(why: &str) -> Value {
    json!({ "gradable": false, "format_errors": [visible(why)] })
}

fn name(question: &Question, grade: &Grade) -> String {
    format!("{}: {}", question.id, grade.verdict.as_str())
}

/// What the learner is told.
fn said(grade: &Grade) -> String {
    styled(&grade.feedback, false)
}
