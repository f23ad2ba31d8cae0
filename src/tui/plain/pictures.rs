//! The pictures in lines: the landscape as the losses on the way, the graph name by name.

use super::text::in_lines;
use crate::picture::surface::{LEVELS, Surface, Window};
use crate::picture::terrain::{Axes, Point};
use crate::session::Session;
use crate::session::landscape::Landscape;
use crate::tui::pane::graph::View;
use crate::tui::theme::Theme;
use crate::tui::widget::number::brief;
use crate::tui::words;

/// The points of the table across and up.
const TABLE: usize = 5;

/// What is told of a landscape.
struct Told<'t> {
    landscape: &'t Landscape,
    theme: Theme,
    loss: String,
    names: [String; 2],
}

impl<'t> Told<'t> {
    fn new(session: &'t Session, theme: Theme) -> Option<Self> {
        let (exercise, desk) = session.current()?;
        let landscape = desk.landscape()?;
        let names = landscape.names(theme.writing());
        Some(Self { landscape, theme, loss: theme.name(&exercise.loss), names })
    }

    fn point(&self, point: Point) -> String {
        let part = |axis: usize| format!("{} = {}", self.names[axis], self.number(point[axis]));
        format!("{}, {}", part(0), part(1))
    }

    fn number(&self, value: f64) -> String {
        brief(value, self.theme)
    }

    fn at(&self, what: &str, point: Point, loss: f64) -> String {
        format!("{what}: {}, {} = {}", self.point(point), self.loss, self.number(loss))
    }

    /// The losses on a few points, row by row from above.
    fn table(&self) -> Vec<String> {
        let Some(surface) = self.landscape.surface() else { return Vec::new() };
        let window: Window = self.landscape.window();
        let part = |place: usize| place as f64 / (TABLE - 1) as f64;
        let across = (0..TABLE).map(|place| self.number(window.point([part(place), 0.0])[0]));
        let [name, up] = &self.names;
        let mut lines =
            vec![words::table(&self.loss, name, &across.collect::<Vec<_>>().join(", "))];
        for row in (0..TABLE).rev() {
            let losses = (0..TABLE).map(|place| {
                let loss = surface.loss([part(place), part(row)]);
                self.number(loss)
            });
            let value = self.number(window.point([0.0, part(row)])[1]);
            lines.push(format!("  {up} = {value}: {}", losses.collect::<Vec<_>>().join(", ")));
        }
        lines.push(words::between(
            &self.number(surface.limits()[0]),
            &self.number(surface.limits()[LEVELS]),
        ));
        lines
    }
}

/// The whole landscape: what is seen, a few losses, the lowest point, and the ways.
pub fn landscape(session: &Session, theme: Theme) -> Vec<String> {
    let Some(told) = Told::new(session, theme) else { return Vec::new() };
    let [across, up] = &told.names;
    let mut lines = vec![words::landscape(&told.loss, across, up)];
    if told.landscape.axes() == Axes::Directions {
        let to_own = told.landscape.leads_to_own();
        lines.push(words::AGAINST.to_owned());
        lines.push(if to_own { words::ACROSS_TO_YOURS } else { words::ACROSS }.to_owned());
    }
    lines.extend(told.table());
    if let Some((point, loss)) = told.landscape.surface().and_then(Surface::lowest) {
        lines.push(told.at(words::LOWEST, point, loss));
    }
    if let Some(own) = told.landscape.own() {
        lines.push(told.at(words::YOUR_STEP.1, own.yours.at, own.yours.loss));
        lines.push(told.at(words::TRUE_STEP.1, own.right.at, own.right.loss));
    }
    lines.extend(descent(session, theme));
    lines
}

/// How far the ways have come.
pub fn descent(session: &Session, theme: Theme) -> Vec<String> {
    let Some(told) = Told::new(session, theme) else { return Vec::new() };
    let landscape = told.landscape;
    let mut lines = vec![words::plain_steps(
        landscape.steps(),
        &told.number(landscape.rate()),
        landscape.decay(),
    )];
    let chosen = landscape.chosen();
    let last = landscape.paths()[chosen].last();
    lines.push(told.at(words::method(landscape.methods()[chosen]).1, last.at, last.loss));
    let slopes = landscape.slopes(&last);
    let slope = |axis: usize| {
        let partial = words::partial(&told.loss, &told.names[axis], theme.unicode);
        format!("{partial} = {}", told.number(slopes[axis]))
    };
    lines.push(format!("{}, {}", slope(0), slope(1)));
    for (place, (method, path)) in landscape.methods().iter().zip(landscape.paths()).enumerate() {
        if place != chosen {
            let (name, loss) = (words::method(*method).1, told.number(path.last().loss));
            lines.push(format!("  {name}: {} = {loss}", told.loss));
        }
    }
    let random = landscape.random();
    let best = random.iter().map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
    let (said, best) = (words::best_of(random.len()), told.number(best));
    lines.push(format!("  {}, {said}: {} = {best}", words::RANDOM, told.loss));
    lines
}

/// Every name of the graph from the given values down: what it is made of, where it goes, and
/// how its gradient comes up.
pub fn graph(session: &Session, theme: Theme) -> Vec<String> {
    let Some((exercise, desk)) = session.current() else { return Vec::new() };
    let Some(tour) = desk.tour() else { return Vec::new() };
    let diagram = tour.diagram();
    let mut lines = vec![words::GRAPH.to_owned()];
    let count = diagram.names().len();
    for slot in diagram.layers().iter().flatten().filter(|slot| **slot < count) {
        let Some(view) = View::of(exercise, desk, theme, *slot) else { continue };
        let uses = diagram.uses(*slot).iter().map(|user| theme.name(&diagram.names()[*user]));
        lines.push(words::goes_into(
            &theme.name(&diagram.names()[*slot]),
            &uses.collect::<Vec<_>>().join(", "),
        ));
        lines.extend(in_lines(&view.told()).into_iter().map(|line| format!("  {line}")));
    }
    lines
}
