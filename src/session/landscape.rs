//! The landscape that is shown: which entries, from where, and how far the ways down have come.

use super::action::{Action, Command, Dial};
use crate::exercise::{Exercise, Variant};
use crate::picture::descent::{Method, Path, Walker, neighbouring_rate, random_search};
use crate::picture::surface::{Surface, Survey, Window};
use crate::picture::terrain::{Point, Terrain};

/// The most steps that are taken.
const MOST_STEPS: usize = 300;
/// What part of the window the start moves at a time.
const STRIDE: f64 = 1.0 / 20.0;
/// The decays β that there are to choose from.
const DECAYS: [f64; 7] = [0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99];
/// How far from the given values the lowest point may be, in multiples of their size, for the
/// window to show both; else there may be none, and the window lies around the given values.
const FAR: f64 = 8.0;

/// A landscape, and what was set in it.
#[derive(Clone, Debug)]
pub struct Landscape {
    terrain: Terrain,
    seed: u64,
    axes: [usize; 2],
    window: Window,
    start: Point,
    /// The place of the optimizer that is set, among all.
    chosen: usize,
    /// Whether all ways are shown, not the chosen one alone.
    compares: bool,
    /// The learning rate of each optimizer.
    rates: [f64; 4],
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

impl Landscape {
    /// The landscape of a variant around its given values; `None` if it has not two entries
    /// to move.
    pub fn new(exercise: &Exercise, variant: &Variant) -> Option<Self> {
        let terrain = Terrain::new(exercise, variant)?;
        let mut landscape = Self {
            terrain,
            seed: variant.seed,
            axes: [0, 1],
            window: Window { centre: [0.0; 2], half: [1.0; 2] },
            start: [0.0; 2],
            chosen: 0,
            compares: false,
            rates: [0.0; 4],
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
        let given = self.terrain.given(self.axes);
        let bottom = self.terrain.valley(self.axes, given);
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
    /// point, or a fraction of the window where steps have the length of the rate.
    fn usual_rates(&mut self) -> [f64; 4] {
        let bottom = self.terrain.valley(self.axes, self.start);
        let steepest = [self.start, bottom].map(|point| {
            let [[a, b], [_, c]] = self.terrain.curvature(self.axes, point);
            f64::midpoint(a, c) + ((a - c) / 2.0).hypot(b)
        });
        let size = self.window.half[0].min(self.window.half[1]);
        let stable = 1.0 / steepest[0].max(steepest[1]).max(1e-3);
        let round = |rate: f64| neighbouring_rate(rate * 1.000_01, false);
        Method::ALL.map(|method| round(if method.is_adaptive() { size / 10.0 } else { stable }))
    }

    /// Puts every optimizer at the start, and takes a number of steps.
    fn restart(&mut self, steps: usize) {
        self.steps = steps;
        let (decay, start, axes) = (self.decay(), self.start, self.axes);
        let terrain = &mut self.terrain;
        let mut slope = |point| terrain.slope(axes, point);
        self.paths = Method::ALL
            .iter()
            .zip(self.rates)
            .map(|(method, rate)| Path::new(Walker::new(*method, rate, decay, start), &mut slope))
            .collect();
        (0..steps).for_each(|_| self.paths.iter_mut().for_each(|path| path.step(&mut slope)));
        self.search();
    }

    fn search(&mut self) {
        let (terrain, axes) = (&mut self.terrain, self.axes);
        let mut loss = |point| terrain.loss(axes, point);
        self.random = random_search(self.seed, self.window, self.steps + 1, &mut loss);
    }

    fn step(&mut self) {
        if self.steps == MOST_STEPS {
            self.runs = false;
            return;
        }
        self.steps += 1;
        let (terrain, axes) = (&mut self.terrain, self.axes);
        let mut slope = |point| terrain.slope(axes, point);
        self.paths.iter_mut().for_each(|path| path.step(&mut slope));
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
            Action::Do(Command::NextField) => self.chosen = (self.chosen + 1) % 4,
            Action::Do(Command::PreviousField) => self.chosen = (self.chosen + 3) % 4,
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
        let count = self.terrain.entries().len();
        let other = self.axes[1 - axis];
        let next = (self.axes[axis] + 1) % count;
        self.axes[axis] = if next == other { (next + 1) % count } else { next };
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

    /// The entry that goes across, and the one that goes up.
    pub fn axes(&self) -> [&crate::picture::terrain::Entry; 2] {
        self.axes.map(|axis| &self.terrain.entries()[axis])
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
