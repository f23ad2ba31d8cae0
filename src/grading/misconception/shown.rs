//! Which misconceptions the numbers of a variant would show.

use std::collections::BTreeSet;

use super::outcomes;
use crate::engine::Array;
use crate::exercise::{Question, Task, Variant};
use crate::grading::answer::number::Digits;
use crate::grading::tolerance::{Nearness, Rule};

/// The names of the single missteps whose answer to a question would be found wrong. Empty
/// where no value is asked for.
pub fn shown(question: &Question, variant: &Variant) -> BTreeSet<&'static str> {
    let is_value = matches!(question.task, Task::Value { .. } | Task::Gradient { .. });
    let Some(key) = variant.key_array(question).filter(|_| is_value) else {
        return BTreeSet::new();
    };
    let mut program = variant.program.clone();
    let (told, nodes): (Vec<_>, Vec<_>) =
        outcomes(question, variant, &mut program).into_iter().unzip();
    let values = program.evaluate(&variant.known(), &nodes);
    let rule = Rule::new(&question.tolerance, key);
    let cols = key.shape().cols().max(1);
    let is_asked = |at: &usize| {
        let entries = question.entries.as_ref();
        entries.is_none_or(|entries| entries.contains(&(at / cols, at % cols)))
    };
    let is_wrong = |value: &Array, at: usize| {
        rule.compare(value.data()[at], Digits::Unknown, key.data()[at]) == Nearness::Wrong
    };
    let shows = |value: &Array| {
        let mut asked = (0..key.data().len()).filter(is_asked);
        value.shape() != key.shape() || asked.any(|at| is_wrong(value, at))
    };
    let pairs = told.into_iter().zip(&values);
    pairs.filter(|(_, value)| shows(value)).map(|(told, _)| told.mistake).collect()
}
