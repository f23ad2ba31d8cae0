//! Was it right, and if not, what was wrong.

pub mod answer;
pub mod tolerance;

use crate::engine::Array;
use crate::exercise::{Question, Variant};
use crate::markup::Markup;

/// What the grader says of an answer, in the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Missing,
    Unreadable,
    Shape,
    Correct,
    Imprecise,
    Follows,
    Wrong,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        todo!()
    }
}

/// What the learner gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One text: a number, an expression, a pasted matrix, a shape, chosen options ("1, 3").
    Text(String),
    /// The cells of a grid, row by row, as typed.
    Cells(Vec<Vec<String>>),
    /// A value (from an answer file).
    Value(Array),
    /// Options, 0-based.
    Options(Vec<usize>),
}

/// A graded answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    pub verdict: Verdict,
    pub points: f64,
    pub out_of: f64,
    /// Which entries are right, row by row; there if the answer had the key's shape.
    pub entries: Option<Vec<Vec<bool>>>,
    /// What was read, to be shown before and beside the verdict.
    pub read: Option<Array>,
    /// What the learner is told.
    pub feedback: Markup,
}

/// Grades one answer.
pub fn grade(question: &Question, variant: &mut Variant, answer: &Answer) -> Grade {
    let _ = (question, variant, answer);
    todo!()
}
