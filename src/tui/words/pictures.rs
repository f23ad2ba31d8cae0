//! The words of the landscape and the graph.

use crate::picture::descent::Method;

/// Beside the landscape: the methods.
pub const WAYS_DOWN: &str = "Ways down";
/// An optimizer, and the letter that stands for it.
pub fn method(method: Method) -> (&'static str, &'static str) {
    match method {
        Method::Descent => ("G", "gradient descent"),
        Method::MiniBatch => ("B", "mini-batch"),
        Method::Momentum => ("M", "momentum"),
        Method::RmsProp => ("R", "RMSprop"),
        Method::Adam => ("A", "Adam"),
    }
}

/// How many examples are in a mini-batch.
pub fn mini_batch(size: usize, all: usize) -> String {
    format!("mini-batch, {size} of {all}")
}

/// The first direction in which all parameters move.
pub const AGAINST: &str = "s: against the gradient";
/// The second direction, where nothing else is to be seen.
pub const ACROSS: &str = "t: across it, at random";
/// The second direction, where it leads to the learner's own step.
pub const ACROSS_TO_YOURS: &str = "t: across, to your step";
/// The sign and the name of the step along the learner's own gradient.
pub const YOUR_STEP: (&str, &str) = ("Y", "your step");
/// The sign and the name of the step along the true gradient.
pub const TRUE_STEP: (&str, &str) = ("T", "true step");
/// What the signs in a landscape mean.
pub const START: &str = "start";
/// See [`START`].
pub const LOWEST: &str = "lowest";
/// See [`START`].
pub const DOWNHILL: &str = "−gradient";
/// See [`START`].
pub const RANDOM: &str = "random";
/// The levels are not computed yet.
pub const SURVEYING: &str = "computing …";
/// A loss that is not a number, or infinite.
pub const DIVERGED: &str = "diverged";

/// What a landscape shows: the loss over an entry across and one up.
pub fn landscape(loss: &str, across: &str, up: &str) -> String {
    format!("{loss} over {across} across, {up} up")
}

/// How many steps were taken.
pub fn steps(count: usize, runs: bool) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} step{plural}{}", if runs { ", running" } else { "" })
}

/// The best of random points, whose loss follows.
pub fn best_of(count: usize) -> String {
    format!("best of {count}")
}

/// The pane of the computation graph.
pub const GRAPH: &str = "Graph: values ↓, gradients ↑";
/// Above how a value comes about.
pub const VALUE_DOWN: &str = "↓ Value";
/// Above how a gradient comes about.
pub const GRADIENT_UP: &str = "↑ Gradient";
/// A value that is told beforehand.
pub const IS_GIVEN: &str = "given";
/// What would answer a question that is open.
pub const STILL_OPEN: &str = "This would answer an open question. Solve it first.";
/// A gradient that no question needs.
pub const NOT_NEEDED: &str = "No question needs this gradient.";

/// Whose gradients come up to a name.
pub fn comes_from(names: &str) -> String {
    format!("It comes up from {names}.")
}
