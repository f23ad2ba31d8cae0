//! `gradus check`: an author's check of exercise files.

pub mod bounds;
mod guard;
mod inspect;
mod told;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use indicatif::ProgressBar;

use super::output::{self, Colour, Outcome, visible};
use super::watch::Watch;
use crate::diagnostic::{Diagnostic, MOST_FAULTS};
use crate::exercise::library::exams::{self, LoadedExam, Shelf};
use crate::exercise::library::{Library, Loaded};
use bounds::Account;
use guard::{Found, Guard, Overdrawn};
use told::Told;

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
        output::note("Checked; again when a file is saved. Ctrl-C ends it.\n\n");
        if !watch.wait() {
            return ExitCode::from(status);
        }
    }
}

/// Checks all files, and tells the exit status, and whether the reports could be written.
fn once(args: &Args, colour: bool) -> (u8, io::Result<()>) {
    let (format, strict) = (args.format, args.strict);
    let progress = inspect::progress();
    let guard = Guard::new(args.bounds, {
        let progress = progress.clone();
        move |found: &Found, fault: Overdrawn| {
            progress.finish_and_clear();
            let mut found = found.clone();
            found.files.push(Told::of(&fault.file, format, colour));
            if fault.files_left > 0 {
                let name = visible(fault.file.source.name()).into_owned();
                found.unreadable.push(format!(
                    "the check ended with {name}; what comes after it was not looked at"
                ));
            }
            let (status, written) = told::write(&found, format, strict, colour);
            output::status(written, status)
        }
    });
    let look = Look { guard: &guard, progress: &progress, format, seeds: args.seeds, colour };
    look.at_all(&args.paths);
    progress.finish_and_clear();
    told::write(&guard.finish(), format, strict, colour)
}

/// How files are looked at.
struct Look<'a> {
    guard: &'a Guard,
    progress: &'a ProgressBar,
    format: Format,
    seeds: u64,
    colour: bool,
}

impl Look<'_> {
    /// Looks at all files, one after the other.
    fn at_all(&self, paths: &[PathBuf]) {
        let built_in = Library::built_in();
        for (place, path) in paths.iter().enumerate() {
            let found = match Library::open(std::slice::from_ref(path)) {
                Ok(library) => library,
                Err(error) => {
                    self.guard.unreadable(error);
                    continue;
                }
            };
            let entries = found.entries().len() + found.exams().len();
            let mut left = entries + paths.len() - place;
            let around = Library::around(path);
            let taken = taken_ids(&found);
            let mut shelf = None;
            let mut at = |name: String, read: &dyn Fn() -> Option<Result<Loaded, String>>| {
                left -= 1;
                let account = self.guard.begin(name, left);
                let file = read().map(|read| {
                    let loaded = read?;
                    if exams::is_exam(&loaded) {
                        let own = if around.entries().is_empty() { &found } else { &around };
                        let libraries = || Shelf::new(vec![own.clone(), built_in.clone()]);
                        let shelf = shelf.get_or_insert_with(libraries).clone();
                        return Ok(exam(loaded, shelf));
                    }
                    Ok(self.at(loaded, &[&built_in, &found, &around], &taken, &account))
                });
                let told =
                    file.map(|file| file.map(|file| Told::of(&file, self.format, self.colour)));
                self.guard.end(told);
            };
            at(path.display().to_string(), &|| Loaded::open_pack(path).transpose());
            self.progress.inc_length(inspect::tasks(self.seeds) * entries as u64);
            for entry in found.entries().iter().chain(found.exams()) {
                at(entry.file.display().to_string(), &|| Some(entry.open()));
            }
        }
    }

    /// What is wrong with an exercise.
    fn at(
        &self,
        mut loaded: Loaded,
        known: &[&Library],
        taken: &BTreeMap<String, (String, String)>,
        account: &Account,
    ) -> Loaded {
        loaded.diagnostics.extend(unknown_prerequisites(&loaded, known));
        loaded.diagnostics.extend(same_id(&loaded, taken));
        inspect::inspect(&mut loaded, account, self.seeds, self.progress);
        loaded
    }
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

/// The exercises to meet first that there are not; of very many the first are told.
fn unknown_prerequisites(loaded: &Loaded, known: &[&Library]) -> Vec<Diagnostic> {
    let Some(exercise) = &loaded.exercise else { return Vec::new() };
    let places = exercise.requires.iter().zip(&exercise.places.requires);
    let unknown = places.filter(|(id, _)| known.iter().all(|library| library.find(id).is_err()));
    unknown
        .take(MOST_FAULTS)
        .map(|(id, place)| {
            let said = known[0].find(id).err().unwrap_or_default();
            Diagnostic::warning("unknown-prerequisite", said)
                .at(*place, "")
                .help("name an exercise of this pack or of the built-in library by its id")
        })
        .collect()
}
