//! `gradus check`: an author's check of exercise files.

pub mod bounds;
mod inspect;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::json;

use super::output::{self, Colour, Outcome, sealed, visible};
use super::watch::Watch;
use super::{FAILED, report};
use crate::diagnostic::Diagnostic;
use crate::exercise::library::exams::{self, LoadedExam, Shelf};
use crate::exercise::library::{Entry, Library, Loaded};
use crate::markup::escaped_json;

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
  gradus check my.toml --watch               again each time that the file is saved
  gradus check my-pack --seeds 1000 --strict before a pack is published
  gradus check my-pack.zip                   a pack in one file, .zip or .tar.gz

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
    /// Check again each time that a file is saved, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    #[command(flatten)]
    pub bounds: bounds::Bounds,
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
    // What is saved during the first check is seen too.
    let watch = args.watch.then(|| Watch::new(&args.paths)).transpose();
    let watch = match watch {
        Ok(watch) => watch,
        Err(error) => {
            return output::finish(
                &Outcome::failed(&error),
                Colour { stdout: colour, stderr: false },
            );
        }
    };
    loop {
        let (status, written) = once(args, colour);
        let unread = written.is_err();
        let status = output::status(written, status);
        // Whoever reads the reports may have heard enough, as `head` does.
        let Some(watch) = watch.as_ref().filter(|_| !unread) else {
            return ExitCode::from(status);
        };
        output::note("Checked; again when a file is saved. Ctrl-C ends it.\n");
        if !watch.wait() {
            return ExitCode::from(status);
        }
    }
}

/// Checks all files, and tells the exit status, and whether the reports could be written.
fn once(args: &Args, colour: bool) -> (u8, io::Result<()>) {
    let (mut files, reading, unreadable) = read(&args.paths);
    inspect::inspect(&mut files, &reading, args.seeds, args.bounds);
    for error in &unreadable {
        output::note(&format!("error: {}\n", visible(error)));
    }
    let output = match args.format {
        Format::Text => text(&files, colour),
        Format::Json => json(&files),
    };
    let mut stdout = io::stdout();
    let output = sealed(&output, colour);
    let written = stdout.write_all(output.as_bytes()).and_then(|()| stdout.flush());
    let fails = |fault: &Diagnostic| args.strict || fault.is_error();
    let wrong = |file: &Loaded| file.diagnostics.iter().any(fails);
    let found = u8::from(files.iter().any(wrong));
    (if unreadable.is_empty() { found } else { FAILED }, written)
}

/// The files that could be read, how long that took, and why others could not.
fn read(paths: &[PathBuf]) -> (Vec<Loaded>, Vec<Duration>, Vec<String>) {
    let mut files = Vec::new();
    let mut reading = Vec::new();
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
        let all = found.entries().iter().chain(found.exams()).map(Entry::open);
        let around = Library::around(path);
        let taken = taken_ids(&found);
        let mut shelf = None;
        let mut all = Loaded::open_pack(path).transpose().into_iter().chain(all);
        loop {
            let begin = Instant::now();
            let Some(loaded) = all.next() else { break };
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
                    loaded.diagnostics.extend(same_id(&loaded, &taken));
                    files.push(loaded);
                }
                Err(error) => unreadable.push(error),
            }
            reading.resize(files.len(), begin.elapsed());
        }
    }
    (files, reading, unreadable)
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

/// The ids that an exercise before has, by the files that have them again.
fn taken_ids(library: &Library) -> BTreeMap<String, (String, String)> {
    let mut first = BTreeMap::new();
    let mut taken = BTreeMap::new();
    for entry in library.entries() {
        let file = entry.file.display().to_string();
        match first.get(&entry.id) {
            Some(other) => drop(taken.insert(file, (entry.id.clone(), String::clone(other)))),
            None => drop(first.insert(entry.id.clone(), file)),
        }
    }
    taken
}

/// The fault of an exercise that cannot be named, since another has its id.
fn same_id(loaded: &Loaded, taken: &BTreeMap<String, (String, String)>) -> Option<Diagnostic> {
    let (id, other) = taken.get(loaded.source.name())?;
    let message = format!("{other} has the id `{id}` too");
    let place = loaded.exercise.as_ref().map(|exercise| exercise.places.title).unwrap_or_default();
    let help = "an id is the path below the pack, without the numbers of folders: rename one of \
                the files or folders";
    Some(Diagnostic::error("same-exercise-id", message).at(place, "").help(help))
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
    let text = format!("{:#}\n", json!({ "format": 1, "files": files }));
    escaped_json(&text).into_owned()
}
