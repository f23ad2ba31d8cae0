//! A pane's border, and rows of text within it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::widgets::{Block, Widget};

use super::{cells, cut};
use crate::markup::{Markup, Role};
use crate::tui::theme::Theme;
use crate::tui::words;

/// What stands in a pane's border.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Above, to the left.
    pub title: String,
    /// Below, to the right.
    pub note: String,
}

impl Frame {
    /// A border with a title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), note: String::new() }
    }

    /// Draws the border; what is left inside is returned.
    pub fn draw(&self, theme: Theme, area: Rect, buffer: &mut Buffer) -> Rect {
        let room = usize::from(area.width.saturating_sub(4));
        let mut block = Block::bordered()
            .border_set(theme.border())
            .border_style(theme.style(Role::Dim))
            .title(label(&self.title, Role::Heading, room, theme));
        if !self.note.is_empty() {
            let note = label(&self.note, Role::Text, room, theme);
            block = block.title_bottom(note.alignment(Alignment::Right));
        }
        let inner = block.inner(area);
        block.render(area, buffer);
        // A column of air on both sides.
        Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
    }
}

fn label(text: &str, role: Role, room: usize, theme: Theme) -> ratatui::text::Line<'static> {
    let text = cut(&theme.text(text), room.saturating_sub(2), theme.glyphs().cut);
    theme.line(&Markup::new().with(role, format!(" {text} ")))
}

/// The width that is left inside a frame.
pub fn inside(width: u16) -> u16 {
    width.saturating_sub(4)
}

/// Prints rows, the first at the top.
pub fn print(rows: &[Markup], theme: Theme, area: Rect, buffer: &mut Buffer) {
    for (row, y) in rows.iter().zip(area.y..area.bottom()) {
        buffer.set_line(area.x, y, &theme.line(row), area.width);
    }
}

/// Draws rows in a frame, from row `scroll` on; the border tells how many are hidden.
pub fn page(
    title: String,
    rows: &[Markup],
    scroll: usize,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let height = usize::from(area.height.saturating_sub(2));
    let scroll = scroll.min(most(rows.len(), height));
    let below = rows.len().saturating_sub(scroll + height);
    let inner = Frame { title, note: words::hidden(scroll, below) }.draw(theme, area, buffer);
    print(&rows[scroll..], theme, inner, buffer);
}

/// The most rows that a page of a height can be scrolled.
pub fn most(rows: usize, height: usize) -> usize {
    rows.saturating_sub(height)
}

/// Prints rows; if they do not all fit, the last line says so.
pub fn print_or_cut(rows: &[Markup], theme: Theme, area: Rect, buffer: &mut Buffer) {
    print(rows, theme, area, buffer);
    if rows.len() > usize::from(area.height) && area.height > 0 {
        let last = Rect { y: area.bottom() - 1, height: 1, ..area };
        let sign = Markup::new().with(Role::Dim, words::CUT);
        let blank = Markup::new().text(" ".repeat(usize::from(area.width)));
        print(&[blank], theme, last, buffer);
        print(&[sign], theme, last, buffer);
    }
}

/// An area cut in two, the upper of a height.
pub fn split_rows(area: Rect, upper: u16) -> (Rect, Rect) {
    let upper = upper.min(area.height);
    let above = Rect { height: upper, ..area };
    (above, Rect { y: area.y + upper, height: area.height - upper, ..area })
}

/// An area cut in two, the left of a width.
pub fn split_columns(area: Rect, left: u16) -> (Rect, Rect) {
    let left = left.min(area.width);
    let before = Rect { width: left, ..area };
    (before, Rect { x: area.x + left, width: area.width - left, ..area })
}

/// How many rows there are, for a layout.
pub fn height(rows: &[Markup]) -> u16 {
    cells(rows.len())
}
