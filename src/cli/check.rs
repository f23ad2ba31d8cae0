//! `gradus check`: an author's check of exercise files.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::json;

use super::report;
use crate::diagnostic::Diagnostic;
use crate::exercise::library::{Library, Loaded};
use crate::grading::author_test;

/// Check exercise files: every fault of every file, with its place and a way to mend it. The
/// tests that an exercise holds are run
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus check exercises                     every exercise below a folder
  gradus check my.toml --format json         for an editor or a script

Exit status: 0 no error, 1 an error was found, 2 a path could not be read.")]
pub struct Args {
    /// Exercise files, and folders or packs to search for them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How faults are shown
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
}

/// How faults are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A report with the lines that it is about
    Text,
    /// One JSON object
    Json,
}

/// Runs the command: faults go to stdout, paths that cannot be read to stderr.
pub fn run(args: &Args, colour: bool) -> ExitCode {
    let (files, unreadable) = read(&args.paths);
    for error in &unreadable {
        eprintln!("error: {error}");
    }
    let output = match args.format {
        Format::Text => text(&files, colour),
        Format::Json => json(&files),
    };
    if std::io::stdout().write_all(output.as_bytes()).is_err() {
        // Whoever reads the reports has heard enough, as `head` does.
        return ExitCode::from(2);
    }
    let wrong = |file: &Loaded| file.diagnostics.iter().any(Diagnostic::is_error);
    if !unreadable.is_empty() {
        ExitCode::from(2)
    } else if files.iter().any(wrong) {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    }
}

/// The files that could be read, and why others could not.
fn read(paths: &[PathBuf]) -> (Vec<Loaded>, Vec<String>) {
    let mut files = Vec::new();
    let mut unreadable = Vec::new();
    for path in paths {
        let found = match Library::open(std::slice::from_ref(path)) {
            Ok(library) => library,
            Err(error) => {
                unreadable.push(error);
                continue;
            }
        };
        let exercises = found.entries().iter().map(|entry| Loaded::open(&entry.file, &entry.id));
        for loaded in Loaded::open_pack(path).transpose().into_iter().chain(exercises) {
            match loaded {
                Ok(mut loaded) => {
                    if let Some(exercise) = &loaded.exercise {
                        loaded.diagnostics.extend(author_test::failures(exercise));
                    }
                    files.push(loaded);
                }
                Err(error) => unreadable.push(error),
            }
        }
    }
    (files, unreadable)
}

fn text(files: &[Loaded], colour: bool) -> String {
    let reports: String =
        files.iter().map(|file| report::report(&file.source, &file.diagnostics, colour)).collect();
    let all = || files.iter().flat_map(|file| &file.diagnostics);
    let errors = all().filter(|fault| fault.is_error()).count();
    let warnings = all().count() - errors;
    let counted =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let mut summary = vec![counted(files.len(), "file"), counted(errors, "error")];
    if warnings > 0 {
        summary.push(counted(warnings, "warning"));
    }
    reports + &summary.join(", ") + "\n"
}

fn json(files: &[Loaded]) -> String {
    let files: Vec<_> = files
        .iter()
        .map(|file| {
            json!({
                "path": file.source.name(),
                "diagnostics": report::json(&file.source, &file.diagnostics),
            })
        })
        .collect();
    format!("{:#}\n", json!({ "format": 1, "files": files }))
}
