//! The list of exercises: which one is selected, and what is searched for.

use super::action::{Action, Command};
use super::line::Line;
use super::sheet::Progress;
use crate::exercise::Exercise;
use crate::exercise::library::Entry;

/// How many exercises a page up or down skips.
const PAGE: usize = 10;

/// The state of the list of exercises.
#[derive(Clone, Debug, Default)]
pub struct Home {
    selected: usize,
    query: Line,
    searching: bool,
    filter: Filter,
}

/// What the list is narrowed to; what is `None` does not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A topic, as its folder is called.
    pub topic: Option<String>,
    /// A level.
    pub level: Option<u8>,
    /// How far one is.
    pub state: Option<Progress>,
}

impl Filter {
    /// Whether it narrows nothing.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an exercise passes it. One that has no level passes only where none is asked for.
    pub fn fits(&self, topic: &str, level: Option<u8>, state: Progress) -> bool {
        self.topic.as_ref().is_none_or(|wanted| wanted == topic)
            && self.level.is_none_or(|wanted| Some(wanted) == level)
            && self.state.is_none_or(|wanted| wanted == state)
    }
}

/// What comes after a value, or before it, in a round that begins with none.
pub(super) fn turned<T: Clone + PartialEq>(values: &[T], now: Option<&T>, back: bool) -> Option<T> {
    let place = now.and_then(|now| values.iter().position(|value| value == now));
    let next = match (place, back) {
        (None, false) => 0,
        (None, true) => values.len().checked_sub(1)?,
        (Some(place), false) => place + 1,
        (Some(place), true) => place.checked_sub(1)?,
    };
    values.get(next).cloned()
}

/// What a step at Home leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The list is still shown.
    Stay,
    /// An exercise is opened.
    Open(usize),
}

impl Home {
    /// The exercise under the cursor, by its number in the library.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// What is searched for; empty for everything.
    pub fn query(&self) -> &Line {
        &self.query
    }

    /// Whether typing goes to the search.
    pub fn is_searching(&self) -> bool {
        self.searching
    }

    /// What the list is narrowed to.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub(super) fn filter_mut(&mut self) -> &mut Filter {
        &mut self.filter
    }

    /// Moves the cursor to an exercise.
    pub fn select(&mut self, index: usize) {
        self.selected = index;
    }

    /// Whether an exercise has every word that is searched for in its id, topic, title or tags.
    pub fn fits(&self, entry: &Entry, exercise: Option<&Exercise>) -> bool {
        if self.query.is_blank() {
            return true;
        }
        let mut text = format!("{} {}", entry.id, entry.topic.replace('-', " "));
        if let Some(exercise) = exercise {
            text = format!("{text} {} {}", exercise.title, exercise.tags.join(" "));
        }
        let text = text.to_lowercase();
        self.query.text().to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// Takes a step; `shown` are the exercises in the list, in order.
    pub fn apply(&mut self, action: &Action, shown: &[usize]) -> Outcome {
        let place = shown.iter().position(|index| *index == self.selected);
        let last = shown.len().saturating_sub(1);
        let mut go = |to: usize| {
            if let Some(index) = shown.get(to.min(last)) {
                self.selected = *index;
            }
        };
        match action {
            Action::Do(Command::Up) => go(place.unwrap_or(0).saturating_sub(1)),
            Action::Do(Command::Down) => go(place.map_or(0, |place| place + 1)),
            Action::Do(Command::PageUp) => go(place.unwrap_or(0).saturating_sub(PAGE)),
            Action::Do(Command::PageDown) => go(place.unwrap_or(0) + PAGE),
            Action::Do(Command::First) => go(0),
            Action::Do(Command::Last) => go(last),
            Action::Do(Command::Confirm) if place.is_some() => {
                self.searching = false;
                return Outcome::Open(self.selected);
            }
            Action::Select(index) if shown.contains(index) => self.selected = *index,
            Action::Do(Command::Search) => self.searching = true,
            Action::Do(Command::Back) => {
                // First what is searched for goes, then what narrows the list.
                if !self.searching && self.query.is_blank() {
                    self.filter = Filter::default();
                }
                self.searching = false;
                self.query.clear();
            }
            _ if self.searching => self.search(action),
            _ => {}
        }
        Outcome::Stay
    }

    fn search(&mut self, action: &Action) {
        match action {
            Action::Type(letter) => drop(self.query.insert(letter.encode_utf8(&mut [0; 4]))),
            Action::Paste(text) => drop(self.query.insert(text)),
            Action::Do(Command::EraseBefore) => self.query.erase_before(),
            Action::Do(Command::EraseAfter) => self.query.erase_after(),
            Action::Do(Command::EraseLine) => self.query.clear(),
            Action::Do(Command::Left) => drop(self.query.left()),
            Action::Do(Command::Right) => drop(self.query.right()),
            _ => {}
        }
    }
}
