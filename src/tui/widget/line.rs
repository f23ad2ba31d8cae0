//! The part of a typed line that can be seen.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::session::line::Line;
use crate::tui::theme::Theme;

/// The part of a line that has room, with the cursor in it, and the column of the cursor. One
/// column is kept for the cursor behind the last character.
pub fn visible(line: &Line, room: usize, theme: Theme) -> (String, usize) {
    let text = theme.text(line.text());
    let at = theme.text(line.before_cursor()).width();
    let skip = (at + 1).saturating_sub(room.max(1));
    let mut column = 0;
    let mut out = String::new();
    let mut start = None;
    for c in text.chars() {
        let next = column + c.width().unwrap_or(0);
        if column >= skip && next <= skip + room {
            start.get_or_insert(column);
            out.push(c);
        }
        column = next;
    }
    (out, at - start.unwrap_or(at).min(at))
}
