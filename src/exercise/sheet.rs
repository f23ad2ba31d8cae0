//! The mathematics of an exercise as its author wrote it, and the program that it makes.
//!
//! Whether the names and equations of a file make sense, and what a variant evaluates, is
//! found out by the same code: building the sheet. A draw may choose a size
//! (`shape = ["k", 2]`), so one sheet makes one program for each set of shapes.

mod ask;
mod build;

pub use ask::{Ask, Asked, Entries, What};
pub use build::{Built, MOST_ENTRIES};

use std::sync::Arc;

use super::document::{Text, place};
use super::draw::random::Stream;
use super::draw::{Draw, Size};
use super::{Given, Rule};
use crate::diagnostic::Diagnostic;
use crate::engine::{Array, Shape};
use crate::source::Span;

/// The mathematics of an exercise as its author wrote it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The text of the file, to point into.
    pub file: Arc<str>,
    /// The given values, in order.
    pub given: Vec<Given>,
    /// The equations; `None` if the file has none, which is a fault that is known already.
    pub forward: Option<Text>,
    /// The loss, if the file names it.
    pub loss: Option<Text>,
    /// The names whose values are given away.
    pub show: Vec<Text>,
    /// The names whose equations a learner does not see.
    pub hide: Vec<Text>,
    /// What every draw has to meet.
    pub require: Vec<Text>,
    /// What is asked, in order.
    pub asks: Vec<Ask>,
}

impl Sheet {
    /// Whether all given values have the same shapes in every variant.
    pub fn has_fixed_shapes(&self) -> bool {
        self.draws().all(|(_, draw)| draw.has_fixed_shape())
    }

    /// Whether there is more than one variant.
    pub fn is_drawn(&self) -> bool {
        self.draws().next().is_some()
    }

    fn draws(&self) -> impl Iterator<Item = (&Given, &Draw)> {
        self.given.iter().filter_map(|given| match &given.rule {
            Rule::Drawn(draw) => Some((given, draw)),
            Rule::Fixed(_) | Rule::Derived(_) => None,
        })
    }

    /// The fixed and drawn values, in order, in one attempt at a seed's variant, and how many
    /// numbers were drawn for them.
    pub fn values(&self, seed: u64, attempt: u64) -> Result<(Vec<Array>, usize), Vec<Diagnostic>> {
        if !self.has_fixed_shapes() {
            return build::values(self, seed, attempt);
        }
        let mut drawn = 0;
        let values = self.given.iter().filter_map(|given| match &given.rule {
            Rule::Fixed(array) => Some(Ok(array.clone())),
            Rule::Derived(_) => None,
            Rule::Drawn(draw) => {
                let shape = fixed_shape(draw).expect("all shapes are fixed");
                let found = sample(given, draw, shape, seed, attempt);
                let counted = found.inspect(|(_, tries)| drawn += tries);
                Some(counted.map(|(value, _)| value).map_err(|fault| vec![fault]))
            }
        });
        let values = values.collect::<Result<Vec<_>, _>>()?;
        Ok((values, drawn))
    }

    /// A fault within a string of the file, pointing into the file.
    fn in_file(&self, fault: Diagnostic, literal: Span) -> Diagnostic {
        let fault = fault.map_spans(|span| place(&self.file, literal, span));
        if fault.labels.is_empty() { fault.at(literal, "") } else { fault }
    }
}

/// The shape of a draw whose sizes are numbers.
fn fixed_shape(draw: &Draw) -> Option<Shape> {
    match &draw.shape {
        None => Some(Shape::Scalar),
        Some([Size::Fixed(rows), Size::Fixed(cols)]) => Some(Shape::Matrix(*rows, *cols)),
        Some(_) => None,
    }
}

/// The value of one draw, and how many numbers were drawn for it.
fn sample(
    given: &Given,
    draw: &Draw,
    shape: Shape,
    seed: u64,
    attempt: u64,
) -> Result<(Array, usize), Diagnostic> {
    draw.sample(shape, &mut Stream::new(seed, attempt, &given.name)).ok_or_else(|| {
        Diagnostic::error(
            "distinct-impossible",
            format!("`{}` cannot be drawn: too few numbers are allowed for {shape}", given.name),
        )
        .at(given.span, "")
        .help("widen the range, make the shape smaller, or leave `distinct` and `nonzero` out")
    })
}
