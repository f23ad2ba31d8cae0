//! What was practised, in rows: some of them lead to an exercise.

use super::action::{Action, Command};
use crate::markup::Markup;

/// How many rows a page up or down skips.
const PAGE: usize = 10;

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it says.
    pub text: Markup,
    /// Where it leads.
    pub link: Option<Link>,
}

/// An exercise to practise, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The exercise's key.
    pub exercise: String,
    /// The misconception that its numbers should show.
    pub mistake: Option<String>,
}

/// The rows, and the one under the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    rows: Vec<Row>,
    at: usize,
}

/// What a step leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The rows are still shown.
    Stay,
    /// They are left.
    Leave,
    /// An exercise is opened.
    Open(Link),
}

impl Row {
    /// A row that leads nowhere.
    pub fn of(text: Markup) -> Self {
        Self { text, link: None }
    }
}

impl Overview {
    /// The cursor in the first row.
    pub fn new(rows: Vec<Row>) -> Self {
        Self { rows, at: 0 }
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row under the cursor, counted from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Where the row under the cursor leads.
    pub fn link(&self) -> Option<&Link> {
        self.rows.get(self.at)?.link.as_ref()
    }

    /// Takes a step.
    pub(super) fn apply(&mut self, action: &Action) -> Outcome {
        let last = self.rows.len().saturating_sub(1);
        let to = match action {
            Action::Do(Command::Back | Command::Progress) => return Outcome::Leave,
            Action::Do(Command::Confirm) => {
                return self.link().cloned().map_or(Outcome::Leave, Outcome::Open);
            }
            Action::Do(Command::Up) => self.at.saturating_sub(1),
            Action::Do(Command::Down) => self.at + 1,
            Action::Do(Command::PageUp) => self.at.saturating_sub(PAGE),
            Action::Do(Command::PageDown) => self.at + PAGE,
            Action::Do(Command::First) => 0,
            Action::Do(Command::Last) => last,
            // The next row that leads somewhere, and from the last one the first.
            Action::Do(Command::NextField) => {
                let leads = |at: &usize| self.rows[*at].link.is_some();
                (self.at + 1..=last).chain(0..=self.at.min(last)).find(leads).unwrap_or(self.at)
            }
            Action::ScrollTo(row) => *row,
            _ => self.at,
        };
        self.at = to.min(last);
        Outcome::Stay
    }
}
