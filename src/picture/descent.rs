//! Ways down: gradient descent and its relatives, and random search beside them.

use super::surface::Window;
use super::terrain::Point;
use crate::exercise::draw::random::Stream;

/// The decay of RMSprop's and Adam's mean squares, Adam's own.
const SQUARES: f64 = 0.999;
/// What keeps RMSprop and Adam from dividing by 0.
const EPSILON: f64 = 1e-8;

/// An optimizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `w ← w − α g`
    Descent,
    /// The same with the gradient of some examples at a time.
    MiniBatch,
    /// `v ← β v + (1 − β) g`, `w ← w − α v`
    Momentum,
    /// `s ← β s + (1 − β) g²`, `w ← w − α g / (√s + ε)`
    RmsProp,
    /// Momentum and mean squares, each divided by what it lacks in the first steps.
    Adam,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Descent, Self::MiniBatch, Self::Momentum, Self::RmsProp, Self::Adam];

    /// Whether it divides each derivative by its own size, so that the learning rate is the
    /// length of a step.
    pub fn is_adaptive(self) -> bool {
        matches!(self, Self::RmsProp | Self::Adam)
    }
}

/// An optimizer under way.
#[derive(Clone, Debug)]
pub struct Walker {
    method: Method,
    rate: f64,
    decay: f64,
    at: Point,
    mean: Point,
    squares: Point,
    steps: i32,
}

impl Walker {
    /// At its start, with learning rate α and decay β.
    pub fn new(method: Method, rate: f64, decay: f64, at: Point) -> Self {
        Self { method, rate, decay, at, mean: [0.0; 2], squares: [0.0; 2], steps: 0 }
    }

    /// Where it is.
    pub fn at(&self) -> Point {
        self.at
    }

    /// One step, given the gradient where it is.
    pub fn step(&mut self, gradient: Point) {
        self.steps = self.steps.saturating_add(1);
        for (axis, slope) in gradient.into_iter().enumerate() {
            let decayed = |mean: f64, decay: f64, value: f64| decay * mean + (1.0 - decay) * value;
            let step = match self.method {
                Method::Descent | Method::MiniBatch => slope,
                Method::Momentum => {
                    self.mean[axis] = decayed(self.mean[axis], self.decay, slope);
                    self.mean[axis]
                }
                Method::RmsProp => {
                    self.squares[axis] = decayed(self.squares[axis], self.decay, slope * slope);
                    slope / (self.squares[axis].sqrt() + EPSILON)
                }
                Method::Adam => {
                    self.mean[axis] = decayed(self.mean[axis], self.decay, slope);
                    self.squares[axis] = decayed(self.squares[axis], SQUARES, slope * slope);
                    let mean = self.mean[axis] / (1.0 - self.decay.powi(self.steps));
                    let squares = self.squares[axis] / (1.0 - SQUARES.powi(self.steps));
                    mean / (squares.sqrt() + EPSILON)
                }
            };
            self.at[axis] -= self.rate * step;
        }
    }
}

/// A point on a way, with the loss and the gradient there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Where.
    pub at: Point,
    /// The loss.
    pub loss: f64,
    /// Its derivatives by the two entries.
    pub gradient: Point,
}

/// The way of an optimizer, from its start on.
#[derive(Clone, Debug)]
pub struct Path {
    walker: Walker,
    stops: Vec<Stop>,
}

impl Path {
    /// The way of a walker that has not moved; `slope` gives loss and gradient at a point.
    pub fn new(walker: Walker, slope: &mut impl FnMut(Point) -> (f64, Point)) -> Self {
        let (loss, gradient) = slope(walker.at);
        Self { stops: vec![Stop { at: walker.at, loss, gradient }], walker }
    }

    /// One step further, unless the last led to where there is no loss.
    pub fn step(&mut self, slope: &mut impl FnMut(Point) -> (f64, Point)) {
        self.follow(self.last().gradient, slope);
    }

    /// The same along a gradient that may be another than that of the whole loss.
    pub fn follow(&mut self, pull: Point, slope: &mut impl FnMut(Point) -> (f64, Point)) {
        let last = self.last();
        if !last.loss.is_finite() || last.gradient.iter().any(|slope| !slope.is_finite()) {
            return;
        }
        self.walker.step(pull);
        let (loss, gradient) = slope(self.walker.at);
        self.stops.push(Stop { at: self.walker.at, loss, gradient });
    }

    /// Every point, the start first.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// The last point.
    pub fn last(&self) -> Stop {
        *self.stops.last().expect("a way has its start")
    }
}

/// The first `count` points of a random search in a window, with their losses.
pub fn random_search(
    seed: u64,
    window: Window,
    count: usize,
    loss: &mut impl FnMut(Point) -> f64,
) -> Vec<(Point, f64)> {
    let mut stream = Stream::new(seed, 0, "random search");
    let mut draw = |_| {
        let point = window.point([stream.unit(), stream.unit()]);
        (point, loss(point))
    };
    (0..count).map(&mut draw).collect()
}

/// The numbers 1, 2 and 5 times a power of ten: the one next above, or below.
pub fn neighbouring_rate(rate: f64, above: bool) -> f64 {
    let exponents = -6..=3;
    let mut rates = exponents.flat_map(|exponent| {
        ["1", "2", "5"].map(|digit| format!("{digit}e{exponent}").parse().unwrap_or(rate))
    });
    let next = if above {
        rates.find(|next: &f64| *next > rate * 1.000_001)
    } else {
        rates.rfind(|next: &f64| *next < rate * 0.999_999)
    };
    next.unwrap_or(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `x² + 10 y²`, whose gradient is `(2x, 20y)`.
    fn bowl([x, y]: Point) -> (f64, Point) {
        (x * x + 10.0 * y * y, [2.0 * x, 20.0 * y])
    }

    fn way(method: Method, rate: f64, decay: f64, steps: usize) -> Path {
        let mut path = Path::new(Walker::new(method, rate, decay, [1.0, -2.0]), &mut bowl);
        (0..steps).for_each(|_| path.step(&mut bowl));
        path
    }

    #[test]
    fn descent_follows_its_closed_form() {
        let path = way(Method::Descent, 0.03, 0.0, 20);
        for (step, stop) in path.stops().iter().enumerate() {
            let expected = [0.94_f64.powf(step as f64), -2.0 * 0.4_f64.powf(step as f64)];
            for axis in [0, 1] {
                assert!((stop.at[axis] - expected[axis]).abs() < 1e-12, "{step}: {stop:?}");
            }
        }
    }

    #[test]
    fn momentum_follows_its_recurrence() {
        // In one dimension x(t+1) = (1 + β − α(1 − β)λ) x(t) − β x(t−1), with λ = 2.
        let path = way(Method::Momentum, 0.1, 0.9, 30);
        let x: Vec<f64> = path.stops().iter().map(|stop| stop.at[0]).collect();
        for three in x.windows(3) {
            let expected = (1.9 - 0.1 * 0.1 * 2.0) * three[1] - 0.9 * three[0];
            assert!((three[2] - expected).abs() < 1e-12);
        }
        assert!((x[1] - (1.0 - 0.1 * 0.1 * 2.0)).abs() < 1e-12);
    }

    #[test]
    fn adaptive_steps_do_not_depend_on_the_gradients_size() {
        // The first step of Adam is α, that of RMSprop α/√(1 − β), in every direction.
        for (method, first) in [(Method::Adam, 0.05), (Method::RmsProp, 0.05 / 0.1_f64.sqrt())] {
            let stop = way(method, 0.05, 0.9, 1).last();
            assert!((stop.at[0] - (1.0 - first)).abs() < 1e-6, "{method:?} {stop:?}");
            assert!((stop.at[1] - (-2.0 + first)).abs() < 1e-6, "{method:?} {stop:?}");
        }
        // Two steps of Adam by hand: m = (0.2, 0.37)…, ŝ weighted 0.999 : 1.
        let two = way(Method::Adam, 0.05, 0.9, 2);
        let (first, second) = (2.0_f64, 2.0 * two.stops()[1].at[0]);
        let mean = (0.9 * 0.1 * first + 0.1 * second) / (1.0 - 0.81);
        let squares =
            (0.999 * 0.001 * first * first + 0.001 * second * second) / (1.0 - 0.999_f64.powi(2));
        let expected = two.stops()[1].at[0] - 0.05 * mean / (squares.sqrt() + 1e-8);
        assert!((two.last().at[0] - expected).abs() < 1e-12);
    }

    #[test]
    fn a_way_that_diverges_stops() {
        let path = way(Method::Descent, 100.0, 0.0, 1000);
        assert!(path.stops().len() < 1000 && !path.last().loss.is_finite());
    }

    #[test]
    fn random_search_is_named_by_its_seed_and_stays_within() {
        let window = Window { centre: [1.0, -1.0], half: [2.0, 0.5] };
        let search = |seed, count| random_search(seed, window, count, &mut |point| bowl(point).0);
        let found = search(3, 400);
        assert_eq!(found[..40], search(3, 40)[..], "more points are the same, and more");
        assert_ne!(found[0], search(4, 1)[0]);
        assert!(found.iter().all(|(point, _)| window.holds(*point)));
        assert!(found.iter().all(|(point, loss)| *loss == bowl(*point).0));
        let mean = found.iter().map(|(point, _)| point[0]).sum::<f64>() / 400.0;
        assert!((mean - 1.0).abs() < 0.2, "the points spread evenly: {mean}");
    }

    #[test]
    fn rates_are_round() {
        assert_eq!(neighbouring_rate(0.1, true), 0.2);
        assert_eq!(neighbouring_rate(0.2, true), 0.5);
        assert_eq!(neighbouring_rate(0.5, true), 1.0);
        assert_eq!(neighbouring_rate(0.1, false), 0.05);
        assert_eq!(neighbouring_rate(0.07, false), 0.05);
        assert_eq!(neighbouring_rate(1e-6, false), 1e-6);
    }
}
