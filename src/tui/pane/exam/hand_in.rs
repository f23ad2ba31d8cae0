//! The question whether an exam is to be handed in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::markup::{Markup, Role};
use crate::session::Session;
use crate::session::draft::extent::Extent;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{inside, page};
use crate::tui::widget::wrap::wrap;
use crate::tui::words;

/// Draws the question.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let mut text = Markup::new().with(Role::Strong, words::SURE);
    for line in left(session) {
        text.push(Role::Text, format!("\n\n{line}"));
    }
    let rows = wrap(&theme.markup(&text), inside(area.width).into());
    page(words::HAND_IN.to_owned(), &rows, 0, theme, area, buffer);
}

/// What the learner may have missed.
pub fn left(session: &Session) -> Vec<String> {
    let asked = session.asked();
    let of = |extent| asked.iter().filter(|spot| session.extent(**spot) == extent).count();
    let is_flagged = |spot: &&_| session.exam().is_some_and(|exam| exam.is_flagged(**spot));
    let flagged = asked.iter().filter(is_flagged).count();
    words::asks_hand_in(of(Extent::Nothing), of(Extent::Part), flagged)
}
