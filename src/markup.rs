//! Styled text as a value: roles, not colours. Whoever prints it decides the colours.

use std::fmt;

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

    /// Adds text in a role.
    pub fn push(&mut self, role: Role, text: impl Into<String>) {
        let text = text.into();
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
