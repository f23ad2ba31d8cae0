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
///
/// The slopes to the right and to the left of `x` differ by what vanishes with the step, unless
/// there is a bend or a jump within the smallest one; what is left of the difference joins the
/// bound. Where those from smaller steps lie outside of it, it is widened to take them in.
fn derivative(f: &mut impl FnMut(f64) -> f64, x: f64) -> (f64, f64) {
    let mut step = 2.0_f64.powi(-6) * x.abs().max(1.0);
    let centre = f(x);
    let (mut slopes, mut bends): (Vec<f64>, Vec<f64>) = Default::default();
    let mut found: Vec<(f64, f64)> = Vec::new();
    for _ in 0..=HALVINGS {
        let (right, left) = (x + step, x - step);
        let (above, below) = (f(right), f(left));
        let rounding = 4.0 * f64::EPSILON * (above.abs() + centre.abs() + below.abs()) / step;
        step /= 2.0;
        if !rounding.is_finite() {
            // The function has no value so far from `x`.
            continue;
        }
        let bend = (above - centre) / (right - x) - (centre - below) / (x - left);
        bends = extrapolated(bend, &bends, 2.0);
        let next = extrapolated((above - below) / (right - left), &slopes, 4.0);
        if let ([.., before, last], [.., previous]) = (&next[..], &slopes[..]) {
            let moved = (last - before).abs().max((last - previous).abs());
            found.push((*last, moved + rounding + bends[bends.len() - 1].abs()));
        }
        slopes = next;
    }
    let best = (0..found.len()).min_by(|one, other| found[*one].1.total_cmp(&found[*other].1));
    let Some(best) = best else { return (f64::NAN, f64::INFINITY) };
    let (estimate, bound) = found[best];
    let wider = found[best..].iter().filter_map(|(closer, its)| {
        let apart = (closer - estimate).abs();
        (apart > bound).then_some(apart + its)
    });
    (estimate, wider.fold(bound, f64::max))
}

/// A value for some step, and what it extrapolates to with those for twice the step: its error is
/// a series in powers of the step, by which halving divides it, each four times the one before.
fn extrapolated(value: f64, before: &[f64], mut power: f64) -> Vec<f64> {
    let (mut last, mut row) = (value, vec![value]);
    for previous in before {
        last += (last - previous) / (power - 1.0);
        row.push(last);
        power *= 4.0;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function and its derivative.
    type Known = (&'static str, fn(f64) -> f64, fn(f64) -> f64);

    const SMOOTH: [Known; 9] = [
        ("exp", f64::exp, f64::exp),
        ("cube", |x| x * x * x, |x| 3.0 * x * x),
        ("sin", f64::sin, f64::cos),
        ("fast sine", |x| (20.0 * x).sin(), |x| 20.0 * (20.0 * x).cos()),
        ("1/x", |x| 1.0 / x, |x| -1.0 / (x * x)),
        ("log", f64::ln, |x| 1.0 / x),
        ("sqrt", f64::sqrt, |x| 0.5 / x.sqrt()),
        ("tanh", f64::tanh, |x| 1.0 / x.cosh().powi(2)),
        ("large and flat", |x| 1e6 + x.cos(), |x| -x.sin()),
    ];

    const SHARP: [Known; 6] = [
        ("relu", |x| x.max(0.0), |x| if x > 0.0 { 1.0 } else { 0.0 }),
        ("abs", f64::abs, f64::signum),
        ("step", |x| if x > 0.0 { 1.0 } else { 0.0 }, |_| 0.0),
        ("clip", |x| x.clamp(-0.001, 0.001), |x| if x.abs() < 0.001 { 1.0 } else { 0.0 }),
        (
            "a small bend in a large curve",
            |x| 10.0 * (x + 1.0).sin() + 1e-4 * x.abs(),
            |x| 10.0 * (x + 1.0).cos() + 1e-4 * x.signum(),
        ),
        (
            "a bend where a curve begins",
            |x| if x > 0.0 { x.exp() } else { 1.0 + 2.0 * x },
            |x| if x > 0.0 { x.exp() } else { 2.0 },
        ),
    ];

    fn check((name, mut f, truth): Known, x: f64) -> f64 {
        let (estimate, bound) = derivative(&mut f, x);
        let error = (estimate - truth(x)).abs();
        assert!(error <= bound, "{name} at {x}: {estimate} ± {bound}, but {}", truth(x));
        bound / truth(x).abs().max(1.0)
    }

    #[test]
    fn estimates_lie_within_their_bounds() {
        for known in SMOOTH {
            let bounds: Vec<f64> = (1..400).map(|at| check(known, f64::from(at) * 0.037)).collect();
            let tight = bounds[2..80].iter().filter(|bound| **bound < 1e-6).count();
            assert!(tight >= 70, "{}: {tight} of 78 bounds are tight", known.0);
        }
    }

    #[test]
    fn near_a_bend_or_a_jump_the_bound_tells() {
        for known in SHARP {
            for at in 1..200 {
                let distance = 1e-7 * 1.1_f64.powi(at);
                check(known, distance);
                check(known, -distance);
            }
        }
    }
}
