//! An exercise with a question of every kind, which what comes in answers.

use std::sync::LazyLock;

use gradus::exercise::{Exercise, Task, Variant};
use gradus::grading::{Answer, Verdict, grade_all};
use gradus::source::Source;

/// The exercise file.
const TEXT: &str = include_str!("sheet.toml");

static EXERCISE: LazyLock<(Exercise, Variant)> = LazyLock::new(|| {
    let (exercise, faults) = Exercise::read(&Source::new("sheet.toml", TEXT), "sheet");
    let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
    let variant = exercise.variant(0).unwrap_or_else(|fault| panic!("{fault:?}"));
    (exercise, variant)
});

/// The exercise.
pub fn exercise() -> &'static Exercise {
    &EXERCISE.0
}

/// Its only variant, to work with.
pub fn variant() -> Variant {
    EXERCISE.1.clone()
}

/// Grades answers to all questions, and looks at what comes out.
pub fn graded(answers: &[Answer]) {
    let grades = grade_all(&exercise().questions, &mut variant(), answers);
    assert_eq!(grades.len(), answers.len());
    for (question, grade) in exercise().questions.iter().zip(&grades) {
        assert!((0.0..=question.points).contains(&grade.points), "{}: {grade:?}", question.id);
        let whole = grade.points == question.points;
        let right = matches!(grade.verdict, Verdict::Correct | Verdict::Follows);
        assert_eq!(whole, right, "{}: {grade:?}", question.id);
        let finite = |value: &gradus::engine::Array| value.data().iter().all(|x| x.is_finite());
        // A formula may be infinite at the exercise's values.
        let formula = matches!(question.task, Task::Formula { .. });
        assert!(formula || grade.read.as_ref().is_none_or(finite), "{}: {grade:?}", question.id);
    }
}
