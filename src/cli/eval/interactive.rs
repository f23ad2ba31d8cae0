//! `gradus eval` as a calculator: lines are edited, remembered and completed.

use std::cell::RefCell;
use std::io::IsTerminal;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Editor, Helper};

use super::calculator::{Calculator, Reply, is_open};
use crate::cli::output::{Colour, Outcome};
use crate::cli::report;

/// What the editor asks the calculator.
struct Assistant {
    calculator: RefCell<Calculator>,
}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let before = &line[..at];
        let word = |c: char| unicode_ident::is_xid_continue(c);
        let start = before.char_indices().rev().take_while(|(_, c)| word(*c)).last();
        let start = start.map_or(at, |(start, _)| start);
        let begun = &before[start..];
        let found = self.calculator.borrow().completions(begun);
        Ok((start, if begun.is_empty() { Vec::new() } else { found }))
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let open = is_open(context.input());
        Ok(if open { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Hinter for Assistant {
    type Hint = String;
}

impl Highlighter for Assistant {}

impl Helper for Assistant {}

/// Reads and answers lines until there are no more.
pub fn run(calculator: Calculator, colour: Colour) -> Outcome {
    let cannot = |error: ReadlineError| {
        Outcome::failed(&format!("lines cannot be read from the terminal: {error}"))
    };
    let mut editor = match Editor::<Assistant, DefaultHistory>::new() {
        Ok(editor) => editor,
        Err(error) => return cannot(error),
    };
    editor.set_helper(Some(Assistant { calculator: RefCell::new(calculator) }));
    if std::io::stdin().is_terminal() {
        println!("Equations and expressions; `help` says more, `quit` leaves.");
    }
    loop {
        let line = match editor.readline("> ") {
            Ok(line) => line,
            // As in other calculators: what was typed is dropped, the session goes on.
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Outcome::default(),
            Err(error) => return cannot(error),
        };
        // A history that is full or off is no reason to stop.
        let _ = editor.add_history_entry(line.as_str());
        let assistant = editor.helper().expect("it was set above");
        let replies = assistant.calculator.borrow_mut().enter(&line);
        for reply in replies {
            match reply {
                Reply::Text(text) => print!("{text}"),
                Reply::Refused(source, faults) => {
                    eprint!("{}", report::report(&source, &faults, colour.stderr));
                }
                Reply::Leave => return Outcome::default(),
            }
        }
    }
}
