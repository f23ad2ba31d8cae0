//! The loss of a variant as a function of any two entries of its parameters.

use crate::engine::{Array, Plan, Program, Shape, Style};
use crate::exercise::{Exercise, Rule, Task, Variant};

/// A point in the plane of two entries, the one that goes across first.
pub type Point = [f64; 2];

/// Rounds in which the lowest point nearby is looked for.
const ROUNDS: usize = 60;

/// One entry of a given value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name of the value.
    pub name: String,
    /// The place of the value among the inputs of the plans.
    input: usize,
    /// The entry, counted row by row.
    place: usize,
    shape: Shape,
}

impl Entry {
    /// How the entry is written: `b`, or `W₁[2,1]`, rows and columns counted from 1.
    pub fn symbol(&self, style: Style) -> String {
        let name = Program::print_name(&self.name, style);
        if self.shape.is_scalar() {
            return name;
        }
        let cols = self.shape.cols();
        format!("{name}[{},{}]", self.place / cols + 1, self.place % cols + 1)
    }
}

/// The loss and its slope, wherever two entries are moved to.
#[derive(Clone, Debug)]
pub struct Terrain {
    entries: Vec<Entry>,
    /// The given values that are not derived from others.
    values: Vec<Array>,
    /// The loss alone.
    loss: Plan,
    /// The loss and its gradient with respect to every input.
    slope: Plan,
}

impl Terrain {
    /// The terrain of a variant; `None` if there are not two entries to move.
    pub fn new(exercise: &Exercise, variant: &Variant) -> Option<Self> {
        let entries = movable(exercise, variant);
        if entries.len() < 2 {
            return None;
        }
        let mut program = variant.program.clone();
        let inputs: Vec<_> = inputs(exercise, variant).collect();
        let nodes: Option<Vec<_>> = inputs.iter().map(|(name, _)| program.node(name)).collect();
        let nodes = nodes?;
        let mut outputs = vec![variant.loss];
        outputs.extend(program.gradients(variant.loss, &nodes));
        Some(Self {
            entries,
            loss: program.plan(&nodes, &[variant.loss]),
            slope: program.plan(&nodes, &outputs),
            values: inputs.into_iter().map(|(_, value)| value.clone()).collect(),
        })
    }

    /// Whether a variant has a terrain.
    pub fn exists(exercise: &Exercise, variant: &Variant) -> bool {
        movable(exercise, variant).len() >= 2
    }

    /// What may be moved; two or more.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The values that two entries have in the variant.
    pub fn given(&self, axes: [usize; 2]) -> Point {
        axes.map(|axis| {
            let entry = &self.entries[axis];
            self.values[entry.input].data()[entry.place]
        })
    }

    fn at<R>(
        &mut self,
        axes: [usize; 2],
        point: Point,
        run: impl FnOnce(&mut Self, &[&Array], [&Entry; 2]) -> R,
    ) -> R {
        // Taken out, so that the values can be lent while the plans run.
        let mut values = std::mem::take(&mut self.values);
        let entries = std::mem::take(&mut self.entries);
        let chosen = axes.map(|axis| &entries[axis]);
        let before = chosen.map(|entry| values[entry.input].data()[entry.place]);
        for (entry, value) in chosen.iter().zip(point) {
            values[entry.input].data_mut()[entry.place] = value;
        }
        let lent: Vec<&Array> = values.iter().collect();
        let found = run(self, &lent, chosen);
        for (entry, value) in chosen.iter().zip(before) {
            values[entry.input].data_mut()[entry.place] = value;
        }
        self.values = values;
        self.entries = entries;
        found
    }

    /// The loss where two entries are moved to a point.
    pub fn loss(&mut self, axes: [usize; 2], point: Point) -> f64 {
        self.at(axes, point, |terrain, values, _| {
            terrain.loss.run(values);
            terrain.loss.output(0, values).1[0]
        })
    }

    /// The loss, and its derivatives by the two entries.
    pub fn slope(&mut self, axes: [usize; 2], point: Point) -> (f64, Point) {
        self.at(axes, point, |terrain, values, chosen| {
            terrain.slope.run(values);
            let output = |index| terrain.slope.output(index, values).1;
            (output(0)[0], chosen.map(|entry| output(entry.input + 1)[entry.place]))
        })
    }

    /// The second derivatives at a point: differences of the gradient, made symmetric.
    pub fn curvature(&mut self, axes: [usize; 2], point: Point) -> [[f64; 2]; 2] {
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
    pub fn valley(&mut self, axes: [usize; 2], from: Point) -> Point {
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

/// The given values that are not derived from others.
fn inputs<'v>(
    exercise: &'v Exercise,
    variant: &'v Variant,
) -> impl Iterator<Item = (&'v str, &'v Array)> {
    let given = exercise.given.iter().zip(&variant.given);
    given
        .filter(|(given, _)| !matches!(given.rule, Rule::Derived(_)))
        .map(|(_, (name, value))| (name.as_str(), value))
}

/// The entries of the given values whose gradients the exercise asks for; of all given values
/// that move the loss, if these are fewer than two.
fn movable(exercise: &Exercise, variant: &Variant) -> Vec<Entry> {
    let asked = |name: &str| exercise.questions.iter().any(|one| wrt(&one.task) == Some(name));
    let moves = |name: &str| {
        let gradient = variant.gradients.iter().find(|(known, _)| known == name);
        gradient.is_some_and(|(_, gradient)| gradient.largest() > 0.0)
    };
    let entries = |wanted: &dyn Fn(&str) -> bool| -> Vec<Entry> {
        let chosen = inputs(exercise, variant).enumerate().filter(|(_, (name, _))| wanted(name));
        let entries = chosen.flat_map(|(input, (name, value))| {
            let shape = value.shape();
            let entry = move |place| Entry { name: name.to_owned(), input, place, shape };
            (0..shape.size()).map(entry)
        });
        entries.collect()
    };
    let chosen = entries(&asked);
    if chosen.len() < 2 { entries(&|name| asked(name) || moves(name)) } else { chosen }
}

/// The name that a question's gradient is taken by.
fn wrt(task: &Task) -> Option<&str> {
    match task {
        Task::Gradient { wrt, .. } | Task::Formula { wrt, .. } | Task::Mend { wrt, .. } => {
            Some(wrt)
        }
        Task::Value { .. } | Task::Shape { .. } | Task::Choice { .. } => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::library::Library;

    fn terrain(id: &str, seed: u64) -> (Terrain, Variant) {
        let library = Library::built_in();
        let entry = library.entries().iter().find(|entry| entry.id == id);
        let exercise = library.load(entry.expect("the exercise is there")).exercise;
        let exercise = exercise.expect("it has no fault");
        let variant = exercise.variant(seed).expect("it can be drawn");
        (Terrain::new(&exercise, &variant).expect("there are two entries"), variant)
    }

    /// The loss and gradient of a line through four points, written out.
    fn line([w, b]: Point) -> (f64, Point) {
        let points = [(1.0, 2.0), (2.0, 2.0), (3.0, 6.0), (4.0, 5.0)];
        let mean = |value: &dyn Fn(f64, f64) -> f64| {
            points.iter().map(|(x, y)| value(*x, w * x + b - y)).sum::<f64>() / 4.0
        };
        let loss = mean(&|_, error| error * error);
        (loss, [mean(&|x, error| 2.0 * error * x), mean(&|_, error| 2.0 * error)])
    }

    #[test]
    fn a_line_has_the_loss_and_slope_of_least_squares() {
        let (mut terrain, _) = terrain("univariate-regression/01-fixed", 0);
        let names: Vec<_> =
            terrain.entries().iter().map(|one| one.symbol(Style::Unicode)).collect();
        assert_eq!(names, ["w", "b"]);
        assert_eq!(terrain.given([0, 1]), [2.0, -1.0]);
        for point in [[2.0, -1.0], [0.0, 0.0], [-3.5, 12.25], [1e3, -1e-3]] {
            let (loss, slope) = line(point);
            let close = |one: f64, other: f64| (one - other).abs() <= 1e-12 * other.abs().max(1.0);
            assert!(close(terrain.loss([0, 1], point), loss), "{point:?}");
            let found = terrain.slope([0, 1], point);
            assert!(close(found.0, loss) && close(found.1[0], slope[0]), "{found:?}");
            assert!(close(found.1[1], slope[1]), "{found:?}");
            let other = terrain.slope([1, 0], [point[1], point[0]]);
            assert_eq!(other.1, [found.1[1], found.1[0]], "the axes may be exchanged");
        }
        // The normal equations: w = 1.3, b = 0.5.
        let valley = terrain.valley([0, 1], [2.0, -1.0]);
        assert!((valley[0] - 1.3).abs() < 1e-6 && (valley[1] - 0.5).abs() < 1e-6, "{valley:?}");
        // The second derivatives: 2/m Σx², 2/m Σx, 2.
        let curvature = terrain.curvature([0, 1], [0.3, 0.7]);
        for (found, expected) in curvature.as_flattened().iter().zip([15.0, 5.0, 5.0, 2.0]) {
            assert!((found - expected).abs() < 1e-6, "{curvature:?}");
        }
    }

    #[test]
    fn entries_of_matrices_move_alone_and_are_put_back() {
        let (mut terrain, variant) = terrain("two-layer-nonlinear/01-sigmoid", 0);
        let symbols: Vec<_> =
            terrain.entries().iter().map(|one| one.symbol(Style::Unicode)).collect();
        assert!(symbols.contains(&"W₁[3,2]".to_owned()), "{symbols:?}");
        let loss = variant.value(variant.loss_name()).expect("it was computed").data()[0];
        for axes in [[0, 1], [5, 2], [7, 10]] {
            let given = terrain.given(axes);
            assert!((terrain.loss(axes, given) - loss).abs() < 1e-15);
            let (_, slope) = terrain.slope(axes, given);
            for axis in [0, 1] {
                let step = 1e-6;
                let mut moved = [given, given];
                moved[0][axis] -= step;
                moved[1][axis] += step;
                let [before, after] = moved.map(|point| terrain.loss(axes, point));
                let difference = (after - before) / (2.0 * step);
                assert!(
                    (difference - slope[axis]).abs() < 1e-8,
                    "{axes:?}: {difference} {slope:?}"
                );
            }
            let valley = terrain.valley(axes, given);
            assert!(terrain.loss(axes, valley) <= loss, "{axes:?}");
        }
        assert_eq!(terrain.loss([0, 1], terrain.clone().given([0, 1])), loss);
    }
}
