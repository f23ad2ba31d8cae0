//! The answer to a question of kind `mend` that is being given: first a line, then its value.

use super::draft::{Draft, Grid};
use super::line::Line;
use crate::engine::Shape;
use crate::exercise::mend::Mend;
use crate::grading::Answer;

/// A line that is named, and its right value that is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Mending {
    /// What is typed for each line.
    values: Vec<Draft>,
    /// The line under the cursor.
    at: usize,
    /// Whether that line is named, and its value typed.
    named: bool,
}

impl Mending {
    /// Nothing named and nothing typed.
    pub fn new(mend: &Mend) -> Self {
        let empty = |shape: Shape| match shape {
            Shape::Scalar => Draft::Field(Line::default()),
            Shape::Matrix(rows, cols) => Draft::Grid(Grid::new(rows, cols, None)),
        };
        let values = mend.lines.iter().map(|line| empty(line.value.shape())).collect();
        Self { values, at: 0, named: false }
    }

    /// The line under the cursor, counted from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is typed for the line that is named, if one is.
    pub fn value(&self) -> Option<&Draft> {
        self.values.get(self.at).filter(|_| self.named)
    }

    /// The same, to be changed.
    pub fn value_mut(&mut self) -> Option<&mut Draft> {
        self.values.get_mut(self.at).filter(|_| self.named)
    }

    /// What is graded.
    pub fn answer(&self) -> Answer {
        match self.value() {
            Some(value) => Answer::Mended(self.at, Box::new(value.answer())),
            None => Answer::Text(String::new()),
        }
    }

    /// Everything that was typed: the line under the cursor with its value, or else the first
    /// line that has one.
    pub(super) fn whole(&self) -> Answer {
        let typed = |line: &usize| self.values.get(*line).is_some_and(|value| !value.is_blank());
        let line = Some(self.at).filter(|at| self.named || typed(at));
        match line.or_else(|| (0..self.values.len()).find(typed)) {
            Some(line) => Answer::Mended(line, Box::new(self.values[line].answer())),
            None => Answer::Text(String::new()),
        }
    }

    /// Names the line under the cursor.
    pub fn name(&mut self) {
        self.named = true;
    }

    /// Goes back to the lines; what was typed is kept.
    pub fn unname(&mut self) {
        self.named = false;
    }

    /// Moves the cursor to a line.
    pub fn go(&mut self, line: usize) {
        if !self.named {
            self.at = line.min(self.values.len().saturating_sub(1));
        }
    }
}
