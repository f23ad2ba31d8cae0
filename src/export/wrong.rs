//! Known wrong answers to a question, with what is to be said of each: for programs that grade one
//! number at a time.

use super::text::clean;
use crate::engine::{Array, Scope};
use crate::exercise::{Question, Task, Variant};
use crate::grading::misconception;

/// A known wrong answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// What is to be said of it.
    pub say: String,
    /// Whether the exercise's author knows it; else the catalogue.
    pub is_authors: bool,
    /// The numbers that it gives, of the key's shape.
    pub numbers: Array,
}

/// The known wrong answers to a question, the author's own first, then those of the catalogue, as
/// likely as they come.
pub fn known(question: &Question, variant: &Variant) -> Vec<Wrong> {
    if !matches!(question.task, Task::Value { .. } | Task::Gradient { .. }) {
        return Vec::new();
    }
    let Some(key) = variant.key_array(question) else { return Vec::new() };
    let mut program = variant.program.clone();
    let mut found = Vec::new();
    let mut nodes = Vec::new();
    for mistake in &question.mistakes {
        if let Ok(node) = program.expression(&mistake.when, Scope::ALL) {
            found.push((mistake.say.clone(), true));
            nodes.push(node);
        }
    }
    for (told, node) in misconception::outcomes(question, variant, &mut program) {
        found.push((told.say, false));
        nodes.push(node);
    }
    let values = program.evaluate(&variant.known(), &nodes);
    let fits = |numbers: &Array| numbers.shape() == key.shape() && numbers.is_finite();
    found
        .into_iter()
        .zip(values)
        .filter(|(_, numbers)| fits(numbers))
        .map(|((say, is_authors), numbers)| Wrong { say: clean(&say), is_authors, numbers })
        .collect()
}
