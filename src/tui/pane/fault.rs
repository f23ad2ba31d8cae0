//! An exercise file that cannot be used: every fault, where it is, and how to mend it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::exercise::library::Loaded;
use crate::markup::{Markup, Role};
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{inside, page};
use crate::tui::widget::wrap::wrap;
use crate::tui::words;

/// Draws the faults.
pub fn draw(loaded: &Loaded, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let rows = wrap(&theme.markup(&text(loaded)), inside(area.width).into());
    page(words::EXERCISE.to_owned(), &rows, 0, theme, area, buffer);
}

/// The faults in paragraphs.
pub fn text(loaded: &Loaded) -> Markup {
    let mut text = Markup::new().with(Role::Wrong, words::UNUSABLE);
    for fault in loaded.diagnostics.iter().filter(|fault| fault.is_error()) {
        let place = loaded.source.position(fault.span().start);
        let place = words::place(loaded.source.name(), place.line, place.column);
        text.push(Role::Dim, format!("\n\n{place}\n"));
        text.push(Role::Text, &fault.message);
        if let Some(help) = &fault.help {
            text.push(Role::Dim, format!("\n{help}"));
        }
    }
    text
}
