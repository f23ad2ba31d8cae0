//! The loss on a grid over a window, and the levels between its contours.

use super::terrain::{Axes, Point, Terrain};

/// How many levels a picture has.
pub const LEVELS: usize = 7;

/// A part of the plane of two entries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Its middle.
    pub centre: Point,
    /// From the middle to its edges.
    pub half: Point,
}

impl Window {
    /// A window with room around two points.
    pub fn around(from: Point, to: Point) -> Self {
        let centre = [0, 1].map(|axis: usize| f64::midpoint(from[axis], to[axis]));
        let apart = [0, 1].map(|axis: usize| (from[axis] - to[axis]).abs());
        let largest = apart[0].max(apart[1]);
        let least = if largest > 1e-6 { 0.5 * largest } else { 1.0 };
        Self { centre, half: apart.map(|apart| (0.8 * apart).max(least)) }
    }

    /// The same middle, `factor` times as wide and high.
    pub fn scaled(self, factor: f64) -> Self {
        Self { half: self.half.map(|half| half * factor), ..self }
    }

    /// The point at a fraction of the width from the left, and of the height from below.
    pub fn point(self, fraction: Point) -> Point {
        [0, 1].map(|axis: usize| self.centre[axis] + (2.0 * fraction[axis] - 1.0) * self.half[axis])
    }

    /// Where a point lies: fractions between 0 and 1 within the window.
    pub fn fraction(self, point: Point) -> Point {
        [0, 1].map(|axis: usize| {
            f64::midpoint((point[axis] - self.centre[axis]) / self.half[axis], 1.0)
        })
    }

    /// Whether a point lies within.
    pub fn holds(self, point: Point) -> bool {
        self.fraction(point).iter().all(|part| (0.0..=1.0).contains(part))
    }
}

/// What is to be surveyed.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The loss.
    pub terrain: Terrain,
    /// What moves.
    pub axes: Axes,
    /// How far.
    pub window: Window,
    /// The seed of the variant.
    pub seed: u64,
}

/// The grids of a survey, the coarse one first.
pub const GRIDS: [(usize, usize); 2] = [(50, 30), (200, 120)];

impl Survey {
    /// The loss at the middles of a grid's cells.
    pub fn surface(&mut self, (columns, rows): (usize, usize)) -> Surface {
        let mut losses = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let fraction =
                    [(column as f64 + 0.5) / columns as f64, (row as f64 + 0.5) / rows as f64];
                losses.push(self.terrain.loss(self.axes, self.window.point(fraction)));
            }
        }
        let limits = limits(&losses);
        let lowest = losses
            .iter()
            .enumerate()
            .filter(|(_, loss)| loss.is_finite())
            .min_by(|(_, one), (_, other)| one.total_cmp(other))
            .map(|(place, _)| {
                let middle = |at: usize, count: usize| (at as f64 + 0.5) / count as f64;
                let cell = self
                    .window
                    .point([middle(place % columns, columns), middle(place / columns, rows)]);
                let bottom = self.terrain.valley(self.axes, cell);
                let point = if self.window.holds(bottom) { bottom } else { cell };
                (point, self.terrain.loss(self.axes, point))
            });
        let (axes, window, seed) = (self.axes, self.window, self.seed);
        Surface { axes, window, seed, columns, rows, losses, limits, lowest }
    }
}

/// The loss on a grid.
#[derive(Clone, Debug)]
pub struct Surface {
    /// What moves.
    pub axes: Axes,
    /// Where.
    pub window: Window,
    /// The seed of the variant.
    pub seed: u64,
    columns: usize,
    rows: usize,
    /// Row by row, the lowest row first.
    losses: Vec<f64>,
    limits: [f64; LEVELS + 1],
    lowest: Option<(Point, f64)>,
}

impl Surface {
    /// How many points it has, across and up.
    pub fn size(&self) -> (usize, usize) {
        (self.columns, self.rows)
    }

    /// The loss at the grid's point nearest to a place in the window, as fractions.
    pub fn loss(&self, fraction: Point) -> f64 {
        let cell = |part: f64, count: usize| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let cell = (part.clamp(0.0, 1.0) * count as f64) as usize;
            cell.min(count - 1)
        };
        self.losses[cell(fraction[1], self.rows) * self.columns + cell(fraction[0], self.columns)]
    }

    /// The level of a loss, from 0; what is not finite has the highest.
    pub fn level(&self, loss: f64) -> usize {
        if !loss.is_finite() {
            return LEVELS - 1;
        }
        let above = self.limits[1..].iter().take_while(|limit| loss > **limit).count();
        above.min(LEVELS - 1)
    }

    /// The losses between the levels, from the least to the most.
    pub fn limits(&self) -> &[f64; LEVELS + 1] {
        &self.limits
    }

    /// The lowest point of the window and its loss.
    pub fn lowest(&self) -> Option<(Point, f64)> {
        self.lowest
    }
}

/// Limits of levels that lie evenly on a bowl: the square root of what is above the least loss
/// is cut evenly. What only a twentieth of the grid exceeds belongs to the last level.
fn limits(losses: &[f64]) -> [f64; LEVELS + 1] {
    let mut finite: Vec<f64> = losses.iter().copied().filter(|loss| loss.is_finite()).collect();
    finite.sort_by(f64::total_cmp);
    let (Some(least), Some(most)) = (finite.first(), finite.get(finite.len() * 19 / 20)) else {
        return [0.0; LEVELS + 1];
    };
    std::array::from_fn(|limit| least + (most - least) * (limit as f64 / LEVELS as f64).powi(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_maps_back_and_forth() {
        let window = Window::around([2.0, -1.0], [0.0, -1.0]);
        assert_eq!(window.centre, [1.0, -1.0]);
        assert_eq!(window.half, [1.6, 1.0]);
        assert_eq!(window.point([0.0, 1.0]), [1.0 - 1.6, 0.0]);
        assert_eq!(window.fraction(window.point([0.25, 0.75])), [0.25, 0.75]);
        assert!(window.holds([2.0, -1.0]) && !window.holds([2.7, -1.0]));
        assert_eq!(Window::around([3.0, 3.0], [3.0, 3.0]).half, [1.0, 1.0]);
    }

    #[test]
    fn a_bowl_has_evenly_spaced_levels() {
        let losses: Vec<f64> = (0..=1000).map(|at| (f64::from(at) / 1000.0).powi(2)).collect();
        let limits = limits(&losses);
        assert_eq!(limits[0], 0.0);
        for (place, limit) in limits.iter().enumerate() {
            let expected = 0.95 * place as f64 / LEVELS as f64;
            assert!((limit.sqrt() - expected).abs() < 1e-3, "{limit} is not {expected} squared");
        }
        assert_eq!(super::limits(&[f64::NAN]), [0.0; LEVELS + 1]);
    }
}
