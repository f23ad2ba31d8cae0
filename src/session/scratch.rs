//! A calculator over the values that are given: a line, and what was calculated before.

use super::action::{Action, Command};
use super::line::Line;
use crate::diagnostic::Diagnostic;
use crate::engine::Array;

/// How many calculations are kept.
const KEPT: usize = 100;

/// The calculator of one variant.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    line: Line,
    done: Vec<Calculation>,
    /// The calculation that was called back, and the line that was typed before.
    recalled: Option<(usize, Line)>,
    fault: Option<Diagnostic>,
}

/// What was calculated.
#[derive(Clone, Debug)]
pub struct Calculation {
    /// As it was typed.
    pub text: String,
    /// What came of it.
    pub value: Array,
}

impl Scratch {
    /// What is typed.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Types a whole line.
    pub(super) fn enter(&mut self, text: &str) {
        self.line = Line::new(text);
    }

    /// What was calculated, the newest last.
    pub fn done(&self) -> &[Calculation] {
        &self.done
    }

    /// Why what is typed could not be calculated.
    pub fn fault(&self) -> Option<&Diagnostic> {
        self.fault.as_ref()
    }

    /// Takes a step within the line.
    pub(super) fn apply(&mut self, action: &Action) {
        match action {
            Action::Type(letter) => drop(self.line.insert(letter.encode_utf8(&mut [0; 4]))),
            Action::Paste(text) => drop(self.line.insert(text.trim())),
            Action::Do(Command::Up) => self.recall(-1),
            Action::Do(Command::Down) => self.recall(1),
            Action::Do(command) => drop(self.line.command(*command)),
            _ => return,
        }
        self.fault = None;
    }

    /// Takes what came of the line. Where nothing came of it, the line stays.
    pub(super) fn take(&mut self, result: Result<Array, Vec<Diagnostic>>) {
        match result {
            Ok(value) => {
                let text = self.line.text().trim().to_owned();
                if self.done.len() == KEPT {
                    self.done.remove(0);
                }
                self.done.push(Calculation { text, value });
                self.line.clear();
                self.recalled = None;
            }
            Err(faults) => self.fault = faults.into_iter().next(),
        }
    }

    /// Calls an earlier or later calculation back into the line; behind the newest stands what
    /// was being typed.
    fn recall(&mut self, by: isize) {
        let at = self.recalled.as_ref().map_or(self.done.len(), |(at, _)| *at);
        let Some(to) = at.checked_add_signed(by).filter(|to| *to <= self.done.len()) else {
            return;
        };
        let typed = match self.recalled.take() {
            Some((_, typed)) => typed,
            None => self.line.clone(),
        };
        if let Some(calculation) = self.done.get(to) {
            self.line = Line::new(&calculation.text);
            self.recalled = Some((to, typed));
        } else {
            self.line = typed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calculated(texts: &[&str]) -> Scratch {
        let mut scratch = Scratch::default();
        for text in texts {
            scratch.apply(&Action::Paste((*text).to_owned()));
            scratch.take(Ok(Array::scalar(1.0)));
        }
        scratch
    }

    #[test]
    fn earlier_lines_come_back_and_what_was_typed_is_kept() {
        let mut scratch = calculated(&["a", "b"]);
        scratch.apply(&Action::Type('c'));
        let steps = [(Command::Up, "b"), (Command::Up, "a"), (Command::Up, "a")];
        let back = [(Command::Down, "b"), (Command::Down, "c"), (Command::Down, "c")];
        for (command, shown) in steps.into_iter().chain(back) {
            scratch.apply(&Action::Do(command));
            assert_eq!(scratch.line().text(), shown, "{command:?}");
        }
    }

    #[test]
    fn only_the_newest_are_kept() {
        let texts: Vec<String> = (0..KEPT + 3).map(|number| number.to_string()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let scratch = calculated(&texts);
        assert_eq!(scratch.done().len(), KEPT);
        assert_eq!(scratch.done()[0].text, "3");
    }

    #[test]
    fn a_line_that_cannot_be_calculated_stays() {
        let mut scratch = calculated(&[]);
        scratch.apply(&Action::Type('('));
        scratch.take(Err(vec![Diagnostic::error("unclosed", "never closed")]));
        assert_eq!(scratch.line().text(), "(");
        assert!(scratch.fault().is_some() && scratch.done().is_empty());
        scratch.apply(&Action::Type('1'));
        assert!(scratch.fault().is_none());
    }
}
