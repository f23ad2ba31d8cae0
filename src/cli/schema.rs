//! `gradus schema`: the JSON Schema of the exercise file, for editors.

use clap::Args as ClapArgs;

use super::output::Outcome;

/// The schema, as it is shipped.
pub const SCHEMA: &str = include_str!("../../docs/exercise.schema.json");

/// Print the JSON Schema of the exercise file, for editors that complete and check TOML
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus schema > exercise.schema.json

An editor with a TOML language server, such as taplo, then completes the keys of a file that begins
with the line `#:schema ./exercise.schema.json`.

Exit status: 0 printed.")]
pub struct Args;

/// Runs the command.
pub fn run(_: &Args) -> Outcome {
    Outcome { stdout: SCHEMA.to_owned(), ..Outcome::default() }
}
