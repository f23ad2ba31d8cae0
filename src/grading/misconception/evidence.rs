//! Whether the agreement of a story with an answer means anything.

use crate::engine::{Array, Shape};
use crate::exercise::Question;
use crate::grading::answer::Reading;
use crate::grading::answer::number::shortest;
use crate::grading::tolerance::{Nearness, Rule};

/// How far from the digits that were written a story's entry may lie, in units of the last.
const UNITS: f64 = 2.0;

/// The relative error that is allowed however many digits were written.
const LEAST: f64 = 1e-5;

/// The relative error that is allowed however few digits were written.
const MOST: f64 = 1e-2;

/// The least relative error that is told from none.
const EXACT: f64 = 1e-9;

/// How well a story agrees with an answer.
#[derive(Clone, Copy, Debug)]
pub struct Agreement {
    /// The largest error of an entry, as a share of the story's largest entry.
    pub error: f64,
    /// How likely a random answer of this size would agree as well.
    pub chance: f64,
}

/// Compares an answer with what a story gives; `None` if they do not agree. An answer that was
/// written with many digits has to agree to many.
pub fn compare(
    question: &Question,
    reading: &Reading,
    shape: Shape,
    data: &[f64],
) -> Option<Agreement> {
    if reading.array.shape() != shape || data.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let places: Vec<usize> = match &question.entries {
        Some(asked) => asked.iter().map(|(row, col)| row * shape.cols() + col).collect(),
        None => (0..shape.size()).collect(),
    };
    let found = reading.array.data();
    let story = Array::new(shape, data.to_vec());
    let rule = Rule::new(&question.tolerance, &story);
    let scale = story.largest();
    let mut agreement = Agreement { error: 0.0, chance: 1.0 };
    let mut counted: Vec<f64> = Vec::new();
    for at in places {
        let (answer, wanted) = (found[at], data[at]);
        let digits = reading.digits[at];
        let written = digits.of(answer).or_else(|| shortest(answer));
        let error = (answer - wanted).abs();
        let written_unit = written.map_or(0.0, |written| written.unit);
        let allowed = (UNITS * written_unit).clamp(LEAST * wanted.abs(), MOST * wanted.abs());
        let right = rule.compare(answer, digits, wanted) == Nearness::Right;
        if !right || error > allowed + 1e-9 * scale {
            return None;
        }
        agreement.error = agreement.error.max(error / scale.max(f64::MIN_POSITIVE));
        // Equal entries, as a constant factor makes them, are evidence once.
        let new = counted.iter().all(|other| (other - wanted.abs()).abs() > 1e-9 * scale);
        if wanted != 0.0 && new {
            counted.push(wanted.abs());
            let width = error.max(written_unit).clamp(EXACT * wanted.abs(), allowed);
            agreement.chance *= (2.0 * width / scale).min(1.0);
        }
    }
    Some(agreement)
}
