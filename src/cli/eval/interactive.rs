//! `gradus eval` as a calculator: lines are edited, completed, and remembered from one session to
//! the next.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use nix::sys::termios::{SetArg, tcgetattr, tcsetattr};
use rustyline::completion::Completer;
use rustyline::config::Builder;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Config, Context, Editor, Helper};
use signal_hook::consts::{SIGHUP, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::calculator::{Calculator, Reply};
use super::statements::is_open;
use crate::cli::breakdown::{before_report, hold};
use crate::cli::output::{Colour, Outcome, note, sealed, unwritten, visible};
use crate::cli::report;
use crate::markup::is_hidden;

/// What is pasted is no longer told apart from what is typed; a line of the shell's own.
const PASTE_OFF: &str = "\x1b[?2004l\r\n";

/// The file of what was entered, in the folder where everything is remembered.
const HISTORY: &str = "calculator-history";

/// How many entries are remembered.
const MOST_ENTRIES: usize = 1_000;

/// What the editor asks the calculator.
struct Assistant {
    calculator: RefCell<Calculator>,
    /// Whether somebody types, who needs a way out of brackets that stay open.
    is_person: bool,
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
        let given_up = self.is_person && context.input().ends_with('\n');
        let open = is_open(context.input()) && !given_up;
        Ok(if open { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Hinter for Assistant {
    type Hint = String;
}

/// What is pasted is shown without what is hidden in it.
impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        visible(line)
    }

    fn highlight_char(&self, line: &str, _: usize, _: CmdKind) -> bool {
        line.contains(is_hidden)
    }
}

impl Helper for Assistant {}

type Lines = Editor<Assistant, DefaultHistory>;

/// What was entered in earlier sessions and in this one.
struct History {
    /// Where it is kept; nothing if it is not, or if it cannot be any more.
    file: Option<PathBuf>,
}

impl History {
    /// Reads what was entered before, if there is a folder for it.
    fn open(folder: Option<&Path>, editor: &mut Lines) -> Self {
        let mut history = Self { file: None };
        let Some(folder) = folder else { return history };
        let file = folder.join(HISTORY);
        let read = fs::create_dir_all(folder).map_err(ReadlineError::from);
        match read.and_then(|()| if file.exists() { editor.load_history(&file) } else { Ok(()) }) {
            Ok(()) => history.file = Some(file),
            Err(error) => warn(&file, &error),
        }
        history
    }

    /// Keeps an entry at once, so that no way to end the session loses it.
    fn add(&mut self, entry: &str, editor: &mut Lines) {
        let added = editor.add_history_entry(entry);
        let Some(file) = &self.file else { return };
        if let Err(error) = added.and_then(|_| editor.append_history(file)) {
            warn(file, &error);
            self.file = None;
        }
    }
}

/// Says once that entries are forgotten when the session ends.
fn warn(file: &Path, error: &ReadlineError) {
    let file = visible(&file.display().to_string()).into_owned();
    note(&format!("warning: what you enter is not remembered: {file}: {error}\n"));
}

/// Reads and answers lines until there are no more. What a person enters is remembered in a folder,
/// if there is one.
pub fn run(calculator: Calculator, folder: Option<&Path>, colour: Colour) -> Outcome {
    let cannot = |error: ReadlineError| {
        Outcome::failed(&format!("lines cannot be read from the terminal: {error}"))
    };
    let config = Config::builder().history_ignore_space(true);
    let config = config.max_history_size(MOST_ENTRIES).map(Builder::build);
    let mut editor = match config.and_then(Lines::with_config) {
        Ok(editor) => editor,
        Err(error) => return cannot(error),
    };
    let is_person = std::io::stdin().is_terminal();
    editor.set_helper(Some(Assistant { calculator: RefCell::new(calculator), is_person }));
    if is_person {
        // If this cannot be written, neither can the first result, where it is told.
        let _ = say("Equations and expressions; `help` says more, `quit` leaves.\n");
    }
    if is_person {
        give_back_at_the_end();
    }
    let mut history = History::open(folder.filter(|_| is_person), &mut editor);
    loop {
        let line = match editor.readline("> ") {
            Ok(line) => line,
            // As in other calculators: what was typed is dropped, the session goes on.
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Outcome::default(),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Outcome::default();
            }
            Err(error) => return cannot(error),
        };
        history.add(&line, &mut editor);
        let assistant = editor.helper().expect("it was set above");
        let replies = assistant.calculator.borrow_mut().enter(&line);
        for reply in replies {
            match reply {
                Reply::Text(text) => match say(&sealed(&text, colour.stdout)) {
                    Ok(()) => {}
                    // Whoever stops reading has read enough.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                        return Outcome::default();
                    }
                    Err(error) => return unwritten(&error),
                },
                Reply::Refused(source, faults) => {
                    note(&report::report(&source, &faults, colour.stderr));
                }
                Reply::Leave => return Outcome::default(),
            }
        }
    }
}

/// Gives the terminal back as it is now, should a signal or a panic end the program while a line is
/// edited.
fn give_back_at_the_end() {
    // A terminal that does not tell its modes keeps those that the editor set.
    let Ok(modes) = tcgetattr(io::stdin()) else { return };
    let modes = Arc::new(Mutex::new(modes));
    let give_back = move || {
        let modes = hold(&modes);
        // A terminal that is gone cannot be mended.
        let _ = say(PASTE_OFF);
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &modes);
    };
    before_report(give_back.clone());
    let Ok(mut signals) = Signals::new([SIGHUP, SIGQUIT, SIGTERM]) else { return };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            give_back();
            let _ = emulate_default_handler(signal);
        }
    });
}

fn say(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}
