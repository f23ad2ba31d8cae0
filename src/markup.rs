//! Styled text as a value: roles, not colours. Whoever prints it decides the colours.
//!
//! Much of it was written by strangers, so that here, where text becomes output, characters that
//! act on a terminal, turn the direction of writing, or are not seen at all are replaced.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// What Unicode lets a font ignore, and the marks between lines and paragraphs.
const IGNORABLE: [RangeInclusive<char>; 17] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0d}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
];

/// Whether a character acts on a terminal, turns the direction of writing, or is not seen: a
/// control character other than a newline, or one that Unicode lets a font ignore, but for the
/// two that choose between the looks of a sign.
pub fn is_hidden(c: char) -> bool {
    match c {
        '\n' | ' '..='~' => false,
        c if c < '\u{a0}' => true,
        c => IGNORABLE.iter().any(|range| range.contains(&c)) || u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// A picture of a hidden character: one of its own for those of ASCII, `\u{fffd}` for all others.
pub fn picture(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        _ => '\u{fffd}',
    }
}

/// A text in which nothing is hidden: pictures stand for what was. Newlines stay, and a tab
/// becomes four spaces.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            c => out.push(if is_hidden(c) { picture(c) } else { c }),
        }
    }
    Cow::Owned(out)
}

/// The text of a JSON document, every hidden character in it escaped. White space stays.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let is_escaped = |c: char| is_hidden(c) && !matches!(c, '\t' | '\r');
    if !json.contains(is_escaped) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_escaped(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("a string can be written to");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// What a piece of text is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Running text.
    #[default]
    Text,
    /// Stressed text.
    Strong,
    /// Of secondary importance.
    Dim,
    /// A title.
    Heading,
    /// A variable's name, or mathematics in running text.
    Math,
    /// A number.
    Number,
    /// Text as it is typed: code, keys, file names.
    Code,
    /// What is right.
    Correct,
    /// What is wrong.
    Wrong,
    /// What deserves a second look: an imprecise answer, a warning.
    Notice,
}

/// A run of text in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is for.
    pub role: Role,
    /// The text; may hold newlines.
    pub text: String,
}

/// A text in roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    pieces: Vec<Piece>,
}

impl Markup {
    /// The empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text in a role; what is hidden in it becomes visible.
    pub fn push(&mut self, role: Role, text: impl Into<String>) {
        let text = text.into();
        let text = match visible(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(visible) => visible,
        };
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.role == role => last.text.push_str(&text),
            _ => self.pieces.push(Piece { role, text }),
        }
    }

    /// The same text with more at its end.
    pub fn with(mut self, role: Role, text: impl Into<String>) -> Self {
        self.push(role, text);
        self
    }

    /// The same text with running text at its end.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Role::Text, text)
    }

    /// Adds another text.
    pub fn extend(&mut self, other: Self) {
        for piece in other.pieces {
            self.push(piece.role, piece.text);
        }
    }

    /// The runs, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The text in lines, each with its roles; there is always one line at least.
    pub fn lines(&self) -> Vec<Markup> {
        let mut lines = vec![Markup::new()];
        for piece in &self.pieces {
            for (index, part) in piece.text.split('\n').enumerate() {
                if index > 0 {
                    lines.push(Markup::new());
                }
                lines.last_mut().expect("there is always one line").push(piece.role, part);
            }
        }
        lines
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| formatter.write_str(&piece.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown() {
        let markup = Markup::new().text("a\u{1b}[2J\u{7f}\u{9b}\u{202e}\tb\nc");
        assert_eq!(markup.to_string(), "a␛[2J␡\u{fffd}\u{fffd}    b\nc");
        for c in ['ŷ', 'ᵀ', 'é', '\u{302}', '☺', '\u{fe0f}', '한', 'ש'] {
            assert!(!is_hidden(c), "{c:?}");
        }
        let hidden = "\0\r\u{85}\u{ad}\u{61c}\u{200b}\u{200e}\u{2069}\u{feff}\u{fffe}\u{e0041}";
        assert!(hidden.chars().all(is_hidden));
    }

    #[test]
    fn json_stays_the_same_value() {
        let json = "{\"a\u{7f}\": \"\u{202e}\u{e0041}\",\n\t\"b\": \"ŷ\"}";
        let found = escaped_json(json);
        assert_eq!(found, "{\"a\\u007f\": \"\\u202e\\udb40\\udc41\",\n\t\"b\": \"ŷ\"}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        assert_eq!(value(&found), value(json));
    }

    #[test]
    fn neighbours_of_one_role_become_one_piece() {
        let markup = Markup::new().text("a").text("").text("b").with(Role::Strong, "c");
        assert_eq!(markup.pieces().len(), 2);
        assert_eq!(markup.to_string(), "abc");
    }

    #[test]
    fn lines_keep_their_roles() {
        let markup = Markup::new().text("one\ntwo ").with(Role::Math, "x\n");
        let lines = markup.lines();
        assert_eq!(lines.iter().map(ToString::to_string).collect::<Vec<_>>(), ["one", "two x", ""]);
        assert_eq!(lines[1].pieces()[1].role, Role::Math);
    }
}
