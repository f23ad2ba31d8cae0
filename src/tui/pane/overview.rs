//! What was practised and what is due; a row that leads to an exercise opens it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::markup::{Markup, Role};
use crate::session::overview::Overview;
use crate::session::{Action, Command};
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, print};
use crate::tui::widget::window;
use crate::tui::words;

/// Draws the rows around the one under the cursor.
pub fn draw(overview: &Overview, theme: Theme, area: Rect, buffer: &mut Buffer, spots: &mut Spots) {
    let height = usize::from(area.height.saturating_sub(2));
    let count = overview.rows().len();
    let first = window(overview.at(), count, height);
    let note = words::hidden(first, count.saturating_sub(first + height));
    let title = words::progress::PROGRESS.to_owned();
    let inner = Frame { title, note }.draw(theme, area, buffer);
    let rows = overview.rows().iter().enumerate().skip(first).take(height);
    for ((index, row), y) in rows.zip(inner.y..inner.bottom()) {
        let here = index == overview.at();
        let mut line =
            Markup::new().with(Role::Strong, if here { theme.glyphs().selected } else { " " });
        line.extend(row.text.clone());
        let place = Rect { y, height: 1, ..inner };
        print(&[theme.markup(&line)], theme, place, buffer);
        let confirm = here && row.link.is_some();
        let action = if confirm { Action::Do(Command::Confirm) } else { Action::ScrollTo(index) };
        spots.add(place, action);
    }
}
