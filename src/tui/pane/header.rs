//! The first line: where the learner is, and what was earned.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::exam;
use crate::markup::{Markup, Role};
use crate::session::{Place, Session};
use crate::tui::theme::Theme;
use crate::tui::widget::frame::print;
use crate::tui::widget::{cut, padded, width};
use crate::tui::words;

/// Draws the header.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let room = usize::from(area.width);
    let selected = theme.glyphs().selected;
    let mut left = Markup::new().with(Role::Heading, format!(" {}", words::NAME));
    let mut right = Markup::new();
    if let Some(exam) = session.exam() {
        right.push(Role::Strong, format!("{} ", exam::right(exam)));
        let path = format!(" {selected} {}", theme.text(&exam::path(session, exam)));
        let room = room.saturating_sub(width(&left) + width(&right) + 2);
        left.push(Role::Strong, cut(&path, room, theme.glyphs().cut));
        return print_both(&left, &right, theme, area, buffer);
    }
    if session.previewed().is_some() {
        right.push(Role::Notice, format!("{}  ", words::PREVIEW));
    }
    match (session.place(), session.current()) {
        (Place::Home, _) => left.push(Role::Dim, format!("  {}", words::PURPOSE)),
        (Place::Exercise(index), None) => {
            left.push(Role::Text, format!(" {selected} {}", session.entry(index).id));
        }
        (Place::Exercise(_), Some((exercise, desk))) => {
            if exercise.is_drawn() {
                right.push(Role::Text, format!("{}  ", words::variant(desk.seed())));
            }
            let points = desk.sheet().map_or(0.0, crate::session::sheet::Sheet::points);
            right.push(Role::Strong, words::points_of(points, exercise.points()));
            right.push(Role::Text, " ");
            let path = format!(" {selected} {}", theme.text(&exercise.title));
            let room = room.saturating_sub(width(&left) + width(&right) + 2);
            left.push(Role::Strong, cut(&path, room, theme.glyphs().cut));
        }
    }
    print_both(&left, &right, theme, area, buffer);
}

/// Prints one text at the left end of a line, and one at the right.
fn print_both(left: &Markup, right: &Markup, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let free = usize::from(area.width).saturating_sub(width(right));
    let mut line = padded(theme.markup(left), free);
    line.extend(right.clone());
    print(&[line], theme, area, buffer);
}
