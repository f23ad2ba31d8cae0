//! What a right sheet costs in a stream: much of its time goes into allocations.

use allocation_counter::measure;
use gradus::cli::stream::grader::{Common, Grader};
use serde_json::json;
use std::sync::Arc;

#[path = "sheets/mixed.rs"]
mod mixed_sheets;

#[test]
fn a_right_question_costs_few_allocations() {
    let id = "two-layer-nonlinear/01-sigmoid";
    let exercises = mixed_sheets::exercises();
    let (_, exercise) = exercises.iter().find(|(found, _)| found == id).expect("it is there");
    let answers = mixed_sheets::key(exercise, 0, |x| (x * 1e6).round() / 1e6);
    let line = json!({ "learner": "learner-000001", "answers": answers }).to_string();
    let common = Common { exercise: Some(id.to_owned()), seed: 0, seeds: Arc::default() };
    let mut grader = Grader::new(common);
    let mut out = Vec::new();
    grader.line(1, Some(line.as_bytes()), &mut out);
    out.clear();
    let counted = measure(|| grader.line(2, Some(line.as_bytes()), &mut out));
    let each = counted.count_total / exercise.questions.len() as u64;
    println!("{} allocations, {each} a question", counted.count_total);
    assert!(each <= 40, "{each} allocations a question");
}
