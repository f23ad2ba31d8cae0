//! The exercise that a command is about: named on the command line, read, and drawn.

use super::output::Outcome;
use super::report;
use crate::diagnostic::Diagnostic;
use crate::exercise::library::{self, Loaded};
use crate::exercise::{Exercise, Variant};

/// Reads the exercise of a path or a library id and draws the variant of a seed. If that
/// cannot be done, the outcome says why.
pub fn draw(target: &str, seed: u64, colour: bool) -> Result<(Exercise, Variant), Outcome> {
    let Loaded { source, exercise, diagnostics } =
        library::find(target).map_err(|error| Outcome::failed(&error))?;
    let unable = |faults: &[Diagnostic]| Outcome::unable(report::report(&source, faults, colour));
    let Some(exercise) = exercise else { return Err(unable(&diagnostics)) };
    match exercise.variant(seed) {
        Ok(variant) => Ok((exercise, variant)),
        Err(fault) => Err(unable(&[fault])),
    }
}
