//! The loss of a variant as a function of any two entries of its parameters, or of two
//! directions in which all of them move together.

mod examples;
mod valley;

pub use examples::Examples;

use crate::engine::{Array, Plan, Program, Shape, Style};
use crate::exercise::draw::random::Stream;
use crate::exercise::{Exercise, Rule, Task, Variant};

/// A point in the plane of two entries, the one that goes across first.
pub type Point = [f64; 2];

/// What moves when a point moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axes {
    /// Two entries, the one that goes across first.
    Entries([usize; 2]),
    /// All entries along the terrain's two directions, from their given values.
    Directions,
}

impl From<[usize; 2]> for Axes {
    fn from(entries: [usize; 2]) -> Self {
        Self::Entries(entries)
    }
}

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
    /// What this entry is in a value of the same name.
    pub fn of(&self, value: &Array) -> Option<f64> {
        (value.shape() == self.shape).then(|| value.data()[self.place])
    }

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
    /// Two directions of length 1 at right angles: against the gradient at the given values,
    /// and another.
    directions: [Vec<f64>; 2],
    examples: Option<Examples>,
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
        let mut terrain = Self {
            entries,
            loss: program.plan(&nodes, &[variant.loss]),
            slope: program.plan(&nodes, &outputs),
            values: inputs.iter().map(|(_, value)| (*value).clone()).collect(),
            directions: [Vec::new(), Vec::new()],
            examples: None,
        };
        terrain.direct(None, variant.seed);
        let data: Vec<usize> = inputs
            .iter()
            .enumerate()
            .filter(|(_, (name, value))| !is_asked(exercise, name) && !value.shape().is_scalar())
            .map(|(place, _)| place)
            .collect();
        terrain.examples = Examples::find(&terrain.values.clone(), &data, |values| {
            terrain.values.clone_from_slice(values);
            let given = terrain.given([0, 1]);
            let elsewhere = [given[0] + 0.375, given[1] - 0.625];
            [given, elsewhere].map(|point| terrain.loss([0, 1], point)).to_vec()
        });
        terrain.values = inputs.iter().map(|(_, value)| (*value).clone()).collect();
        Some(terrain)
    }

    /// Chooses the directions anew: the first goes against the gradient, the second along
    /// another gradient as far as that differs, or else anywhere.
    pub fn direct(&mut self, other: Option<&[f64]>, seed: u64) {
        let gradient = self.gradient();
        let first = unit(gradient.iter().map(|slope| -slope).collect()).unwrap_or_else(|| {
            (0..gradient.len()).map(|place| if place == 0 { 1.0 } else { 0.0 }).collect()
        });
        let mut stream = Stream::new(seed, 0, "directions");
        let random: Vec<f64> = first.iter().map(|_| stream.normal()).collect();
        let second = other
            .and_then(|other| unit(across(other.iter().map(|slope| -slope), &first)))
            .or_else(|| unit(across(random.into_iter(), &first)))
            .unwrap_or_else(|| first.clone());
        self.directions = [first, second];
    }

    /// The derivative of the loss by every entry, at the given values.
    pub fn gradient(&mut self) -> Vec<f64> {
        let lent: Vec<&Array> = self.values.iter().collect();
        self.slope.run(&lent);
        let slope = |entry: &Entry| self.slope.output(entry.input + 1, &lent).1[entry.place];
        self.entries.iter().map(slope).collect()
    }

    /// The examples that the loss is the mean of, if it is one.
    pub fn examples(&self) -> Option<&Examples> {
        self.examples.as_ref()
    }

    /// What a change of all entries is along the axes.
    pub fn along(&self, axes: impl Into<Axes>, change: &[f64]) -> Point {
        match axes.into() {
            Axes::Entries(entries) => entries.map(|entry| change[entry]),
            Axes::Directions => [0, 1].map(|axis: usize| {
                self.directions[axis].iter().zip(change).map(|(one, other)| one * other).sum()
            }),
        }
    }

    /// Whether a variant has a terrain.
    pub fn exists(exercise: &Exercise, variant: &Variant) -> bool {
        movable(exercise, variant).len() >= 2
    }

    /// What may be moved; two or more.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The point that the variant's own values have.
    pub fn given(&self, axes: impl Into<Axes>) -> Point {
        match axes.into() {
            Axes::Entries(entries) => entries.map(|entry| {
                let entry = &self.entries[entry];
                self.values[entry.input].data()[entry.place]
            }),
            Axes::Directions => [0.0; 2],
        }
    }

    /// Moves the values to a point.
    fn go(&mut self, axes: Axes, point: Point) {
        match axes {
            Axes::Entries(entries) => {
                for (entry, value) in entries.into_iter().zip(point) {
                    let entry = &self.entries[entry];
                    self.values[entry.input].data_mut()[entry.place] = value;
                }
            }
            Axes::Directions => {
                let [first, second] = &self.directions;
                for (entry, (first, second)) in self.entries.iter().zip(first.iter().zip(second)) {
                    self.values[entry.input].data_mut()[entry.place] +=
                        point[0] * first + point[1] * second;
                }
            }
        }
    }

    /// Runs something where the values are moved to a point, and puts them back.
    fn at<R>(
        &mut self,
        axes: Axes,
        point: Point,
        run: impl FnOnce(&mut Self, &[&Array]) -> R,
    ) -> R {
        let before: Vec<f64> = match axes {
            Axes::Entries(_) => self.given(axes).to_vec(),
            Axes::Directions => self.entries.iter().map(|entry| self.value(entry)).collect(),
        };
        self.go(axes, point);
        // Taken out, so that the values can be lent while the plans run.
        let values = std::mem::take(&mut self.values);
        let found = run(self, &values.iter().collect::<Vec<_>>());
        self.values = values;
        match axes {
            Axes::Entries(_) => self.go(axes, [before[0], before[1]]),
            Axes::Directions => {
                for (entry, value) in self.entries.iter().zip(before) {
                    self.values[entry.input].data_mut()[entry.place] = value;
                }
            }
        }
        found
    }

    fn value(&self, entry: &Entry) -> f64 {
        self.values[entry.input].data()[entry.place]
    }

    /// The loss at a point.
    pub fn loss(&mut self, axes: impl Into<Axes>, point: Point) -> f64 {
        self.at(axes.into(), point, |terrain, values| {
            terrain.loss.run(values);
            terrain.loss.output(0, values).1[0]
        })
    }

    /// The loss at a point, and its derivatives along the axes.
    pub fn slope(&mut self, axes: impl Into<Axes>, point: Point) -> (f64, Point) {
        let axes = axes.into();
        self.at(axes, point, |terrain, values| {
            terrain.slope.run(values);
            terrain.read(axes, values)
        })
    }

    /// The same for some examples alone.
    pub fn batch_slope(
        &mut self,
        axes: impl Into<Axes>,
        point: Point,
        batch: &[usize],
    ) -> (f64, Point) {
        let axes = axes.into();
        let Some(examples) = self.examples.clone() else { return self.slope(axes, point) };
        let all = self.values.clone();
        self.values = examples.only(&all, batch);
        let found = self.slope(axes, point);
        self.values = all;
        found
    }

    /// Reads what the last run of the slope gave.
    fn read(&self, axes: Axes, values: &[&Array]) -> (f64, Point) {
        let output = |index| self.slope.output(index, values).1;
        let slope = |entry: &Entry| output(entry.input + 1)[entry.place];
        let slopes = match axes {
            Axes::Entries(entries) => entries.map(|entry| slope(&self.entries[entry])),
            Axes::Directions => [0, 1].map(|axis: usize| {
                let all = self.entries.iter().zip(&self.directions[axis]);
                all.map(|(entry, part)| slope(entry) * part).sum()
            }),
        };
        (output(0)[0], slopes)
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
    let asked = |name: &str| is_asked(exercise, name);
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

/// Whether a question asks for the gradient by a name.
fn is_asked(exercise: &Exercise, name: &str) -> bool {
    exercise.questions.iter().any(|one| wrt(&one.task) == Some(name))
}

/// A direction of length 1; none if it has no length.
fn unit(direction: Vec<f64>) -> Option<Vec<f64>> {
    let length = direction.iter().map(|part| part * part).sum::<f64>().sqrt();
    (length > 1e-9).then(|| direction.into_iter().map(|part| part / length).collect())
}

/// What of a direction is at right angles to another of length 1.
fn across(direction: impl Iterator<Item = f64>, to: &[f64]) -> Vec<f64> {
    let direction: Vec<f64> = direction.collect();
    let along: f64 = direction.iter().zip(to).map(|(one, other)| one * other).sum();
    direction.iter().zip(to).map(|(one, other)| one - along * other).collect()
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
    fn mini_batches_have_the_loss_and_slope_of_their_examples() {
        let (mut terrain, _) = terrain("univariate-regression/01-fixed", 0);
        let examples = terrain.examples().expect("it is a mean").clone();
        assert_eq!((examples.count(), examples.batch()), (4, 2));
        let points = [(1.0, 2.0), (2.0, 2.0), (3.0, 6.0), (4.0, 5.0)];
        for batch in [[0, 3], [2, 1]] {
            let (loss, slope) = terrain.batch_slope([0, 1], [0.5, 0.25], &batch);
            let errors = batch.map(|at| 0.5 * points[at].0 + 0.25 - points[at].1);
            let by_w: f64 = (0..2).map(|at| errors[at] * points[batch[at]].0).sum();
            assert!(
                (loss - errors.iter().map(|error| error * error / 2.0).sum::<f64>()).abs() < 1e-12
            );
            assert!(
                (slope[0] - by_w).abs() < 1e-12 && (slope[1] - errors[0] - errors[1]).abs() < 1e-12
            );
        }
        assert!((terrain.loss([0, 1], [0.5, 0.25]) - line([0.5, 0.25]).0).abs() < 1e-12);
        let (mut deep, _) = super::tests::terrain("two-layer-nonlinear/01-sigmoid", 0);
        let examples = deep.examples().expect("its examples stand in columns").clone();
        assert_eq!(examples.count(), 4);
        // The mean of what each example pulls is the gradient.
        let whole = deep.slope([0, 1], [0.3, -0.7]).1;
        let each: Vec<Point> =
            (0..4).map(|one| deep.batch_slope([0, 1], [0.3, -0.7], &[one]).1).collect();
        for axis in [0, 1] {
            let mean = each.iter().map(|slope| slope[axis]).sum::<f64>() / 4.0;
            assert!((mean - whole[axis]).abs() < 1e-12);
        }
    }

    #[test]
    fn directions_move_all_entries_and_put_them_back() {
        let (mut terrain, variant) = terrain("two-layer-nonlinear/01-sigmoid", 0);
        let loss = variant.value(variant.loss_name()).expect("it was computed").data()[0];
        let gradient = terrain.gradient();
        let norm = gradient.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
        let (here, slope) = terrain.slope(Axes::Directions, [0.0, 0.0]);
        assert!((here - loss).abs() < 1e-15);
        assert!((slope[0] + norm).abs() < 1e-12 && slope[1].abs() < 1e-12, "{slope:?} {norm}");
        let step = 1e-6;
        let [before, after] =
            [-step, step].map(|by| terrain.loss(Axes::Directions, [0.4, 0.2 + by]));
        let second = terrain.slope(Axes::Directions, [0.4, 0.2]).1[1];
        assert!(((after - before) / (2.0 * step) - second).abs() < 1e-8);
        assert!((terrain.loss(Axes::Directions, [0.0, 0.0]) - loss).abs() < 1e-15);
        // A second gradient spans the other direction, as far as it is another.
        let own: Vec<f64> =
            gradient.iter().enumerate().map(|(at, slope)| slope + at as f64).collect();
        terrain.direct(Some(&own), 0);
        let along = terrain.along(Axes::Directions, &own);
        let length = own.iter().map(|part| part * part).sum::<f64>().sqrt();
        assert!((along[0].hypot(along[1]) - length).abs() < 1e-12, "it lies in the plane");
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
