//! The picture of a landscape: filled contours, axes, and marks upon them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Signs, signs};
use crate::markup::Role;
use crate::picture::descent::{Path, Stop};
use crate::picture::surface::Surface;
use crate::picture::terrain::Point;
use crate::session::landscape::{Landscape, Own};
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::number::brief;
use crate::tui::widget::{cells, level};
use crate::tui::words;

/// The columns to the left of the picture, for the numbers of the axis that goes up.
const GUTTER: u16 = 8;
/// Every so many columns and rows the number of the level stands in its colour.
const DIGITS: (u16, u16) = (9, 4);
/// The cells of an arrow.
const ARROW: i32 = 3;

/// Draws the picture with its axes.
pub fn draw(
    landscape: &Landscape,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    let field = Rect {
        x: area.x + GUTTER,
        y: area.y,
        width: area.width.saturating_sub(GUTTER),
        height: area.height.saturating_sub(1),
    };
    if field.width == 0 || field.height == 0 {
        return;
    }
    spots.add_window(field, landscape.window());
    let mut plot = Plot { landscape, theme, field, buffer };
    plot.axes();
    match landscape.surface() {
        Some(surface) => plot.contours(surface),
        None => plot.note(words::SURVEYING),
    }
    plot.marks(signs(theme));
}

struct Plot<'p> {
    landscape: &'p Landscape,
    theme: Theme,
    field: Rect,
    buffer: &'p mut Buffer,
}

impl Plot<'_> {
    fn note(&mut self, text: &str) {
        let style = self.theme.style(Role::Dim);
        let text = self.theme.text(text);
        let y = self.field.y + self.field.height / 2;
        self.buffer.set_stringn(self.field.x + 1, y, text, self.field.width.into(), style);
    }

    /// Numbers at the ends and the middle of both axes.
    fn axes(&mut self) {
        let (field, theme) = (self.field, self.theme);
        let window = self.landscape.window();
        let style = theme.style(Role::Dim);
        let bottom = field.height - 1;
        for y in 0..field.height {
            self.buffer.set_string(field.x - 1, field.y + y, theme.glyphs().bar, style);
        }
        for (row, up) in [(0, 1.0), (bottom / 2, 0.5), (bottom, 0.0)] {
            let text = brief(window.point([0.0, up])[1], theme);
            let width = usize::from(GUTTER - 1);
            self.buffer.set_string(
                field.x - GUTTER,
                field.y + row,
                format!("{text:>width$}"),
                style,
            );
        }
        for across in [0.0, 0.5, 1.0] {
            let text = brief(window.point([across, 0.0])[0], theme);
            let width = cells(text.chars().count());
            let room = field.width.saturating_sub(width);
            let x = match across {
                0.0 => 0,
                1.0 => room,
                _ => room / 2,
            };
            self.buffer.set_string(field.x + x, field.y + field.height, text, style);
        }
    }

    /// The level at a place of the field, in halves of a row from above.
    fn level(&self, surface: &Surface, x: u16, half: u16) -> usize {
        let across = (f64::from(x) + 0.5) / f64::from(self.field.width);
        let down = (f64::from(half) + 0.5) / f64::from(2 * self.field.height);
        surface.level(surface.loss([across, 1.0 - down]))
    }

    /// Fills the levels; their numbers tell them apart where colours do not.
    fn contours(&mut self, surface: &Surface) {
        let (field, theme) = (self.field, self.theme);
        let is_filled = theme.has_many_colours() && theme.unicode;
        for y in 0..field.height {
            for x in 0..field.width {
                let [upper, lower] = [2 * y, 2 * y + 1].map(|half| self.level(surface, x, half));
                let here = (field.x + x, field.y + y);
                let has_digit = if is_filled {
                    x % DIGITS.0 == DIGITS.0 / 2 && y % DIGITS.1 == DIGITS.1 / 2
                } else {
                    self.is_edge(surface, x, y, lower)
                };
                let cell = &mut self.buffer[here];
                if has_digit {
                    cell.set_char(level::digit(lower)).set_style(level::style(lower, theme));
                } else if is_filled && upper != lower {
                    let halves = Style::new()
                        .fg(level::colour(upper, theme))
                        .bg(level::colour(lower, theme));
                    cell.set_char('▀').set_style(halves);
                } else {
                    cell.set_char(' ').set_style(level::style(lower, theme));
                }
            }
        }
    }

    /// Whether a level ends at this cell: to the right, or below.
    fn is_edge(&self, surface: &Surface, x: u16, y: u16, level: usize) -> bool {
        let right = x + 1 < self.field.width && self.level(surface, x + 1, 2 * y + 1) != level;
        let below = y + 1 < self.field.height && self.level(surface, x, 2 * y + 3) != level;
        right || below
    }

    /// Where a point lies, in cells from the upper left corner.
    fn place(&self, point: Point) -> [f64; 2] {
        let [across, up] = self.landscape.window().fraction(point);
        [across * f64::from(self.field.width), (1.0 - up) * f64::from(self.field.height)]
    }

    /// The cell of a place, if it is in the field; the edges belong to it.
    fn cell(&self, [x, y]: [f64; 2]) -> Option<(u16, u16)> {
        let inside = |place: f64, count: u16| {
            let cells = 0.0..=f64::from(count);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let cell = cells.contains(&place).then_some(place as u16);
            cell.map(|cell| cell.min(count - 1))
        };
        Some((inside(x, self.field.width)?, inside(y, self.field.height)?))
    }

    fn mark(&mut self, place: [f64; 2], sign: &str) {
        let Some((x, y)) = self.cell(place) else { return };
        let level = self.landscape.surface().map(|surface| self.level(surface, x, 2 * y + 1));
        let style = match level {
            Some(level) => level::mark(level, self.theme),
            None => self.theme.style(Role::Strong),
        };
        self.buffer.set_string(self.field.x + x, self.field.y + y, sign, style);
    }

    fn marks(&mut self, signs: &Signs) {
        let landscape = self.landscape;
        for (point, _) in landscape.random().iter().skip(1) {
            self.mark(self.place(*point), signs.random);
        }
        if let Some((point, _)) = landscape.surface().and_then(Surface::lowest) {
            self.mark(self.place(point), signs.lowest);
        }
        let shown = |place: usize| landscape.compares() || place == landscape.chosen();
        let paths = landscape.paths().iter().enumerate().filter(|(place, _)| shown(*place));
        let ends: Vec<_> = paths.map(|(place, path)| (self.way(path, signs), place)).collect();
        if let Some(last) = landscape.paths().get(landscape.chosen()).map(Path::last) {
            self.arrow(&last, signs);
        }
        self.mark(self.place(landscape.start()), signs.start);
        if landscape.steps() > 0 {
            for (end, place) in ends {
                self.mark(end, words::method(landscape.methods()[place]).0);
            }
        }
        if let Some(own) = landscape.own() {
            self.own(own, signs);
        }
    }

    /// The learner's own step and the true one, from the given values.
    fn own(&mut self, own: &Own, signs: &Signs) {
        let from = self.place(own.from);
        for (step, sign) in [(own.right, words::TRUE_STEP.0), (own.yours, words::YOUR_STEP.0)] {
            let to = self.place(step.at);
            self.trace(from, to, signs.trace);
            self.mark(to, sign);
        }
    }

    /// The stops of a way; where it ends is returned.
    fn way(&mut self, path: &Path, signs: &Signs) -> [f64; 2] {
        for pair in path.stops().windows(2) {
            self.trace(self.place(pair[0].at), self.place(pair[1].at), signs.trace);
        }
        for stop in path.stops() {
            self.mark(self.place(stop.at), signs.way);
        }
        self.place(path.last().at)
    }

    /// A line between two places, without its ends; none to where the picture does not reach.
    fn trace(&mut self, from: [f64; 2], to: [f64; 2], sign: &str) {
        if self.cell(from).is_none() || self.cell(to).is_none() {
            return;
        }
        let apart = [0, 1].map(|axis: usize| (to[axis] - from[axis]).abs());
        let parts = apart[0].max(apart[1]).ceil();
        let mut part = 1.0;
        while part < parts {
            let along = part / parts;
            let between = [0, 1].map(|axis: usize| from[axis] + along * (to[axis] - from[axis]));
            self.mark(between, sign);
            part += 1.0;
        }
    }

    /// An arrow against the gradient, as the step of gradient descent goes on this picture.
    fn arrow(&mut self, stop: &Stop, signs: &Signs) {
        let half = self.landscape.window().half;
        let [x, y] = self.place(stop.at);
        let across = -stop.gradient[0] / half[0] * f64::from(self.field.width);
        let up = -stop.gradient[1] / half[1] * f64::from(self.field.height);
        // A cell is about twice as high as wide.
        let angle = (2.0 * up).atan2(across);
        if !(angle.is_finite() && across.hypot(up) > 0.0) {
            return;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let octant = (angle / std::f64::consts::FRAC_PI_4).round().rem_euclid(8.0) as usize % 8;
        let longest = across.abs().max(up.abs());
        for step in 1..=ARROW {
            let along = f64::from(step);
            let sign = if step == ARROW { signs.heads[octant] } else { signs.shafts[octant % 4] };
            self.mark([x + along * across / longest, y - along * up / longest], sign);
        }
    }
}
