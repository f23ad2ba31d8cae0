//! Small parts that panes are made of.

pub mod frame;
pub mod level;
pub mod line;
pub mod matrix;
pub mod number;
pub mod wrap;

use unicode_width::UnicodeWidthStr;

use crate::markup::{Markup, Role};

/// The columns that a text takes.
pub fn width(markup: &Markup) -> usize {
    markup.pieces().iter().map(|piece| piece.text.width()).sum()
}

/// The text with spaces behind it, up to a width.
pub fn padded(mut markup: Markup, to: usize) -> Markup {
    let missing = to.saturating_sub(width(&markup));
    markup.push(Role::Text, " ".repeat(missing));
    markup
}

/// The text cut to a width, with a sign where something is left out.
pub fn cut(text: &str, to: usize, sign: &str) -> String {
    if text.width() <= to {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        let next = format!("{out}{c}");
        if next.width() + sign.width() > to {
            break;
        }
        out = next;
    }
    out + sign
}

/// A text in roles cut to a width, with a sign where something is left out.
pub fn fitted(markup: Markup, to: usize, sign: &str) -> Markup {
    if width(&markup) <= to {
        return markup;
    }
    let mut left = to.saturating_sub(sign.width());
    let mut out = Markup::new();
    for piece in markup.pieces() {
        let part = cut(&piece.text, left, "");
        left -= part.width();
        let whole = part == piece.text;
        out.push(piece.role, part);
        if !whole {
            break;
        }
    }
    out.with(Role::Dim, sign)
}

/// A number of cells as the screen counts them.
pub fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// The first of `count` rows to show in a window of `height`, so that row `at` is in it.
pub fn window(at: usize, count: usize, height: usize) -> usize {
    at.saturating_sub(height / 2).min(count.saturating_sub(height))
}
