//! What was practised and what is due; a row that leads to an exercise opens it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::markup::{Markup, Role};
use crate::session::overview::Overview;
use crate::session::{Action, Command};
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, inside, print};
use crate::tui::widget::wrap::wrap_columns;
use crate::tui::widget::{width, window};
use crate::tui::words;

/// How much further in a row goes on.
const FURTHER: usize = 2;

/// Draws the rows around the one under the cursor.
pub fn draw(overview: &Overview, theme: Theme, area: Rect, buffer: &mut Buffer, spots: &mut Spots) {
    let height = usize::from(area.height.saturating_sub(2));
    let lines = lines(overview, theme, inside(area.width).into());
    let here = lines.iter().position(|(row, _)| *row == overview.at()).unwrap_or_default();
    let first = window(here, lines.len(), height);
    let note = words::hidden(first, lines.len().saturating_sub(first + height));
    let title = words::progress::PROGRESS.to_owned();
    let inner = Frame { title, note }.draw(theme, area, buffer);
    for ((index, line), y) in lines.into_iter().skip(first).zip(inner.y..inner.bottom()) {
        let place = Rect { y, height: 1, ..inner };
        print(&[line], theme, place, buffer);
        let row = overview.rows().get(index).filter(|_| index == overview.at());
        let confirm = row.is_some_and(|row| row.link.is_some());
        let action = if confirm { Action::Do(Command::Confirm) } else { Action::ScrollTo(index) };
        spots.add(place, action);
    }
}

/// The rows in lines of a width, each with the number of its row: what has no room goes on further
/// in on the next line.
fn lines(overview: &Overview, theme: Theme, room: usize) -> Vec<(usize, Markup)> {
    let mut lines = Vec::new();
    for (index, row) in overview.rows().iter().enumerate() {
        let text = theme.markup(&row.text);
        let said = text.to_string();
        let indent = said.len() - said.trim_start().len();
        let own = room.saturating_sub(1);
        let fits = width(&text) <= own;
        let parts = if fits {
            vec![text]
        } else {
            wrap_columns(&text, own.saturating_sub(indent + FURTHER))
        };
        for (part, words) in parts.into_iter().enumerate() {
            let begins = part == 0;
            let here = begins && index == overview.at();
            let sign = if here { theme.glyphs().selected } else { " " };
            let mut line = Markup::new().with(Role::Strong, sign);
            line.push(Role::Text, " ".repeat(if begins { 0 } else { indent + FURTHER }));
            line.extend(words);
            lines.push((index, line));
        }
    }
    lines
}
