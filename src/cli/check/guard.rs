//! Looks at what the check of a file takes while it goes on. A check looks itself, between one
//! variant and the next, and ends in time; where it does not, the program says what was found so
//! far and ends.

use std::process;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::thread;
use std::time::Duration;

use super::bounds::{Account, Bounds};
use super::told::Told;
use crate::cli::breakdown::hold;
use crate::exercise::library::Loaded;

/// How often it is looked.
const OFTEN: Duration = Duration::from_millis(3);

/// What was found so far.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What is said of each file.
    pub files: Vec<Told>,
    /// Why others could not be read.
    pub unreadable: Vec<String>,
}

/// A file that took more than its bounds, in the midst of a step.
#[derive(Debug)]
pub struct Overdrawn {
    /// The file with the one error.
    pub file: Loaded,
    /// How many files and paths come after it.
    pub files_left: usize,
}

/// Whoever looks.
pub struct Guard {
    bounds: Bounds,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    found: Found,
    /// The file that is being checked, and how many come after it.
    current: Option<(Arc<Account>, usize)>,
}

impl Guard {
    /// Begins to look; `last` tells what was found where a file has to be ended, and gives the
    /// exit status.
    pub fn new(bounds: Bounds, last: impl Fn(&Found, Overdrawn) -> u8 + Send + 'static) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let watched = Arc::downgrade(&state);
        thread::spawn(move || watch(&watched, &last));
        Self { bounds, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        hold(&self.state)
    }

    /// Opens the account of a file, before it is read.
    pub fn begin(&self, name: String, files_left: usize) -> Arc<Account> {
        let account = Arc::new(Account::new(self.bounds, name));
        self.state().current = Some((Arc::clone(&account), files_left));
        account
    }

    /// Closes the account of a file, if there was one, with what is said of it.
    pub fn end(&self, file: Option<Result<Told, String>>) {
        let mut state = self.state();
        state.current = None;
        match file {
            Some(Ok(told)) => state.found.files.push(told),
            Some(Err(error)) => state.found.unreadable.push(error),
            None => {}
        }
    }

    /// Notes a path that cannot be read.
    pub fn unreadable(&self, error: String) {
        self.state().found.unreadable.push(error);
    }

    /// What was found.
    pub fn finish(self) -> Found {
        std::mem::take(&mut self.state().found)
    }
}

/// Looks at the file that is being checked, until the check is over.
fn watch(state: &Weak<Mutex<State>>, last: &impl Fn(&Found, Overdrawn) -> u8) {
    while let Some(state) = state.upgrade() {
        let state = hold(&state);
        if let Some((account, files_left)) = &state.current {
            account.look();
            if account.is_overdrawn() {
                let file = account.file();
                // What is being computed cannot be stopped; its memory and time end here.
                process::exit(
                    last(&state.found, Overdrawn { file, files_left: *files_left }).into(),
                );
            }
        }
        drop(state);
        thread::sleep(OFTEN);
    }
}
