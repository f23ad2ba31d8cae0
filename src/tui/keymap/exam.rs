//! The keys of an exam.

use crossterm::event::KeyCode;

use super::tables::{
    ENTER, FIRST, HELP, LAST, PAGE_DOWN, PAGE_UP, alt, bar, ctrl, letter, more, plain,
};
use super::{Binding, Key};
use crate::session::{Command, Context};

/// Beside an answer that is typed.
const TYPED: &[Binding] = &[
    bar(&[ctrl('f')], "Ctrl-F", Command::Flag),
    bar(&[ctrl('o'), alt('o')], "Ctrl-O", Command::Overview),
    bar(&[ctrl('t'), alt('t')], "Ctrl-T", Command::HandIn),
];

/// Where letters are commands.
const COMMANDS: &[Binding] = &[
    bar(&[letter('f'), ctrl('f')], "f", Command::Flag),
    bar(&[letter('o'), ctrl('o'), alt('o')], "o", Command::Overview),
    bar(&[letter('t'), ctrl('t'), alt('t')], "t", Command::HandIn),
];

/// The keys that an exam adds to those of a context.
pub fn beside(context: Context) -> &'static [Binding] {
    match context {
        Context::Field | Context::Grid | Context::Scratch => TYPED,
        Context::Choice | Context::Commands => COMMANDS,
        _ => &[],
    }
}

const UP: Binding = bar(&[plain(KeyCode::Up), letter('k'), letter('p')], "↑/↓", Command::Up);
const DOWN: Binding = more(&[plain(KeyCode::Down), letter('j'), letter('n')], "", Command::Down);
const LEAVE: &[Key] = &[plain(KeyCode::Esc), letter('q')];
const STAY: &[Key] = &[plain(KeyCode::Esc), letter('n'), letter('q')];

/// The map of all questions.
pub const OVERVIEW: &[Binding] = &[
    UP,
    DOWN,
    ENTER,
    bar(&[letter('f'), ctrl('f')], "f", Command::Flag),
    bar(&[letter('t'), ctrl('t'), alt('t')], "t", Command::HandIn),
    bar(LEAVE, "Esc", Command::Back),
    more(&[ctrl('o'), alt('o'), letter('o')], "", Command::Overview),
    HELP,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
];

/// The question whether the exam is to be handed in.
pub const HAND_IN: &[Binding] =
    &[bar(&[letter('y')], "y", Command::HandIn), bar(STAY, "Esc", Command::Back)];

/// What came of the exam.
pub const REPORT: &[Binding] = OVERVIEW;
