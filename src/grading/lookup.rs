//! Which question an id names: learners and their programs spell gradients in many ways.

use unicode_normalization::UnicodeNormalization;

use crate::exercise::{Exercise, Question, Task};

/// The question of an exercise that an id names: its own id, or for a gradient `dL/dW1`,
/// `∂L/∂W1`, `dL_dW1` or `dLdW1`, and where it is of the loss also `dW1`, `grad_W1`, `W1_grad`,
/// `W1.grad` and `grad(W1)`. A question's own id comes first, then a spelling that names what the
/// gradient is of.
pub fn find<'e>(exercise: &'e Exercise, id: &str) -> Option<&'e Question> {
    let written = exercise.questions.iter().find(|question| question.id == id);
    if written.is_some() {
        return written;
    }
    let id: String = id.trim().nfc().collect::<String>().replace('∂', "d");
    let questions = || exercise.questions.iter();
    let partial = |question: &&Question| match &question.task {
        Task::Gradient { of, wrt } | Task::Formula { of, wrt, .. } => names_both(&id, of, wrt),
        _ => false,
    };
    let of_loss = |question: &&Question| match &question.task {
        Task::Gradient { of, wrt } | Task::Formula { of, wrt, .. } => {
            *of == exercise.loss && names_one(&id, wrt)
        }
        _ => false,
    };
    questions()
        .find(|question| question.id == id)
        .or_else(|| questions().find(partial))
        .or_else(|| questions().find(of_loss))
}

/// Whether an id spells the gradient of one name by another: `dL/dW1`, `dL_dW1`, `dLdW1`.
fn names_both(id: &str, of: &str, wrt: &str) -> bool {
    let rest = id.strip_prefix('d').and_then(|rest| rest.strip_prefix(of));
    rest.map(|rest| rest.trim_start_matches(['/', '_', ' ']))
        .and_then(|rest| rest.strip_prefix('d'))
        .is_some_and(|rest| rest == wrt)
}

/// Whether an id spells the gradient by a name: `dW1`, `grad_W1`, `W1.grad`, `grad(W1)`.
fn names_one(id: &str, wrt: &str) -> bool {
    let bare = id.strip_prefix("grad(").and_then(|rest| rest.strip_suffix(')'));
    let before = ["d", "d_", "grad_", "grad"].iter().filter_map(|part| id.strip_prefix(part));
    let after = ["_grad", ".grad"].iter().filter_map(|part| id.strip_suffix(part));
    before.chain(after).chain(bare).any(|rest| rest == wrt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_are_spelled_in_many_ways() {
        for id in ["dL/dW1", "dL_dW1", "dLdW1", "dL / dW1"] {
            assert!(names_both(id, "L", "W1"), "{id}");
        }
        for id in ["dL/dW2", "dL/W1", "dM/dW1", "dL/dW11", "dL", ""] {
            assert!(!names_both(id, "L", "W1"), "{id}");
        }
        for id in ["dW1", "d_W1", "grad_W1", "gradW1", "grad(W1)", "W1.grad", "W1_grad"] {
            assert!(names_one(id, "W1"), "{id}");
        }
        for id in ["W1", "ddW1", "grad_W2", "grad(W1", "W1grad2"] {
            assert!(!names_one(id, "W1"), "{id}");
        }
    }
}
