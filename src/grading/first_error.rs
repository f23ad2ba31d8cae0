//! Where the first error of a sheet is, and what else is wrong with it.

use super::{Grade, Verdict};
use crate::exercise::{Question, Variant};

/// The earliest wrong answer, in the order in which the values are computed.
#[derive(Clone, Debug)]
pub struct FirstError<'q> {
    /// The question.
    pub question: &'q Question,
    /// The later ones that follow from wrong answers before them.
    pub follow: Vec<&'q Question>,
    /// The later ones that have an error of their own.
    pub wrong: Vec<&'q Question>,
}

/// Looks for the first error among graded answers; nothing if no value or gradient is wrong.
pub fn first_error<'q>(
    variant: &Variant,
    graded: &[(&'q Question, &Grade)],
) -> Option<FirstError<'q>> {
    let with = |verdict: Verdict| {
        let mut found: Vec<_> = graded
            .iter()
            .filter(|(_, grade)| grade.verdict == verdict)
            .filter_map(|(question, _)| Some((variant.node(question)?, *question)))
            .collect();
        // Operands come before their users, forward and backward.
        found.sort_by_key(|(node, _)| *node);
        found.into_iter().map(|(_, question)| question).collect::<Vec<_>>()
    };
    let mut wrong = with(Verdict::Wrong);
    if wrong.is_empty() {
        return None;
    }
    let question = wrong.remove(0);
    Some(FirstError { question, follow: with(Verdict::Follows), wrong })
}
