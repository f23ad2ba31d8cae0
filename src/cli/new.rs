//! `gradus new`: a commented exercise to start from.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use clap::builder::PossibleValuesParser;

use super::output::Outcome;
use crate::exercise::library::unpacked;

/// The templates as `build.rs` packed them.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/templates.tar.deflate"));

/// Write a commented exercise to start from, one for each topic
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus new my-first.toml                            the chain rule, to start with
  gradus new nets/relu.toml --template two-layer-nonlinear
  gradus check my-first.toml                          then, after each change

A file that is there already is left as it is.

Exit status: 0 written, 2 it could not be done.")]
pub struct Args {
    /// The file to write; its folder has to be there
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What to start from
    #[arg(long, default_value = "scalar-operations", value_name = "NAME",
          value_parser = PossibleValuesParser::new(names()))]
    pub template: String,
}

/// The names of the templates, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    env!("TEMPLATES").split(',')
}

/// The text of a template.
fn text(name: &str) -> String {
    let files = unpacked(PACKED).expect("the build packed them");
    let mut files = files.into_iter();
    let found = files.find(|(path, _)| path.file_stem() == Some(name.as_ref()));
    let (_, bytes) = found.expect("the names are those of the files");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    match write(&args.path, &text(&args.template)) {
        Ok(()) => Outcome {
            stdout: format!(
                "{path} is written; try `gradus check {path}` and `gradus {path}`\n",
                path = args.path.display()
            ),
            ..Outcome::default()
        },
        Err(error) => Outcome::failed(&error),
    }
}

/// Writes a new file; the error says why there is none.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let shown = path.display();
    if path.extension().is_none_or(|extension| extension != "toml") {
        return Err(format!("exercise files end in .toml: try {shown}.toml"));
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(text.as_bytes()).inspect_err(|_| {
            // A part of it would be in the way of the next attempt.
            let _ = fs::remove_file(path);
        })
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{shown} is there already, and is left as it is"),
        ErrorKind::NotFound => format!("the folder of {shown} is not there; make it first"),
        _ => format!("{shown} cannot be written: {error}"),
    })
}
