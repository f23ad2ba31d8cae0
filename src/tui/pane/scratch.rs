//! The calculator: what was calculated, the newest last, and the line that is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::markup::{Markup, Role};
use crate::session::scratch::{Calculation, Scratch};
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, print};
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{cells, line, matrix, width};
use crate::tui::words;

/// The rows that the pane would like to have.
pub const HEIGHT: u16 = 12;
/// Before the line.
const PROMPT: &str = "= ";

/// Draws the calculator; the cursor is where typing goes.
pub fn draw(scratch: &Scratch, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let inner = Frame::new(words::SCRATCH).draw(theme, area, buffer);
    let room = usize::from(inner.width);
    let start = PROMPT.len();
    let (text, at) = line::visible(scratch.line(), room.saturating_sub(start), theme);
    let mut rows: Vec<Markup> =
        scratch.done().iter().flat_map(|done| calculation(done, theme, room)).collect();
    let above = rows.len();
    rows.push(Markup::new().with(Role::Math, PROMPT).with(Role::Strong, text));
    rows.extend(wrap(&theme.markup(&said(scratch)), room));
    // Where there is no room for all, the oldest are left out.
    let hidden = rows.len().saturating_sub(inner.height.into()).min(above);
    print(&rows[hidden..], theme, inner, buffer);
    let (x, y) = (cells(start + at), cells(above - hidden));
    let cursor = Position { x: inner.x.saturating_add(x), y: inner.y.saturating_add(y) };
    inner.contains(cursor).then_some(cursor)
}

/// Below the line: what is wrong with it, or what it is for.
fn said(scratch: &Scratch) -> Markup {
    match scratch.fault() {
        Some(fault) => Markup::new().with(Role::Notice, words::fault(fault)),
        None if scratch.done().is_empty() => Markup::new().with(Role::Dim, words::SCRATCH_HELP),
        None => Markup::new(),
    }
}

/// A calculation in rows: what was typed, and its value behind it where there is room.
fn calculation(done: &Calculation, theme: Theme, room: usize) -> Vec<Markup> {
    let typed = Markup::new().with(Role::Dim, theme.text(&done.text));
    let mut rows = wrap(&typed, room);
    let value = matrix::flow(matrix::blocks("", &done.value, theme, room), room);
    match (rows.last_mut(), &value[..]) {
        (Some(last), [one]) if width(last) + width(one) <= room => last.extend(one.clone()),
        _ => rows.extend(value),
    }
    rows
}
