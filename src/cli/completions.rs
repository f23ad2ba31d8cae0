//! `gradus completions`: what a shell needs to complete commands and options.

use clap::{Args as ClapArgs, CommandFactory};
use clap_complete::{Shell, generate};

use super::Arguments;
use super::output::Outcome;

/// Print a script by which a shell completes commands and options
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus completions bash > ~/.local/share/bash-completion/completions/gradus
  gradus completions fish > ~/.config/fish/completions/gradus.fish
  gradus completions zsh > ~/.zfunc/_gradus      with ~/.zfunc in fpath

Exit status: 0 printed, 2 there is no such shell.")]
pub struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let mut script = Vec::new();
    generate(args.shell, &mut Arguments::command(), "gradus", &mut script);
    Outcome { stdout: String::from_utf8_lossy(&script).into_owned(), ..Outcome::default() }
}
