//! The author's own tests of an exercise: `[[test]]`, run as a learner's answers are graded.

use super::{Answer, Grade, find, grade_all};
use crate::diagnostic::Diagnostic;
use crate::exercise::{Exercise, Expectation, Question, Test, TestAnswer};

/// The code of a test that does not hold.
pub const TEST_FAILED: &str = "test-failed";

/// Runs all tests; each verdict that is another than expected is an error.
pub fn failures(exercise: &Exercise) -> Vec<Diagnostic> {
    failures_until(exercise, &|| false)
}

/// Runs the tests, until that takes too long.
pub fn failures_until(exercise: &Exercise, is_enough: &dyn Fn() -> bool) -> Vec<Diagnostic> {
    let tests = exercise.tests.iter().take_while(|_| !is_enough());
    tests.flat_map(|test| failures_of(exercise, test)).collect()
}

fn failures_of(exercise: &Exercise, test: &Test) -> Vec<Diagnostic> {
    let mut variant = match exercise.variant(test.seed) {
        Ok(variant) => variant,
        Err(fault) => return vec![fault],
    };
    let answers: Vec<Answer> =
        exercise.questions.iter().map(|question| answer(exercise, test, question)).collect();
    let grades = grade_all(&exercise.questions, &mut variant, &answers);
    let mut failures = Vec::new();
    for expected in &test.expect {
        let Some(question) = find(exercise, &expected.question) else { continue };
        let graded = exercise.questions.iter().zip(&grades).find(|(one, _)| one.id == question.id);
        let Some((_, grade)) = graded else { continue };
        if grade.verdict.as_str() != expected.verdict {
            failures.push(failure(test, expected, grade));
        }
    }
    failures
}

/// What a test answers to a question; an empty text where it answers nothing.
fn answer(exercise: &Exercise, test: &Test, question: &Question) -> Answer {
    let about = |name: &str| find(exercise, name).is_some_and(|found| found.id == question.id);
    match test.answers.iter().find(|(name, _)| about(name)) {
        None => Answer::Text(String::new()),
        Some((_, TestAnswer::Text(text))) => Answer::Expression(text.clone()),
        Some((_, TestAnswer::Value(value))) => Answer::Value(value.clone()),
    }
}

fn failure(test: &Test, expected: &Expectation, grade: &Grade) -> Diagnostic {
    let found = grade.verdict.as_str();
    let Expectation { question, verdict, span } = expected;
    let message = format!("the test expects `{verdict}` of `{question}`, and it is `{found}`");
    Diagnostic::error(TEST_FAILED, message)
        .at(*span, format!("with seed {}", test.seed))
        .help(format!("the grader says: {}", grade.feedback.to_string().replace('\n', " ")))
}
