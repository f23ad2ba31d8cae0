//! How near an answer comes to a key, entry by entry.

use super::answer::Reading;
use super::answer::number::Digits;
use super::feedback::ShapeRemark;
use super::tolerance::{Nearness, Rule};
use crate::engine::{Array, Shape};
use crate::exercise::Question;

/// A key, and what counts as equal to it.
pub(super) struct Comparison<'q> {
    question: &'q Question,
    key: &'q Array,
    rule: Rule,
}

impl<'q> Comparison<'q> {
    pub(super) fn of(question: &'q Question, key: &'q Array) -> Self {
        Self { question, key, rule: Rule::new(&question.tolerance, key) }
    }

    fn is_asked(&self, row: usize, col: usize) -> bool {
        let entries = self.question.entries.as_ref();
        entries.is_none_or(|entries| entries.contains(&(row, col)))
    }

    /// How near each entry is, row by row; the reading has the key's shape.
    pub(super) fn entries(&self, reading: &Reading) -> Vec<Vec<Nearness>> {
        let cols = self.key.shape().cols();
        let nearness = |row: usize, col: usize| {
            if !self.is_asked(row, col) {
                return Nearness::Right;
            }
            let at = row * cols + col;
            let (found, digits) = (reading.array.data()[at], reading.digits[at]);
            self.rule.compare(found, digits, self.key.data()[at])
        };
        (0..self.key.shape().rows())
            .map(|row| (0..cols).map(|col| nearness(row, col)).collect())
            .collect()
    }

    /// Whether an entry is no more than a rounding to a single digit, which much else may be too.
    pub(super) fn is_coarse(&self, reading: &Reading) -> bool {
        let near = self.entries(&reading.computed());
        let near = near.iter().flatten();
        let found = reading.array.data().iter().zip(&reading.digits);
        near.zip(found).any(|(near, (found, digits))| {
            let written = digits.of(*found);
            *near == Nearness::Wrong && written.is_some_and(|written| written.digits < 2)
        })
    }

    fn is_right(&self, reading: &Reading) -> bool {
        reading.array.shape() == self.key.shape()
            && self.entries(reading).iter().flatten().all(|entry| *entry == Nearness::Right)
    }

    /// The share of the entries that are asked for which are right.
    pub(super) fn share(&self, right: &[Vec<bool>]) -> f64 {
        let (mut asked, mut earned) = (0_usize, 0_usize);
        for (row, line) in right.iter().enumerate() {
            for (col, right) in line.iter().enumerate() {
                if self.is_asked(row, col) {
                    asked += 1;
                    earned += usize::from(*right);
                }
            }
        }
        earned as f64 / asked.max(1) as f64
    }

    /// What can be said of an answer in another shape than the key's.
    pub(super) fn shape_remark(&self, reading: &Reading) -> Option<ShapeRemark> {
        if self.is_right(&transposed(reading)) {
            return Some(ShapeRemark::Transposed);
        }
        let (rows, cols) = unsummed(reading.array.shape(), self.key.shape())?;
        let array = summed(&reading.array, rows, cols, self.key.shape());
        let digits = vec![Digits::Unknown; array.data().len()];
        let right = self.is_right(&Reading { array, digits });
        right.then_some(ShapeRemark::Unsummed { rows, cols })
    }
}

pub(super) fn transposed(reading: &Reading) -> Reading {
    let (rows, cols) = (reading.array.shape().rows(), reading.array.shape().cols());
    let digits = (0..cols)
        .flat_map(|col| (0..rows).map(move |row| reading.digits[row * cols + col]))
        .collect();
    Reading { array: reading.array.transposed(), digits }
}

/// The axes, rows and columns, that a value of one shape has to be summed over to have the
/// other, where that shape would be stretched along them.
fn unsummed(found: Shape, expected: Shape) -> Option<(bool, bool)> {
    if !expected.stretches_to(found) {
        return None;
    }
    let rows = found.rows() != expected.rows();
    let cols = found.cols() != expected.cols();
    (rows || cols).then_some((rows, cols))
}

fn summed(array: &Array, rows: bool, cols: bool, shape: Shape) -> Array {
    let mut sum = Array::filled(shape, 0.0);
    for (row, line) in array.rows().enumerate() {
        for (col, entry) in line.iter().enumerate() {
            let row = if rows { 0 } else { row };
            let col = if cols { 0 } else { col };
            sum.data_mut()[row * shape.cols() + col] += entry;
        }
    }
    sum
}
