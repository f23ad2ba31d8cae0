//! How a terrain curves, and the lowest point nearby.

use super::{Axes, Point, Terrain};

/// Rounds in which the lowest point nearby is looked for.
const ROUNDS: usize = 60;

impl Terrain {
    /// The second derivatives at a point: differences of the gradient, made symmetric.
    pub fn curvature(&mut self, axes: impl Into<Axes>, point: Point) -> [[f64; 2]; 2] {
        let axes = axes.into();
        let mut columns = [[0.0; 2]; 2];
        for (axis, column) in columns.iter_mut().enumerate() {
            let step = 1e-5 * point[axis].abs().max(1.0);
            let mut moved = [point, point];
            moved[0][axis] -= step;
            moved[1][axis] += step;
            let [before, after] = moved.map(|point| self.slope(axes, point).1);
            *column = [0, 1].map(|row: usize| (after[row] - before[row]) / (2.0 * step));
        }
        let mixed = f64::midpoint(columns[0][1], columns[1][0]);
        [[columns[0][0], mixed], [mixed, columns[1][1]]]
    }

    /// A lowest point near `from`: Newton's method, damped until each step goes down.
    pub fn valley(&mut self, axes: impl Into<Axes>, from: Point) -> Point {
        let axes = axes.into();
        let mut point = from;
        let (mut loss, mut gradient) = self.slope(axes, point);
        let mut damping = 1e-3;
        for _ in 0..ROUNDS {
            let curvature = self.curvature(axes, point);
            let scale = curvature[0][0].abs().max(curvature[1][1].abs()).max(1e-12);
            let Some(step) = solve(curvature, damping * scale, gradient) else {
                damping *= 10.0;
                continue;
            };
            let next = [point[0] - step[0], point[1] - step[1]];
            let (lower, slope) = self.slope(axes, next);
            if lower < loss {
                (point, loss, gradient) = (next, lower, slope);
                damping = (damping / 10.0).max(1e-12);
            } else if step[0].abs().max(step[1].abs()) < 1e-12 {
                break;
            } else {
                damping = (damping * 10.0).min(1e12);
            }
        }
        point
    }
}

/// The step of Newton's method with a multiple of the identity added; `None` where it would
/// lead up.
fn solve(curvature: [[f64; 2]; 2], damping: f64, gradient: Point) -> Option<Point> {
    let (a, b, c) = (curvature[0][0] + damping, curvature[0][1], curvature[1][1] + damping);
    let determinant = a * c - b * b;
    let down = a > 0.0 && determinant > 0.0;
    down.then(|| {
        let [x, y] = gradient;
        [(c * x - b * y) / determinant, (a * y - b * x) / determinant]
    })
}
