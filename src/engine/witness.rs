//! Central differences: an independent witness that knows no derivative at all.

use super::Program;
use super::array::Array;
use super::op::NodeId;

/// Steps are halved this many times; each halving removes one more even power of the error.
const HALVINGS: usize = 4;

/// The gradient of the scalar `of` with respect to `wrt`, an input or an assigned name, entry
/// by entry from values of `of` alone; and a bound on the estimate's error.
///
/// Differences (f(x + h) − f(x − h)) / 2h at halved steps are extrapolated to h = 0
/// (Richardson; C. J. F. Ridders, *Accurate computation of F'(x) and F'(x) F''(x)*, 1982), and
/// the extrapolation that moved least is taken.
pub fn central_difference(
    program: &mut Program,
    of: NodeId,
    wrt: NodeId,
    known: &[(NodeId, &Array)],
) -> (Array, Array) {
    let centre = program.evaluate(known, &[wrt]).remove(0);
    let (mut estimates, mut bounds) = (Vec::new(), Vec::new());
    for index in 0..centre.data().len() {
        let mut moved = centre.clone();
        let start = centre.data()[index];
        let mut at = |x: f64| {
            moved.data_mut()[index] = x;
            let mut given: Vec<_> = known.iter().copied().filter(|(id, _)| *id != wrt).collect();
            given.push((wrt, &moved));
            program.evaluate(&given, &[of])[0].data()[0]
        };
        let (estimate, bound) = derivative(&mut at, start);
        estimates.push(estimate);
        bounds.push(bound);
    }
    (Array::new(centre.shape(), estimates), Array::new(centre.shape(), bounds))
}

/// The derivative of `f` at `x`, and a bound on its error.
fn derivative(f: &mut impl FnMut(f64) -> f64, x: f64) -> (f64, f64) {
    let mut step = 2.0_f64.powi(-6) * x.abs().max(1.0);
    let mut row: Vec<f64> = Vec::new();
    let mut best = (f64::NAN, f64::INFINITY);
    for halving in 0..=HALVINGS {
        let (right, left) = (x + step, x - step);
        let (above, below) = (f(right), f(left));
        let rounding = 4.0 * f64::EPSILON * above.abs().max(below.abs()) / step;
        let mut extrapolated = vec![(above - below) / (right - left)];
        let mut power = 1.0;
        for previous in &row {
            power *= 4.0;
            let last = extrapolated[extrapolated.len() - 1];
            extrapolated.push(last + (last - previous) / (power - 1.0));
        }
        if halving > 0 {
            let (last, before) = (extrapolated[halving], extrapolated[halving - 1]);
            let moved = (last - before).abs().max((last - row[halving - 1]).abs());
            if moved + rounding < best.1 {
                best = (last, moved + rounding);
            }
        }
        row = extrapolated;
        step /= 2.0;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_lie_within_their_bounds() {
        let cases = [
            (f64::exp as fn(f64) -> f64, 1.0, std::f64::consts::E),
            (|x| x * x * x, -2.0, 12.0),
            (f64::sin, 3.0, 3.0_f64.cos()),
            (|x| 1.0 / x, 0.25, -16.0),
        ];
        for (mut f, x, truth) in cases {
            let (estimate, bound) = derivative(&mut f, x);
            assert!((estimate - truth).abs() <= bound, "{estimate} ± {bound} at {x}");
            assert!(bound < 1e-8 * truth.abs(), "{bound} at {x}");
        }
    }
}
