//! The keys of the screen that one is on, what may be typed, and what the signs mean.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::bar::{is_useful, label};
use super::landscape;
use crate::markup::{Markup, Role};
use crate::session::{Context, Session};
use crate::tui::keymap::bindings;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{inside, page};
use crate::tui::widget::padded;
use crate::tui::widget::wrap::wrap;
use crate::tui::words;

/// The columns of the keys.
const KEY: usize = 12;

/// Draws the help as far as it is scrolled.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let rows = rows(session, theme, area.width);
    let scroll = session.help().unwrap_or_default();
    page(words::HELP.to_owned(), &rows, scroll, theme, area, buffer);
}

/// The whole help in rows, for a pane of a width.
pub fn rows(session: &Session, theme: Theme, pane: u16) -> Vec<Markup> {
    let room = usize::from(inside(pane));
    let context = session.screen_context();
    let mut rows = vec![Markup::new().with(Role::Heading, words::KEYS)];
    let useful = |binding: &&crate::tui::keymap::Binding| {
        !binding.shown.is_empty() && is_useful(binding, session)
    };
    for binding in bindings(context).filter(useful) {
        let key = padded(theme.markup(&Markup::new().with(Role::Strong, binding.shown)), KEY);
        let mut row = Markup::new().text("  ");
        row.extend(key);
        row.push(Role::Text, label(binding, context, session));
        rows.push(row);
    }
    let mouse = words::mouse(context);
    if !mouse.is_empty() {
        rows.push(Markup::new());
        rows.push(Markup::new().with(Role::Heading, words::MOUSE));
        let lines = wrap(&Markup::new().text(mouse), room.saturating_sub(2).min(90));
        rows.extend(lines.into_iter().map(indented));
    }
    match context {
        Context::Graph | Context::Solution => return rows,
        Context::Landscape => {
            rows.push(Markup::new());
            rows.push(Markup::new().with(Role::Heading, words::SIGNS));
            for (sign, meaning) in landscape::meanings(theme) {
                let row = Markup::new().with(Role::Strong, sign).text("  ").text(meaning);
                rows.push(indented(theme.markup(&row)));
            }
            return rows;
        }
        _ => {}
    }
    rows.push(Markup::new());
    rows.push(Markup::new().with(Role::Heading, words::TYPING));
    for text in words::MAY_TYPE {
        let lines = wrap(&theme.markup(&Markup::new().text(*text)), room.saturating_sub(2).min(90));
        rows.extend(lines.into_iter().map(indented));
    }
    rows.push(Markup::new());
    rows.push(Markup::new().with(Role::Heading, words::SIGNS));
    let glyphs = theme.glyphs();
    for (sign, role, meaning) in [
        (glyphs.right, Role::Correct, words::RIGHT),
        (glyphs.wrong, Role::Wrong, words::WRONG),
        (glyphs.near, Role::Notice, words::NEAR),
        (glyphs.begun, Role::Notice, words::BEGUN),
        (glyphs.fault, Role::Notice, words::FAULT),
    ] {
        let row = Markup::new().with(role, sign).text("  ").text(meaning);
        rows.extend(wrap(&row, room.saturating_sub(2)).into_iter().map(indented));
    }
    rows
}

fn indented(line: Markup) -> Markup {
    let mut row = Markup::new().text("  ");
    row.extend(line);
    row
}
