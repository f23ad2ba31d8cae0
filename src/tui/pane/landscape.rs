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
use crate::picture::descent::Method;
use crate::picture::surface::LEVELS;
use crate::picture::terrain::Axes;
use crate::session::landscape::Landscape;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, print, split_columns};
use crate::tui::widget::number::brief;
use crate::tui::widget::{cut, fitted, level, padded, width};
use crate::tui::words;

/// From this width on, the panel beside the picture is wide.
const MEDIUM: u16 = 76;
/// The widths of the panel.
const PANEL: [u16; 2] = [27, 36];
/// The columns of a loss in the list of methods.
const LOSS: usize = 9;

/// Signs in the picture that stand for one thing each.
struct Signs {
    start: &'static str,
    lowest: &'static str,
    random: &'static str,
    way: &'static str,
    trace: &'static str,
    /// Heads of arrows: east, north-east, and so on round.
    heads: [&'static str; 8],
    shafts: [&'static str; 4],
}

const UNICODE: Signs = Signs {
    start: "◆",
    lowest: "★",
    random: "×",
    way: "•",
    trace: "·",
    heads: ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"],
    shafts: ["─", "╱", "│", "╲"],
};

const ASCII: Signs = Signs {
    start: "S",
    lowest: "*",
    random: "x",
    way: "o",
    trace: ".",
    heads: [">", "^", "^", "^", "<", "v", "v", "v"],
    shafts: ["-", "/", "|", "\\"],
};

fn signs(theme: Theme) -> &'static Signs {
    if theme.unicode { &UNICODE } else { &ASCII }
}

/// What stands for what in the picture.
pub fn meanings(theme: Theme) -> [(&'static str, &'static str); 4] {
    let signs = signs(theme);
    [
        (signs.start, words::START),
        (signs.lowest, words::LOWEST),
        (signs.random, words::RANDOM),
        (signs.heads[0], words::DOWNHILL),
    ]
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
    let [across, up] = landscape.names(theme.writing()).map(|name| theme.text(&name));
    let title = words::landscape(&loss, &across, &up);
    plot::draw(landscape, theme, Frame::new(title).draw(theme, left, buffer), buffer, spots);
    let inner = Frame::new(words::WAYS_DOWN).draw(theme, right, buffer);
    let panel = Panel { landscape, theme, loss, names: [across, up], room: inner.width.into() };
    print(&panel.rows(inner.height.into()), theme, inner, buffer);
    if let Some(at) = panel.legend_at(inner.height.into()) {
        legend(theme, Rect { y: inner.y + at, height: 1, ..inner }, buffer);
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
    /// The panel's rows for a height; where there is room, parts stand apart, and where there
    /// is none, those are left out that can be seen elsewhere.
    fn rows(&self, height: usize) -> Vec<Markup> {
        let mut parts = self.parts();
        let size = |parts: &[(u8, Vec<Markup>)]| -> usize {
            parts.iter().map(|(_, rows)| rows.len()).sum()
        };
        while size(&parts) > height {
            let spares = parts.iter().map(|(spare, _)| *spare).filter(|spare| *spare > 0);
            let Some(spare) = spares.max() else { break };
            parts.retain(|(part, _)| *part != spare);
        }
        let apart = size(&parts) + parts.len() - 1 <= height;
        let mut rows = Vec::new();
        for (_, part) in parts {
            if apart && !rows.is_empty() {
                rows.push(Markup::new());
            }
            // A number that is cut off would be another: it is said to be cut.
            let sign = self.theme.glyphs().cut;
            rows.extend(part.into_iter().map(|row| fitted(row, self.room, sign)));
        }
        rows
    }

    /// The row of the levels.
    fn legend_at(&self, height: usize) -> Option<u16> {
        let rows = self.rows(height);
        let place = rows.iter().position(|row| width(row) == 3 * LEVELS && is_blank(row))?;
        (place < height).then(|| u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// The parts, each with how well it can be spared.
    fn parts(&self) -> Vec<(u8, Vec<Markup>)> {
        let parts = [
            (0, self.methods()),
            (2, self.directions()),
            (3, self.here()),
            (1, self.own()),
            (4, self.random()),
            (0, self.levels()),
            (5, self.signs()),
        ];
        parts.into_iter().filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// What the axes are, where they are no entries.
    fn directions(&self) -> Vec<Markup> {
        if self.landscape.axes() != Axes::Directions {
            return Vec::new();
        }
        let second =
            if self.landscape.leads_to_own() { words::ACROSS_TO_YOURS } else { words::ACROSS };
        [words::AGAINST, second].map(|text| Markup::new().with(Role::Dim, text)).to_vec()
    }

    /// The learner's own step beside the true one.
    fn own(&self) -> Vec<Markup> {
        let Some(own) = self.landscape.own() else { return Vec::new() };
        let row = |(said, loss)| self.loss_row(said, loss);
        [(words::YOUR_STEP, own.yours.loss), (words::TRUE_STEP, own.right.loss)].map(row).to_vec()
    }

    fn number(&self, value: f64) -> String {
        brief(value, self.theme)
    }

    fn methods(&self) -> Vec<Markup> {
        let landscape = self.landscape;
        let count = words::steps(landscape.steps(), landscape.runs());
        let mut rows = vec![Markup::new().with(Role::Heading, count)];
        for (place, (path, method)) in landscape.paths().iter().zip(landscape.methods()).enumerate()
        {
            let (letter, name) = words::method(*method);
            let batch = landscape.examples().filter(|_| *method == Method::MiniBatch);
            let counted = batch.map(|all| words::mini_batch(all.batch(), all.count()));
            let name = counted
                .as_deref()
                .filter(|name| name.chars().count() + 4 + LOSS <= self.room)
                .unwrap_or(name);
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
        let slopes = self.landscape.slopes(&last);
        let value = |name: &str, value: f64| {
            Markup::new().with(Role::Math, name).text(" = ").with(Role::Number, self.number(value))
        };
        let named = |axis: usize| value(&self.names[axis], last.at[axis]);
        let partial =
            |axis: usize| value(&format!("∂{}/∂{}", self.loss, self.names[axis]), slopes[axis]);
        vec![named(0), named(1), partial(0), partial(1)]
    }

    fn random(&self) -> Vec<Markup> {
        let random = self.landscape.random();
        let best = random.iter().map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
        vec![self.loss_row((signs(self.theme).random, &words::best_of(random.len())), best)]
    }

    /// A sign, what it stands for, and a loss.
    fn loss_row(&self, (sign, name): (&str, &str), loss: f64) -> Markup {
        let left = self.room.saturating_sub(LOSS);
        let name = cut(name, left.saturating_sub(2), self.theme.glyphs().cut);
        let row = Markup::new().with(Role::Strong, format!("{sign} ")).text(name);
        let mut row = padded(row, left);
        row.push(Role::Number, format!("{:>LOSS$}", self.number(loss)));
        row
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
        let sign = |(sign, meaning): (&str, &str)| {
            Markup::new().with(Role::Strong, sign).text(format!(" {meaning}"))
        };
        let pair = |left: Markup, right: Markup| {
            let mut row = padded(left, 10);
            row.extend(right);
            row
        };
        let [start, lowest, random, downhill] = meanings(self.theme).map(sign);
        vec![pair(start, lowest), pair(random, downhill)]
    }
}

fn is_blank(row: &Markup) -> bool {
    row.pieces().iter().all(|piece| piece.text.trim().is_empty())
}
