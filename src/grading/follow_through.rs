//! Whether a wrong answer is right given the learner's own earlier wrong answers.
//!
//! These are put in place of their nodes, and the later node is evaluated again. An earlier
//! answer that makes the later question trivial earns nothing: it would pay to answer zeros.

use crate::engine::{Array, NodeId};
use crate::exercise::{Question, Task, Variant};

/// A wrong answer to another question of the same variant, in its key's shape.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'e> {
    /// The question.
    pub question: &'e Question,
    /// What was answered.
    pub value: &'e Array,
}

/// The value that follows from an earlier answer, or from all of them.
#[derive(Clone, Debug)]
pub struct Consequence {
    /// What the later question's answer is then.
    pub value: Array,
    /// The place, among the earlier answers, of that in which the error began.
    pub origin: usize,
}

/// What a question's answer is given each of the earlier wrong answers, given each two of
/// them, and given all, where that is another than the key. What is degenerate is refused.
pub fn consequences(
    question: &Question,
    variant: &Variant,
    key: &Array,
    earlier: &[Earlier],
) -> Vec<Consequence> {
    let Some(node) = variant.node(question) else { return Vec::new() };
    // A gradient that is a factor of an equation is no step on the way to the equation's value.
    let forward = matches!(question.task, Task::Value { .. });
    let usable: Vec<(usize, NodeId, &Array)> = earlier
        .iter()
        .enumerate()
        .filter_map(|(index, answer)| {
            let place = variant.node(answer.question)?;
            let right = variant.key_array(answer.question)?;
            let on_the_way = !(forward && variant.program.is_leaf(place));
            let fair = on_the_way && is_fair(answer.value, right);
            fair.then_some((index, place, answer.value))
        })
        .collect();
    let count = usable.len();
    let mut choices: Vec<Vec<usize>> = (0..count).map(|one| vec![one]).collect();
    for one in 0..count {
        choices.extend((one + 1..count).map(|other| vec![one, other]));
    }
    if count > 2 {
        choices.push((0..count).collect());
    }
    let mut program = variant.program.clone();
    let mut found: Vec<Consequence> = Vec::new();
    for choice in choices {
        let replaced: Vec<_> = choice.iter().map(|at| usable[*at]).collect();
        // The latest comes first: it stands in for what an earlier one would make of it.
        let instead: Vec<_> = replaced
            .iter()
            .rev()
            .flat_map(|(_, node, value)| program.instead(*node, value))
            .collect();
        let given = variant.given.iter();
        let given = given.filter_map(|(name, value)| Some((program.node(name)?, value)));
        let known: Vec<_> =
            instead.iter().map(|(node, value)| (*node, value)).chain(given).collect();
        let value = program.evaluate(&known, &[node]).remove(0);
        let copied = replaced.iter().any(|(_, _, earlier)| *earlier == &value);
        if value != *key && is_fair(&value, key) && !copied {
            let origin = replaced.iter().map(|(index, ..)| *index).min().unwrap_or_default();
            found.push(Consequence { value, origin });
        }
    }
    found
}

/// Whether a value is worth going on with: finite, and neither all zero nor all equal, unless
/// the right one is that too.
fn is_fair(value: &Array, right: &Array) -> bool {
    let flat = |array: &Array| {
        let first = array.data()[0];
        let equal = array.data().iter().all(|x| *x == first);
        equal && (first == 0.0 || array.shape().size() > 1)
    };
    value.shape() == right.shape()
        && value.data().iter().all(|x| x.is_finite())
        && (!flat(value) || flat(right))
}
