//! The commands to choose from: what is typed to find one, and which is selected.

use super::action::{Action, Command};
use super::line::Line;

/// The state of the palette. Which commands there are is the interface's to know.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    line: Line,
    selected: usize,
}

impl Palette {
    /// What is looked for; empty for everything.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// The place of the selected command among those that fit.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Takes a step; whether the palette is left.
    pub(super) fn apply(&mut self, action: &Action) -> bool {
        let before = self.line.text().to_owned();
        match action {
            // Confirming without a command that fits leaves, too.
            Action::Do(Command::Back | Command::Confirm) => return true,
            Action::Choose(place) => self.selected = *place,
            Action::Type(letter) => drop(self.line.insert(letter.encode_utf8(&mut [0; 4]))),
            Action::Paste(text) => drop(self.line.insert(text.trim())),
            Action::Do(command) => drop(self.line.command(*command)),
            _ => {}
        }
        if self.line.text() != before {
            self.selected = 0;
        }
        false
    }
}
