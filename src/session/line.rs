//! A line of text that is being typed.

use super::action::Command;

/// The most characters that a line holds.
pub const MOST_CHARACTERS: usize = 1_000;

/// A line of text and the place of the cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// A byte, at the boundary of a character.
    cursor: usize,
}

impl Line {
    /// A line with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text to the left of the cursor.
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Whether there is nothing but space.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Puts text at the cursor, control characters as spaces; `false`, and nothing is changed,
    /// if the line has no room for it.
    pub fn insert(&mut self, text: &str) -> bool {
        if self.text.chars().count() + text.chars().count() > MOST_CHARACTERS {
            return false;
        }
        let text = text.replace(char::is_control, " ");
        self.text.insert_str(self.cursor, &text);
        self.cursor += text.len();
        true
    }

    /// Erases the character before the cursor.
    pub fn erase_before(&mut self) {
        if self.left() {
            self.text.remove(self.cursor);
        }
    }

    /// Erases the character after the cursor.
    pub fn erase_after(&mut self) {
        if self.cursor < self.text.len() {
            self.text.remove(self.cursor);
        }
    }

    /// Erases everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Moves the cursor one character; `false` if it is at the beginning.
    pub fn left(&mut self) -> bool {
        let before = self.before_cursor().char_indices().next_back();
        self.cursor = before.map_or(0, |(place, _)| place);
        before.is_some()
    }

    /// Moves the cursor one character; `false` if it is at the end.
    pub fn right(&mut self) -> bool {
        let after = self.text[self.cursor..].chars().next();
        self.cursor += after.map_or(0, char::len_utf8);
        after.is_some()
    }

    /// Carries out a command within the line; `false` if the cursor would leave it.
    pub fn command(&mut self, command: Command) -> bool {
        match command {
            Command::Left => return self.left(),
            Command::Right => return self.right(),
            Command::First => self.first(),
            Command::Last => self.last(),
            Command::EraseBefore => self.erase_before(),
            Command::EraseAfter => self.erase_after(),
            Command::EraseLine => self.clear(),
            _ => {}
        }
        true
    }

    /// Moves the cursor to the beginning.
    pub fn first(&mut self) {
        self.cursor = 0;
    }

    /// Moves the cursor to the end.
    pub fn last(&mut self) {
        self.cursor = self.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_moves_by_characters() {
        let mut line = Line::new("σ2");
        assert!(line.left() && line.left() && !line.left());
        line.erase_after();
        assert!(line.insert("−1\t"));
        assert_eq!((line.text(), line.before_cursor()), ("−1 2", "−1 "));
        assert!(line.right() && !line.right());
        line.erase_before();
        assert_eq!(line.text(), "−1 ");
    }

    #[test]
    fn a_full_line_takes_no_more() {
        let mut line = Line::new("1".repeat(MOST_CHARACTERS - 1));
        assert!(!line.insert("22"));
        assert!(line.insert("2"));
        assert!(!line.insert("2"));
    }
}
