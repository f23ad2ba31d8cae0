//! The landscape that is shown: which entries, from where, and how far the ways down have come.

use super::action::{Action, Command, Dial};
use crate::engine::{Array, Style};
use crate::exercise::{Exercise, Variant};
use crate::picture::descent::{Method, Path, Stop, Walker, neighbouring_rate, random_search};
use crate::picture::surface::{Surface, Survey, Window};
use crate::picture::terrain::{Axes, Examples, Point, Terrain};

/// The most steps that are taken.
const MOST_STEPS: usize = 300;
/// What part of the window the start moves at a time.
const STRIDE: f64 = 1.0 / 20.0;
/// The decays β that there are to choose from.
const DECAYS: [f64; 7] = [0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99];
/// How far from the given values the lowest point may be, in multiples of their size, for the
/// window to show both; else there may be none, and the window lies around the given values.
const FAR: f64 = 8.0;

/// How far a gradient that is right may be from the true one, in parts of it.
const ROUNDED: f64 = 0.01;
/// What is nothing beside the other derivative.
const NOTHING: f64 = 1e-9;

/// A landscape, and what was set in it.
#[derive(Clone, Debug)]
pub struct Landscape {
    terrain: Terrain,
    seed: u64,
    /// The entries that move, unless all do.
    entries: [usize; 2],
    axes: Axes,
    /// The learner's own gradient, where it was answered, entry by entry.
    answered: Vec<Option<f64>>,
    /// Where the second direction leads.
    second: Second,
    own: Option<Own>,
    methods: Vec<Method>,
    window: Window,
    start: Point,
    /// The place of the optimizer that is set, among all.
    chosen: usize,
    /// Whether all ways are shown, not the chosen one alone.
    compares: bool,
    /// The learning rate of each optimizer.
    rates: Vec<f64>,
    /// The place of β among those there are.
    decay: usize,
    steps: usize,
    runs: bool,
    /// The way of each optimizer.
    paths: Vec<Path>,
    /// As many random points as a way has.
    random: Vec<(Point, f64)>,
    surface: Option<Surface>,
    /// Whether a surface was asked for.
    awaits: bool,
}

/// Where the second direction leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Second {
    /// Along a gradient of the learner that is another than the true one, not only rounded.
    ToOwn,
    /// At random.
    Anywhere,
}

/// A step from the given values, and where it leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The point.
    pub at: Point,
    /// The loss there.
    pub loss: f64,
}

/// The step along the gradient that the learner answered, beside the true one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    /// Where both begin: the given values.
    pub from: Point,
    /// Where the learner's gradient leads.
    pub yours: Step,
    /// Where the true gradient leads.
    pub right: Step,
}

impl Landscape {
    /// The landscape of a variant around its given values; `None` if it has not two entries
    /// to move. `own` are the gradients that the learner answered, by their names.
    pub fn new(exercise: &Exercise, variant: &Variant, own: &[(&str, &Array)]) -> Option<Self> {
        let mut terrain = Terrain::new(exercise, variant)?;
        let answer = |entry: &crate::picture::terrain::Entry| {
            let (_, value) = own.iter().find(|(name, _)| *name == entry.name)?;
            entry.of(value).filter(|slope| slope.is_finite())
        };
        let answered: Vec<Option<f64>> = terrain.entries().iter().map(answer).collect();
        let right = terrain.gradient();
        let own = completed(&answered, right.clone());
        let apart = length(own.iter().zip(&right).map(|(own, right)| own - right));
        let differs = apart > ROUNDED * length(right.into_iter());
        if differs {
            terrain.direct(Some(&own), variant.seed);
        }
        let has_examples = terrain.examples().is_some();
        let methods: Vec<Method> = Method::ALL
            .into_iter()
            .filter(|method| *method != Method::MiniBatch || has_examples)
            .collect();
        let mut landscape = Self {
            terrain,
            seed: variant.seed,
            entries: [0, 1],
            axes: Axes::Entries([0, 1]),
            answered,
            second: if differs { Second::ToOwn } else { Second::Anywhere },
            own: None,
            window: Window { centre: [0.0; 2], half: [1.0; 2] },
            start: [0.0; 2],
            chosen: 0,
            compares: false,
            rates: vec![0.0; methods.len()],
            methods,
            decay: 3,
            steps: 0,
            runs: false,
            paths: Vec::new(),
            random: Vec::new(),
            surface: None,
            awaits: false,
        };
        landscape.look();
        Some(landscape)
    }

    /// Looks at the chosen entries around their given values.
    fn look(&mut self) {
        let axes = self.axes;
        let given = self.terrain.given(axes);
        let bottom = self.terrain.valley(axes, given);
        let is_near = [0, 1].iter().all(|axis: &usize| {
            let apart = (bottom[*axis] - given[*axis]).abs();
            apart <= FAR * given[*axis].abs().max(1.0)
        });
        self.window = if is_near {
            Window::around(given, bottom)
        } else {
            Window::around(given, given).scaled(2.0)
        };
        self.start = given;
        self.rates = self.usual_rates();
        self.surface = None;
        self.awaits = false;
        self.restart(0);
    }

    /// Learning rates that lead down: by the largest curvature at the start and at the lowest
    /// point, or a fraction of the window where steps have the length of the rate. Where the loss is
    /// hardly curved, the first step still stays within the picture.
    fn usual_rates(&mut self) -> Vec<f64> {
        let axes = self.axes;
        let bottom = self.terrain.valley(axes, self.start);
        let steepest = [self.start, bottom].map(|point| {
            let [[a, b], [_, c]] = self.terrain.curvature(axes, point);
            f64::midpoint(a, c) + ((a - c) / 2.0).hypot(b)
        });
        let size = self.window.half[0].min(self.window.half[1]);
        let (_, slope) = self.terrain.slope(axes, self.start);
        let within = [0, 1].map(|axis| self.window.half[axis] / slope[axis].abs().max(1e-9));
        let stable = 1.0 / steepest[0].max(steepest[1]).max(1e-3);
        let stable = stable.min(within[0]).min(within[1]);
        let round = |rate: f64| neighbouring_rate(rate * 1.000_01, false);
        let rate = |method: &Method| round(if method.is_adaptive() { size / 10.0 } else { stable });
        self.methods.iter().map(rate).collect()
    }

    /// Puts every optimizer at the start, and takes a number of steps.
    fn restart(&mut self, steps: usize) {
        self.steps = steps;
        let (decay, start, axes) = (self.decay(), self.start, self.axes);
        let terrain = &mut self.terrain;
        let mut slope = |point| terrain.slope(axes, point);
        self.paths = self
            .methods
            .iter()
            .zip(&self.rates)
            .map(|(method, rate)| Path::new(Walker::new(*method, *rate, decay, start), &mut slope))
            .collect();
        (0..steps).for_each(|_| self.advance());
        self.search();
        self.own = self.own_step();
    }

    /// Lets every way take a step.
    fn advance(&mut self) {
        let axes = self.axes;
        for (method, path) in self.methods.iter().zip(&mut self.paths) {
            let last = path.last();
            let batch = match (method, self.terrain.examples()) {
                (Method::MiniBatch, Some(examples)) => {
                    Some(examples.deal(self.seed, path.stops().len() - 1))
                }
                _ => None,
            };
            let pull = match batch {
                Some(batch) => self.terrain.batch_slope(axes, last.at, &batch).1,
                None => last.gradient,
            };
            path.follow(pull, &mut |point| self.terrain.slope(axes, point));
        }
    }

    /// A step of gradient descent from the given values, along the learner's own gradient and
    /// along the true one. What was not answered counts as right.
    fn own_step(&mut self) -> Option<Own> {
        let axes = self.axes;
        let known = match axes {
            Axes::Entries(entries) => entries.iter().any(|entry| self.answered[*entry].is_some()),
            Axes::Directions => self.answered.iter().any(Option::is_some),
        };
        if !known {
            return None;
        }
        let (from, rate) = (self.terrain.given(axes), *self.rates.first()?);
        let right = self.terrain.gradient();
        let own = completed(&self.answered, right.clone());
        let mut lead = |gradient: &[f64]| {
            let along = self.terrain.along(axes, gradient);
            let at = [0, 1].map(|axis: usize| from[axis] - rate * along[axis]);
            Step { at, loss: self.terrain.loss(axes, at) }
        };
        Some(Own { from, yours: lead(&own), right: lead(&right) })
    }

    fn search(&mut self) {
        let axes = self.axes;
        let terrain = &mut self.terrain;
        let mut loss = |point| terrain.loss(axes, point);
        self.random = random_search(self.seed, self.window, self.steps + 1, &mut loss);
    }

    fn step(&mut self) {
        if self.steps == MOST_STEPS {
            self.runs = false;
            return;
        }
        self.steps += 1;
        self.advance();
        self.search();
    }

    /// Takes a step; whether the landscape is left.
    pub(super) fn apply(&mut self, action: &Action) -> bool {
        match action {
            Action::Do(Command::Back | Command::Landscape) => return true,
            Action::Do(Command::Confirm) => {
                self.runs = false;
                self.step();
            }
            Action::Tick if self.runs => self.step(),
            Action::Do(Command::Toggle) => self.runs = !self.runs && self.steps < MOST_STEPS,
            Action::Do(Command::First) => {
                self.runs = false;
                self.restart(0);
            }
            Action::Do(Command::NextField) => self.chosen = (self.chosen + 1) % self.methods.len(),
            Action::Do(Command::PreviousField) => {
                let count = self.methods.len();
                self.chosen = (self.chosen + count - 1) % count;
            }
            Action::Do(Command::Left) => self.shift([-1.0, 0.0]),
            Action::Do(Command::Right) => self.shift([1.0, 0.0]),
            Action::Do(Command::Up) => self.shift([0.0, 1.0]),
            Action::Do(Command::Down) => self.shift([0.0, -1.0]),
            Action::Start(point) if point.iter().all(|part| part.is_finite()) => {
                self.start = *point;
                self.restart(self.steps);
            }
            Action::Do(Command::Turn(dial)) => self.turn(*dial),
            Action::Surveyed(surface) => self.see(surface),
            _ => {}
        }
        false
    }

    /// Moves the start.
    fn shift(&mut self, by: Point) {
        for (axis, value) in self.start.iter_mut().enumerate() {
            let (centre, half) = (self.window.centre[axis], self.window.half[axis]);
            let moved = *value + by[axis] * 2.0 * half * STRIDE;
            *value = moved.clamp(centre - half, centre + half);
        }
        self.restart(self.steps);
    }

    fn turn(&mut self, dial: Dial) {
        let rate = self.rates[self.chosen];
        match dial {
            Dial::Across => return self.choose(0),
            Dial::Upward => return self.choose(1),
            Dial::Directions => {
                if self.choices() > 2 {
                    self.axes = match self.axes {
                        Axes::Entries(_) => Axes::Directions,
                        Axes::Directions => Axes::Entries(self.entries),
                    };
                    self.runs = false;
                    self.look();
                }
                return;
            }
            Dial::Closer => return self.zoom(0.5),
            Dial::Farther => return self.zoom(2.0),
            Dial::Compare => {
                self.compares = !self.compares;
                return;
            }
            Dial::RateUp => self.rates[self.chosen] = neighbouring_rate(rate, true),
            Dial::RateDown => self.rates[self.chosen] = neighbouring_rate(rate, false),
            Dial::DecayUp => self.decay = (self.decay + 1).min(DECAYS.len() - 1),
            Dial::DecayDown => self.decay = self.decay.saturating_sub(1),
        }
        self.restart(self.steps);
    }

    /// Chooses the next entry for an axis that the other axis does not have.
    fn choose(&mut self, axis: usize) {
        if self.axes == Axes::Directions {
            return;
        }
        let count = self.terrain.entries().len();
        let other = self.entries[1 - axis];
        let next = (self.entries[axis] + 1) % count;
        self.entries[axis] = if next == other { (next + 1) % count } else { next };
        self.axes = Axes::Entries(self.entries);
        self.runs = false;
        self.look();
    }

    fn zoom(&mut self, factor: f64) {
        self.window = self.window.scaled(factor);
        self.surface = None;
        self.awaits = false;
        self.search();
    }

    /// Takes what was surveyed, unless something else is looked at by now or it is coarser
    /// than what is there.
    fn see(&mut self, surface: &Surface) {
        let fits =
            surface.axes == self.axes && surface.window == self.window && surface.seed == self.seed;
        let known = self.surface.as_ref().map_or((0, 0), Surface::size);
        if fits && surface.size() > known {
            self.surface = Some(surface.clone());
        }
    }

    /// Whether something has to be surveyed that was not asked for yet; from now on it was.
    pub(super) fn asks(&mut self) -> bool {
        !std::mem::replace(&mut self.awaits, true)
    }

    /// What is to be surveyed.
    pub(super) fn survey(&self) -> Survey {
        Survey {
            terrain: self.terrain.clone(),
            axes: self.axes,
            window: self.window,
            seed: self.seed,
        }
    }

    /// Whether the ways go on by themselves.
    pub fn runs(&self) -> bool {
        self.runs
    }

    /// What moves.
    pub fn axes(&self) -> Axes {
        self.axes
    }

    /// What goes across and what goes up, as it is written.
    pub fn names(&self, style: Style) -> [String; 2] {
        match self.axes {
            Axes::Entries(entries) => {
                entries.map(|entry| self.terrain.entries()[entry].symbol(style))
            }
            Axes::Directions => ["s", "t"].map(str::to_owned),
        }
    }

    /// Whether the second direction leads along a gradient of the learner that is another than
    /// the true one.
    pub fn leads_to_own(&self) -> bool {
        self.axes == Axes::Directions && self.second == Second::ToOwn
    }

    /// The learner's own step beside the true one, if a gradient here was answered.
    pub fn own(&self) -> Option<&Own> {
        self.own.as_ref()
    }

    /// The derivatives at a stop. What is nothing beside the other is none: the rest of sums
    /// that cancel.
    pub fn slopes(&self, stop: &Stop) -> Point {
        let largest = stop.gradient[0].abs().max(stop.gradient[1].abs());
        stop.gradient.map(|slope| if slope.abs() < NOTHING * largest { 0.0 } else { slope })
    }

    /// The optimizers.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// The examples that mini-batches are made of.
    pub fn examples(&self) -> Option<&Examples> {
        self.terrain.examples()
    }

    /// How many entries there are to choose from.
    pub fn choices(&self) -> usize {
        self.terrain.entries().len()
    }

    /// What part of the plane is shown.
    pub fn window(&self) -> Window {
        self.window
    }

    /// Where the ways begin.
    pub fn start(&self) -> Point {
        self.start
    }

    /// The place of the optimizer that is set, among all.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// Whether all ways are shown, not the chosen one alone.
    pub fn compares(&self) -> bool {
        self.compares
    }

    /// The learning rate of the chosen optimizer.
    pub fn rate(&self) -> f64 {
        self.rates[self.chosen]
    }

    /// The decay β.
    pub fn decay(&self) -> f64 {
        DECAYS[self.decay]
    }

    /// How many steps were taken.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The way of each optimizer, in their order.
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// As many random points as a way has, with their losses.
    pub fn random(&self) -> &[(Point, f64)] {
        &self.random
    }

    /// The loss on a grid, if it was surveyed yet.
    pub fn surface(&self) -> Option<&Surface> {
        self.surface.as_ref()
    }
}

fn length(parts: impl Iterator<Item = f64>) -> f64 {
    parts.map(|part| part * part).sum::<f64>().sqrt()
}

/// The learner's gradient, with the true one where nothing was answered.
fn completed(answered: &[Option<f64>], gradient: Vec<f64>) -> Vec<f64> {
    answered.iter().zip(gradient).map(|(own, right)| own.unwrap_or(right)).collect()
}
