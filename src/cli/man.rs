//! `gradus man`: the manual pages, made of what `--help` says.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Command, CommandFactory};
use clap_mangen::Man;

use super::Arguments;
use super::output::Outcome;
use crate::nearest::suggestion;

/// Print the manual page of gradus or of one of its commands
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus man | man -l -                      read the page
  gradus man check | man -l -                that of a command
  gradus man --folder ~/.local/share/man/man1    write all pages into a folder

Exit status: 0 printed or written, 2 it could not be done.")]
pub struct Args {
    /// The command whose page is printed; that of gradus itself where none is named
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
    /// Write all pages into this folder instead; it has to be there
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    pub folder: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let mut command = Arguments::command();
    command.build();
    if let Some(folder) = &args.folder {
        return written(&command, folder);
    }
    let chosen = match &args.command {
        None => Ok(command),
        Some(name) => find(&command, name),
    };
    match chosen {
        Ok(command) => Outcome { stdout: page(&command), ..Outcome::default() },
        Err(error) => Outcome::failed(&error),
    }
}

/// The command of a name; the error says which there are.
fn find(command: &Command, name: &str) -> Result<Command, String> {
    if let Some(found) = command.find_subcommand(name) {
        return Ok(found.clone());
    }
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    let help = suggestion(name, names).map_or_else(String::new, |help| format!("; {help}"));
    Err(format!("there is no command `{name}`{help}"))
}

fn page(command: &Command) -> String {
    let mut out = Vec::new();
    let man = Man::new(command.clone());
    man.render(&mut out).expect("a page is written into memory");
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes the pages of gradus and of all its commands.
fn written(command: &Command, folder: &Path) -> Outcome {
    let name = command.get_name();
    let commands = command.get_subcommands().filter(|one| one.get_name() != "help");
    let below = commands.map(|one| (format!("{name}-{}", one.get_name()), one));
    let all: Vec<_> = [(name.to_owned(), command)].into_iter().chain(below).collect();
    let write = |(name, command): &(String, &Command)| -> io::Result<()> {
        fs::write(folder.join(format!("{name}.1")), page(command))
    };
    match all.iter().try_for_each(write) {
        Ok(()) => Outcome {
            stdout: format!("{} pages are written into {}\n", all.len(), folder.display()),
            ..Outcome::default()
        },
        Err(error) => {
            Outcome::failed(&format!("{} cannot be written into: {error}", folder.display()))
        }
    }
}
