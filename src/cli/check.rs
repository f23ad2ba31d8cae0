//! `gradus check`: an author's check of exercise files.

mod inspect;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::json;

use super::report;
use crate::diagnostic::Diagnostic;
use crate::exercise::library::exams::{self, LoadedExam, Shelf};
use crate::exercise::library::{Library, Loaded};

/// The seeds whose papers are drawn to see that an exam can be.
const TRIED: std::ops::Range<u64> = 0..4;

/// Check exercise and exam files: every fault of every file, with its place and a way to mend it.
/// The tests that an exercise holds are run, and many of its variants are looked at; of an exam
/// some papers are drawn
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus check exercises                     every exercise below a folder
  gradus check my.toml --format json         for an editor or a script
  gradus check my-pack --seeds 1000 --strict before a pack is published

An exercise without an error is looked at in many variants; what is found are warnings, each with
a code, described in docs/lints.md. A file allows one with `[[allow]]`, `lint` and `reason`.

Exit status: 0 no error, 1 an error was found, 2 a path could not be read. Warnings leave it at 0;
with --strict they count as errors do.")]
pub struct Args {
    /// Exercise and exam files, and folders or packs to search for them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How faults are shown
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
    /// How many variants of each exercise are looked at
    #[arg(long, default_value_t = 200, value_name = "N",
          value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub seeds: u64,
    /// Let warnings fail too
    #[arg(long)]
    pub strict: bool,
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
    let (mut files, unreadable) = read(&args.paths);
    inspect::inspect(&mut files, args.seeds);
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
    let fails = |fault: &Diagnostic| args.strict || fault.is_error();
    let wrong = |file: &Loaded| file.diagnostics.iter().any(fails);
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
    let built_in = Library::built_in();
    for path in paths {
        let found = match Library::open(std::slice::from_ref(path)) {
            Ok(library) => library,
            Err(error) => {
                unreadable.push(error);
                continue;
            }
        };
        let entries = found.entries().iter().chain(found.exams());
        let all = entries.map(|entry| Loaded::open(&entry.file, &entry.id));
        let around = Library::around(path);
        let mut shelf = None;
        for loaded in Loaded::open_pack(path).transpose().into_iter().chain(all) {
            match loaded {
                Ok(loaded) if exams::is_exam(&loaded) => {
                    let own = if around.entries().is_empty() { &found } else { &around };
                    let libraries = || Shelf::new(vec![own.clone(), built_in.clone()]);
                    let shelf = shelf.get_or_insert_with(libraries).clone();
                    files.push(exam(loaded, shelf));
                }
                Ok(mut loaded) => {
                    let known = [&built_in, &found, &around];
                    loaded.diagnostics.extend(unknown_prerequisites(&loaded, &known));
                    files.push(loaded);
                }
                Err(error) => unreadable.push(error),
            }
        }
    }
    (files, unreadable)
}

/// What is wrong with an exam, also with the first papers that it draws.
fn exam(loaded: Loaded, shelf: Shelf) -> Loaded {
    let id = loaded.source.name().to_owned();
    let LoadedExam { source, exam, mut diagnostics, shelf } =
        LoadedExam::read(loaded.source, &id, shelf);
    if let Some(exam) = exam {
        let fault = TRIED.map(|seed| shelf.paper(&exam, seed)).find_map(Result::err);
        diagnostics.extend(fault.map(|fault| fault.at(exam.title_span, "")));
    }
    Loaded { source, exercise: None, diagnostics }
}

/// The exercises to meet first that there are not.
fn unknown_prerequisites(loaded: &Loaded, known: &[&Library]) -> Vec<Diagnostic> {
    let Some(exercise) = &loaded.exercise else { return Vec::new() };
    let places = exercise.requires.iter().zip(&exercise.places.requires);
    let unknown = places.filter(|(id, _)| known.iter().all(|library| library.find(id).is_err()));
    unknown
        .map(|(id, place)| {
            let said = known[0].find(id).err().unwrap_or_default();
            Diagnostic::warning("unknown-prerequisite", said)
                .at(*place, "")
                .help("name an exercise of this pack or of the built-in library by its id")
        })
        .collect()
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
