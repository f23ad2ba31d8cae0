//! The loss over two parameters, and the ways down from a start.
//!
//! ```text
//! ┌ L over w and b ──────────────┐┌ Ways down ───────┐
//! │  4 ┤                         ││ methods, rates   │
//! │    │    contours, ways,      ││ where one is     │
//! │    │    start, lowest point  ││ random search    │
//! │ −2 ┤                         ││ levels, signs    │
//! │    −1          0           1 ││                  │
//! └──────────────────────────────┘└──────────────────┘
//! ```

mod plot;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::markup::{Markup, Role};
use crate::picture::surface::LEVELS;
use crate::session::landscape::Landscape;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, print, split_columns};
use crate::tui::widget::number::number;
use crate::tui::widget::{cut, level, padded, width};
use crate::tui::words;

/// From this width on, the panel beside the picture is wide.
const MEDIUM: u16 = 76;
/// The widths of the panel.
const PANEL: [u16; 2] = [26, 36];
/// The columns of a loss in the list of methods.
const LOSS: usize = 9;

/// Signs in the picture that stand for one thing each.
struct Signs {
    start: &'static str,
    lowest: &'static str,
    random: &'static str,
    way: &'static str,
    /// Heads of arrows: east, north-east, and so on round.
    heads: [&'static str; 8],
    shafts: [&'static str; 4],
}

const UNICODE: Signs = Signs {
    start: "◆",
    lowest: "★",
    random: "×",
    way: "•",
    heads: ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"],
    shafts: ["─", "╱", "│", "╲"],
};

const ASCII: Signs = Signs {
    start: "S",
    lowest: "*",
    random: "x",
    way: "o",
    heads: [">", "^", "^", "^", "<", "v", "v", "v"],
    shafts: ["-", "/", "|", "\\"],
};

fn signs(theme: Theme) -> &'static Signs {
    if theme.unicode { &UNICODE } else { &ASCII }
}

/// Draws the picture, and beside it what it says in numbers.
pub fn draw(
    loss: &str,
    landscape: &Landscape,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    let panel = PANEL[usize::from(area.width >= MEDIUM)];
    let (left, right) = split_columns(area, area.width.saturating_sub(panel));
    let loss = theme.name(loss);
    let [across, up] = landscape.axes().map(|entry| theme.text(&entry.symbol(theme.writing())));
    let title = words::landscape(&loss, &across, &up);
    plot::draw(landscape, theme, Frame::new(title).draw(theme, left, buffer), buffer, spots);
    let inner = Frame::new(words::WAYS_DOWN).draw(theme, right, buffer);
    let panel = Panel { landscape, theme, loss, names: [across, up], room: inner.width.into() };
    print(&panel.rows(inner.height.into()), theme, inner, buffer);
    if let Some(at) = panel.legend_at(inner.height.into()) {
        legend(theme, Rect { y: inner.y + at, height: 1, ..inner }, buffer);
    }
}

/// A number in four significant digits or fewer.
fn brief(value: f64, theme: Theme) -> String {
    if value.is_finite() {
        number(format!("{value:.3e}").parse().unwrap_or(value), theme)
    } else {
        words::DIVERGED.to_owned()
    }
}

/// The levels side by side in their colours.
fn legend(theme: Theme, area: Rect, buffer: &mut Buffer) {
    for place in 0..LEVELS {
        let x = area.x + 3 * u16::try_from(place).unwrap_or(u16::MAX);
        let text = format!(" {} ", level::digit(place));
        buffer.set_string(x, area.y, text, level::style(place, theme));
    }
}

struct Panel<'p> {
    landscape: &'p Landscape,
    theme: Theme,
    loss: String,
    names: [String; 2],
    room: usize,
}

impl Panel<'_> {
    /// The panel's rows for a height; where there is room, parts stand apart.
    fn rows(&self, height: usize) -> Vec<Markup> {
        let apart = self.parts().iter().map(Vec::len).sum::<usize>() + 4 <= height;
        let mut rows = Vec::new();
        for part in self.parts() {
            if apart && !rows.is_empty() {
                rows.push(Markup::new());
            }
            rows.extend(part);
        }
        rows
    }

    /// The row of the levels.
    fn legend_at(&self, height: usize) -> Option<u16> {
        let rows = self.rows(height);
        let place = rows.iter().position(|row| width(row) == 3 * LEVELS && is_blank(row))?;
        (place < height).then(|| u16::try_from(place).unwrap_or(u16::MAX))
    }

    fn parts(&self) -> [Vec<Markup>; 5] {
        [self.methods(), self.here(), self.random(), self.levels(), self.signs()]
    }

    fn number(&self, value: f64) -> String {
        brief(value, self.theme)
    }

    fn methods(&self) -> Vec<Markup> {
        let landscape = self.landscape;
        let count = words::steps(landscape.steps(), landscape.runs());
        let mut rows = vec![Markup::new().with(Role::Heading, count)];
        for (place, (path, (letter, name))) in
            landscape.paths().iter().zip(words::METHODS).enumerate()
        {
            let chosen = place == landscape.chosen();
            let role = if chosen { Role::Strong } else { Role::Text };
            let name = cut(name, self.room.saturating_sub(4 + LOSS), self.theme.glyphs().cut);
            let sign = if chosen { self.theme.glyphs().selected } else { " " };
            let row =
                Markup::new().with(Role::Strong, sign).with(role, format!(" {letter} {name}"));
            let mut row = padded(row, self.room.saturating_sub(LOSS));
            let loss = self.number(path.last().loss);
            row.push(if chosen { Role::Strong } else { Role::Number }, format!("{loss:>LOSS$}"));
            rows.push(row);
        }
        let rates = format!("α = {}  β = {}", self.number(landscape.rate()), landscape.decay());
        rows.push(Markup::new().with(Role::Math, rates));
        rows
    }

    /// Where the chosen way has come to, and the gradient there.
    fn here(&self) -> Vec<Markup> {
        let last = self.landscape.paths()[self.landscape.chosen()].last();
        let value = |name: &str, value: f64| {
            Markup::new().with(Role::Math, name).text(" = ").with(Role::Number, self.number(value))
        };
        let named = |axis: usize| value(&self.names[axis], last.at[axis]);
        let partial = |axis: usize| {
            value(&format!("∂{}/∂{}", self.loss, self.names[axis]), last.gradient[axis])
        };
        vec![named(0), named(1), partial(0), partial(1)]
    }

    fn random(&self) -> Vec<Markup> {
        let random = self.landscape.random();
        let best = random.iter().map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
        let said = words::best_of(random.len(), &self.loss, &self.number(best));
        vec![Markup::new().text(said)]
    }

    /// A blank row for the levels, and the least and the most loss.
    fn levels(&self) -> Vec<Markup> {
        let Some(surface) = self.landscape.surface() else {
            return vec![Markup::new().with(Role::Dim, words::SURVEYING)];
        };
        let limits = surface.limits();
        let (least, most) = (self.number(limits[0]), self.number(limits[LEVELS]));
        let gap = (3 * LEVELS).saturating_sub(least.chars().count() + most.chars().count());
        let limits = format!("{least}{}{most}", " ".repeat(gap.max(1)));
        vec![Markup::new().text(" ".repeat(3 * LEVELS)), Markup::new().with(Role::Number, limits)]
    }

    fn signs(&self) -> Vec<Markup> {
        let signs = signs(self.theme);
        let sign = |sign: &str, meaning: &str| {
            Markup::new().with(Role::Strong, sign).text(format!(" {meaning}"))
        };
        let pair = |left: Markup, right: Markup| {
            let mut row = padded(left, 10);
            row.extend(right);
            row
        };
        vec![
            pair(sign(signs.start, words::START), sign(signs.lowest, words::LOWEST)),
            pair(sign(signs.random, words::RANDOM), sign(signs.heads[0], words::DOWNHILL)),
        ]
    }
}

fn is_blank(row: &Markup) -> bool {
    row.pieces().iter().all(|piece| piece.text.trim().is_empty())
}
