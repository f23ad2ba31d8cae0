//! `gradus preview`: the tutor on the file that its author is writing, the key beside it.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::output::Outcome;
use super::watch::Watch;
use crate::exercise::library::{Library, is_archive};
use crate::tui::{self, theme::Theme};

/// Show an exercise file as learners will see it, its key beside it, each time that it is saved
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus preview my.toml                     in one window, and the editor in another

`v` and `V`, or F3 and F4 while an answer is typed, show the next seed and the one before. A
version with errors is reported, and the last sound one stays. Nothing that is answered counts.

Exit status: 0 left, 2 it could not be shown.")]
pub struct Args {
    /// The exercise file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, theme: Theme) -> Outcome {
    let shown = args.file.display();
    if args.file.is_dir() || is_archive(&args.file) {
        return Outcome::failed(&format!("{shown} is no exercise file; name one to preview it"));
    }
    let library = match Library::open(std::slice::from_ref(&args.file)) {
        Ok(library) => library,
        Err(error) => return Outcome::failed(&format!("{error}; `gradus new` writes one")),
    };
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Outcome::failed("a preview needs a terminal; `gradus check --watch` does not");
    }
    let watch = match Watch::new(std::slice::from_ref(&args.file)) {
        Ok(watch) => watch,
        Err(error) => return Outcome::failed(&error),
    };
    match tui::preview(library, theme, move || watch.wait()) {
        Ok(()) => Outcome::default(),
        Err(error) => Outcome::failed(&format!("the terminal cannot be used: {error}")),
    }
}
