//! How roles look, and what the terminal can show.

mod colours;

pub use colours::{Choice, Colours, Depth};

use std::env;

use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};

use super::spelling;
use crate::engine::{self, Program};
use crate::markup::{Markup, Role};

/// What the terminal can show.
///
/// No colour says anything that a word or a sign does not say too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The colours of text.
    pub colours: Colours,
    /// How many colours there are.
    pub depth: Depth,
    /// Whether there are signs beyond ASCII.
    pub unicode: bool,
}

/// Signs that stand alone.
#[derive(Clone, Copy, Debug)]
pub struct Glyphs {
    /// Before what is selected.
    pub selected: &'static str,
    /// What is right.
    pub right: &'static str,
    /// What is wrong.
    pub wrong: &'static str,
    /// What is near.
    pub near: &'static str,
    /// What was begun.
    pub begun: &'static str,
    /// What is cut off.
    pub cut: &'static str,
    /// What cannot be used.
    pub fault: &'static str,
    /// What is not asked for.
    pub unasked: &'static str,
    /// A step of the level that is reached, and one that is not.
    pub level: [&'static str; 2],
    /// Between cells.
    pub bar: &'static str,
    /// The brackets of a matrix, left and right: above, between, below, alone.
    pub brackets: [[&'static str; 4]; 2],
    /// Minus.
    pub minus: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    selected: "▸",
    right: "✓",
    wrong: "✗",
    near: "≈",
    begun: "…",
    cut: "…",
    fault: "!",
    unasked: "·",
    level: ["●", "○"],
    bar: "│",
    brackets: [["⎡", "⎢", "⎣", "["], ["⎤", "⎥", "⎦", "]"]],
    minus: "−",
};

const ASCII: Glyphs = Glyphs {
    selected: ">",
    right: "+",
    wrong: "x",
    near: "~",
    begun: ".",
    cut: "...",
    fault: "!",
    unasked: ".",
    level: ["*", "-"],
    bar: "|",
    brackets: [["[", "[", "[", "["], ["]", "]", "]", "]"]],
    minus: "-",
};

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Theme {
    /// What was asked for, and what the variables of the environment say: ASCII alone if the
    /// locale names another encoding than UTF-8. Where no locale is set, the terminal is taken
    /// to be a modern one.
    pub fn from_environment(choice: Choice) -> Self {
        let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let (colours, depth) = colours::choose(choice, set);
        Self { colours, depth, unicode: locale.is_none_or(|locale| is_utf_8(&locale)) }
    }

    /// Whether there are colours enough to fill a picture with.
    pub fn has_many_colours(self) -> bool {
        self.colours != Colours::None && self.depth > Depth::Sixteen
    }

    /// What everything is drawn on.
    pub fn ground(self) -> Style {
        self.colours.ground()
    }

    /// How a role looks.
    pub fn style(self, role: Role) -> Style {
        self.colours.style(role)
    }

    /// Text as this terminal can show it: no control character is left in it, and beyond ASCII
    /// only what there is.
    pub fn text(self, text: &str) -> String {
        if self.unicode { spelling::visible(text) } else { spelling::ascii(text) }
    }

    /// The same of a text in roles.
    pub fn markup(self, markup: &Markup) -> Markup {
        let mut shown = Markup::new();
        for piece in markup.pieces() {
            shown.push(piece.role, self.text(&piece.text));
        }
        shown
    }

    /// One line of text, its roles as styles.
    pub fn line(self, markup: &Markup) -> Line<'static> {
        let span = |piece: &crate::markup::Piece| {
            Span::styled(self.text(&piece.text), self.style(piece.role))
        };
        Line::from(markup.pieces().iter().map(span).collect::<Vec<_>>())
    }

    /// How the engine writes mathematics for this terminal.
    pub fn writing(self) -> engine::Style {
        if self.unicode { engine::Style::Unicode } else { engine::Style::NumPy }
    }

    /// A variable's name.
    pub fn name(self, name: &str) -> String {
        self.text(&Program::print_name(name, self.writing()))
    }

    /// The signs that there are.
    pub fn glyphs(self) -> &'static Glyphs {
        if self.unicode { &UNICODE } else { &ASCII }
    }

    /// The lines around a pane.
    pub fn border(self) -> border::Set<'static> {
        if self.unicode { border::ROUNDED } else { ASCII_BORDER }
    }
}

fn is_utf_8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_name_their_encoding() {
        assert!(is_utf_8("en_GB.UTF-8") && is_utf_8("C.utf8"));
        assert!(!is_utf_8("C") && !is_utf_8("de_DE.ISO-8859-1"));
    }
}
