//! The graph in lines and names. All that leads to one name meets on a row of its own; a line
//! that only crosses such a row interrupts it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::markup::Role;
use crate::picture::diagram::Diagram;
use crate::session::Action;
use crate::session::tour::Tour;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::cells;

const NORTH: u8 = 1;
const EAST: u8 = 2;
const SOUTH: u8 = 4;
const WEST: u8 = 8;

/// Lines by the directions that they go in.
const LINES: [&str; 16] =
    [" ", "│", "─", "└", "│", "│", "┌", "├", "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"];
const ASCII_LINES: [&str; 16] =
    [" ", "|", "-", "+", "|", "|", "+", "+", "-", "+", "-", "+", "+", "+", "+", "+"];

/// Draws as much of the graph as there is room for, the selected name in the middle.
pub fn draw(tour: &Tour, theme: Theme, area: Rect, buffer: &mut Buffer, spots: &mut Spots) {
    let canvas = Canvas::new(tour, theme);
    let (x, y) = canvas.centre;
    let [left, top] = [(x, canvas.size.0, area.width), (y, canvas.size.1, area.height)].map(
        |(at, size, room)| {
            let room = usize::from(room);
            at.saturating_sub(room / 2).min(size.saturating_sub(room))
        },
    );
    let put = |buffer: &mut Buffer, (x, y): (usize, usize), text: &str, role: Role| {
        let inside = y >= top && y - top < area.height.into();
        // What begins left of the area is cut there.
        for (place, letter) in text.chars().enumerate() {
            let x = x + place;
            if inside && x >= left && x - left < area.width.into() {
                let at = (area.x + cells(x - left), area.y + cells(y - top));
                buffer[at].set_char(letter).set_style(theme.style(role));
            }
        }
    };
    let lines = if theme.unicode { &LINES } else { &ASCII_LINES };
    for (row, line) in canvas.lines.iter().enumerate() {
        for (column, cell) in line.iter().enumerate() {
            put(buffer, (column, row), lines[usize::from(cell.shown())], Role::Dim);
        }
    }
    for head in &canvas.heads {
        put(buffer, *head, if theme.unicode { "▼" } else { "v" }, Role::Dim);
    }
    for Label { at, text, role, name } in &canvas.labels {
        put(buffer, *at, text, *role);
        let inside = at.0 >= left && at.1 >= top;
        if inside {
            let (x, y) = (area.x + cells(at.0 - left), area.y + cells(at.1 - top));
            let place = Rect { x, y, width: cells(text.width()), height: 1 }.intersection(area);
            spots.add(place, Action::Visit(*name));
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Cell {
    directions: u8,
    /// A line passes from north to south.
    passes: bool,
    /// A line joins what goes from west to east.
    joins: bool,
}

impl Cell {
    fn shown(self) -> u8 {
        if self.passes && !self.joins { NORTH | SOUTH } else { self.directions }
    }
}

/// A name as it stands in the graph.
struct Label {
    at: (usize, usize),
    text: String,
    role: Role,
    name: usize,
}

struct Canvas {
    lines: Vec<Vec<Cell>>,
    heads: Vec<(usize, usize)>,
    labels: Vec<Label>,
    /// Where the selected name stands.
    centre: (usize, usize),
    size: (usize, usize),
}

impl Canvas {
    fn new(tour: &Tour, theme: Theme) -> Self {
        let diagram = tour.diagram();
        let label = |name: usize| {
            let text = theme.name(&diagram.names()[name]);
            if name == tour.selected() { format!("[{text}]") } else { format!(" {text} ") }
        };
        let is_name = |slot: usize| slot < diagram.names().len();
        let width = |slot: usize| if is_name(slot) { label(slot).width() } else { 1 };
        let middle = diagram.columns(width);
        let rows = rows(diagram);
        let height = rows.last().map_or(0, |last| last + 1);
        let columns = (0..middle.len()).map(|slot| middle[slot] + width(slot) + 1).max();
        let size = (columns.unwrap_or(0), height);
        let lines = vec![vec![Cell::default(); size.0]; size.1];
        let mut canvas =
            Self { lines, heads: Vec::new(), labels: Vec::new(), centre: (0, 0), size };
        for (layer, slots) in diagram.layers().iter().enumerate() {
            for (place, slot) in slots.iter().enumerate() {
                let bus = layer.checked_sub(1).map(|above| rows[above] + 1 + place);
                if let Some(bus) = bus {
                    let sources = diagram.links().iter().filter(|(_, below)| below == slot);
                    let mut led = false;
                    for (source, _) in sources {
                        canvas.link(
                            middle[*source],
                            rows[layer - 1],
                            bus,
                            middle[*slot],
                            rows[layer],
                        );
                        led = true;
                    }
                    if led && is_name(*slot) {
                        canvas.heads.push((middle[*slot], rows[layer] - 1));
                    }
                }
                if is_name(*slot) {
                    let text = label(*slot);
                    let at = (middle[*slot].saturating_sub(text.width() / 2), rows[layer]);
                    let is_selected = *slot == tour.selected();
                    let role = if is_selected { Role::Strong } else { Role::Math };
                    canvas.labels.push(Label { at, text, role, name: *slot });
                    if is_selected {
                        canvas.centre = (middle[*slot], rows[layer]);
                    }
                } else {
                    canvas.lines[rows[layer]][middle[*slot]] =
                        Cell { directions: NORTH | SOUTH, passes: true, joins: false };
                }
            }
        }
        canvas
    }

    /// A line from below one slot along the row of another down to it.
    fn link(&mut self, from: usize, top: usize, bus: usize, to: usize, bottom: usize) {
        for row in top + 1..bus {
            self.pass(row, from);
        }
        for row in bus + 1..bottom {
            self.pass(row, to);
        }
        self.join(bus, from, NORTH);
        self.join(bus, to, SOUTH);
        for column in from.min(to)..from.max(to) {
            self.lines[bus][column].directions |= EAST;
            self.lines[bus][column + 1].directions |= WEST;
        }
    }

    fn pass(&mut self, row: usize, column: usize) {
        let cell = &mut self.lines[row][column];
        cell.directions |= NORTH | SOUTH;
        cell.passes = true;
    }

    fn join(&mut self, row: usize, column: usize, direction: u8) {
        let cell = &mut self.lines[row][column];
        cell.directions |= direction;
        cell.joins = true;
    }
}

/// The row of each layer: between two there is a row for each slot of the lower one, and one
/// for the heads of the arrows.
fn rows(diagram: &Diagram) -> Vec<usize> {
    let mut row = 0;
    let mut rows = Vec::new();
    for (layer, slots) in diagram.layers().iter().enumerate() {
        if layer > 0 {
            row += slots.len() + 2;
        }
        rows.push(row);
    }
    rows
}
