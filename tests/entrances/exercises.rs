//! An exercise file: read, drawn, solved, and answered with its own keys.

use gradus::exercise::library::Loaded;
use gradus::exercise::{Exercise, Key, Task, Variant};
use gradus::grading::solution::Solution;
use gradus::grading::{Answer, Verdict, author_test, grade};

use super::told;

/// Reads bytes as an exercise file, and does with it what learners do.
pub fn check(bytes: &[u8]) {
    let loaded = Loaded::read("entrance.toml", bytes, "entrance");
    told::check(&loaded.source, &loaded.diagnostics);
    let Some(exercise) = loaded.exercise else { return };
    told::check(&loaded.source, &author_test::failures(&exercise));
    for seed in [0, 1] {
        match exercise.variant(seed) {
            Ok(mut variant) => answered(&exercise, &mut variant),
            Err(fault) => told::check(&loaded.source, &[fault]),
        }
        if !exercise.is_drawn() {
            break;
        }
    }
}

fn answered(exercise: &Exercise, variant: &mut Variant) {
    let _ = Solution::new(exercise, variant);
    for question in &exercise.questions {
        let formula = matches!(question.task, Task::Formula { .. });
        let answer = match variant.key(question) {
            Key::Array(_) if formula => continue,
            Key::Array(key) => Answer::Value(key),
            Key::Shape(sizes) if sizes.is_empty() => Answer::Text("scalar".to_owned()),
            Key::Shape(sizes) => {
                let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
                Answer::Text(sizes.join("x"))
            }
            Key::Choice(options) => Answer::Options(options),
            Key::Mend(line, value) => Answer::Mended(line, Box::new(Answer::Value(value))),
        };
        let grade = grade(question, variant, &answer);
        assert_eq!(grade.verdict, Verdict::Correct, "{}: {answer:?}", question.id);
        assert_eq!(grade.points, question.points, "{}", question.id);
    }
}
