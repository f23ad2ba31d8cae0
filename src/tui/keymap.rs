//! Which key does what, in one table for each context: the bar and the help are made of it.

mod exam;
mod tables;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::session::{Action, Command, Context};

/// Keys that mean a command.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys; any of them will do.
    pub keys: &'static [Key],
    /// How they are written; empty for a key that goes without saying.
    pub shown: &'static str,
    /// What they mean.
    pub command: Command,
    /// Whether the bar names them, besides the help.
    pub bar: bool,
}

/// A key and what is held down with it; Shift does not count.
pub type Key = (KeyCode, KeyModifiers);

/// The keys of a context, in the order in which they are shown.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    let table = match context {
        Context::Home => tables::HOME,
        Context::Search => tables::SEARCH,
        Context::Field => tables::FIELD,
        Context::Grid => tables::GRID,
        Context::Choice => tables::CHOICE,
        Context::Commands => tables::COMMANDS,
        Context::Fault => tables::FAULT,
        Context::Solution => tables::IN_SOLUTION,
        Context::Landscape => tables::IN_LANDSCAPE,
        Context::Graph => tables::IN_GRAPH,
        Context::Scratch => tables::IN_SCRATCH,
        Context::Help => tables::IN_HELP,
        Context::Progress => tables::IN_OVERVIEW,
        Context::Palette => tables::IN_PALETTE,
        Context::Overview => exam::OVERVIEW,
        Context::HandIn => exam::HAND_IN,
        Context::Report => exam::REPORT,
    };
    exam::beside(context).iter().chain(table).chain(tables::EVERYWHERE)
}

/// What a key means in a context.
pub fn action(event: KeyEvent, context: Context) -> Option<Action> {
    let modifiers = event.modifiers.difference(KeyModifiers::SHIFT);
    let bound = bindings(context).find(|binding| binding.keys.contains(&(event.code, modifiers)));
    if let Some(binding) = bound {
        return Some(Action::Do(binding.command));
    }
    match (event.code, context) {
        _ if modifiers != KeyModifiers::NONE => None,
        (
            KeyCode::Char(c),
            Context::Field | Context::Grid | Context::Search | Context::Scratch | Context::Palette,
        ) => Some(Action::Type(c)),
        (KeyCode::Char(c), Context::Choice) => {
            let option = c.to_digit(10)?.checked_sub(1)?;
            usize::try_from(option).ok().map(Action::Choose)
        }
        // What can only begin a number is typed at once.
        (KeyCode::Char(c), Context::Commands) if c.is_ascii_digit() || "+-−.([".contains(c) => {
            Some(Action::Type(c))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXTS: [Context; 17] = [
        Context::Overview,
        Context::HandIn,
        Context::Report,
        Context::Progress,
        Context::Home,
        Context::Search,
        Context::Field,
        Context::Grid,
        Context::Choice,
        Context::Commands,
        Context::Fault,
        Context::Solution,
        Context::Landscape,
        Context::Graph,
        Context::Scratch,
        Context::Help,
        Context::Palette,
    ];

    #[test]
    fn no_key_has_two_meanings() {
        for context in CONTEXTS {
            let mut keys: Vec<_> = bindings(context).flat_map(|binding| binding.keys).collect();
            let count = keys.len();
            keys.sort_by_key(|key| format!("{key:?}"));
            keys.dedup();
            assert_eq!(keys.len(), count, "{context:?}");
        }
    }

    #[test]
    fn letters_are_typed_into_answers_and_nowhere_commands() {
        let typed = [Context::Field, Context::Grid, Context::Search, Context::Scratch];
        for context in typed.into_iter().chain([Context::Palette]) {
            for c in ('a'..='z').chain('A'..='Z').chain('0'..='9').chain("+-*/^().,[]@ ".chars()) {
                let event = KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
                assert!(matches!(action(event, context), Some(Action::Type(typed)) if typed == c));
            }
        }
    }

    #[test]
    fn leaving_is_possible_everywhere() {
        for context in CONTEXTS {
            for c in ['c', 'q'] {
                let event = KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
                assert!(matches!(action(event, context), Some(Action::Do(Command::Quit))));
            }
        }
    }
}
