//! Sound exercises looked at on all cores: their tests, and lints over many seeds.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::bounds::{Account, Bounds};
use crate::diagnostic::Diagnostic;
use crate::exercise::Exercise;
use crate::exercise::library::Loaded;
use crate::grading::author_test;
use crate::grading::survey::{Survey, text};

/// The lint of allowances without a use.
const UNUSED: &str = "unused-allow";

/// How many seeds are looked at in one go.
const AT_ONCE: usize = 25;

/// Some seeds of one file.
struct Task {
    file: usize,
    seeds: std::ops::Range<u64>,
}

/// What a task found.
struct Found {
    file: usize,
    survey: Survey,
    diagnostics: Vec<Diagnostic>,
}

/// Adds to each sound file what its tests and the lints over the first `seeds` seeds say; those
/// that its author allows are left out.
///
/// `reading` is how long each file took to be read.
pub fn inspect(files: &mut [Loaded], reading: &[Duration], seeds: u64, bounds: Bounds) {
    let accounts: Vec<Account> =
        reading.iter().map(|reading| Account::new(bounds, *reading)).collect();
    let mut tasks = Vec::new();
    for (file, loaded) in files.iter().enumerate() {
        let Some(exercise) = &loaded.exercise else { continue };
        let seeds = if exercise.is_drawn() { seeds.max(1) } else { 1 };
        let starts = (0..seeds).step_by(AT_ONCE);
        tasks.extend(
            starts.map(|start| Task { file, seeds: start..seeds.min(start + AT_ONCE as u64) }),
        );
    }
    let mut surveys: Vec<Survey> = vec![Survey::default(); files.len()];
    let mut diagnostics: Vec<Vec<Diagnostic>> = vec![Vec::new(); files.len()];
    for found in work(files, &accounts, &tasks) {
        surveys[found.file].merge(found.survey);
        diagnostics[found.file].extend(found.diagnostics);
    }
    let files = files.iter_mut().zip(surveys).zip(diagnostics).zip(&accounts);
    for (((loaded, survey), found), account) in files {
        let Some(exercise) = &loaded.exercise else { continue };
        loaded.diagnostics.extend(found);
        let asked = if exercise.is_drawn() { seeds.max(1) } else { 1 };
        if survey.seeds() < asked && !survey.has_fault() {
            loaded.diagnostics.push(account.fault(exercise, survey.seeds(), asked));
        }
        loaded.diagnostics.extend(survey.diagnostics(exercise));
        allow(exercise, seeds, &mut loaded.diagnostics);
        loaded.diagnostics.sort_by_key(|fault| fault.span().start);
    }
}

/// From this many variants on, an allowance of what is not found in them is told.
const ENOUGH: u64 = 200;

/// Leaves out what the author allows, and tells allowances of what is not there.
fn allow(exercise: &Exercise, seeds: u64, diagnostics: &mut Vec<Diagnostic>) {
    let is_allowed = |code: &str| exercise.allows.iter().any(|allow| allow.lint == code);
    if seeds >= ENOUGH || !exercise.is_drawn() {
        let unused = exercise.allows.iter().filter(|allow| {
            let found = |fault: &Diagnostic| !fault.is_error() && fault.code == allow.lint;
            !diagnostics.iter().any(found) && allow.lint != UNUSED
        });
        let told = unused.map(|allow| {
            let message = format!("`{}` is allowed, but there is none", allow.lint);
            let help = "leave the allowance out, so that it hides nothing that comes later";
            Diagnostic::warning(UNUSED, message).at(allow.span, "").help(help)
        });
        let told: Vec<_> = told.collect();
        diagnostics.extend(told);
    }
    diagnostics.retain(|fault| fault.is_error() || !is_allowed(fault.code));
}

/// Does all tasks, each core the next that is left.
fn work(files: &[Loaded], accounts: &[Account], tasks: &[Task]) -> Vec<Found> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(tasks.len().max(1));
    let next = AtomicUsize::new(0);
    let progress = progress(tasks.len());
    let one = || {
        let mut found = Vec::new();
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let exercise = files[task.file].exercise.as_ref().expect("only sound files are tasks");
            found.push(do_task(exercise, &accounts[task.file], task));
            progress.inc(1);
        }
        found
    };
    let found = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(one)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, Vec<Found>>| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    });
    progress.finish_and_clear();
    found
}

/// A bar on stderr, if that is a terminal: it goes when the work is done.
fn progress(tasks: usize) -> ProgressBar {
    let bar = ProgressBar::new(tasks as u64);
    let style =
        ProgressStyle::with_template("Looking at variants {bar:30} {percent:>3} %  {eta} left");
    bar.with_style(style.expect("the template is well formed"))
}

fn do_task(exercise: &Exercise, account: &Account, task: &Task) -> Found {
    let is_enough = || account.is_over();
    let mut diagnostics = Vec::new();
    if task.seeds.start == 0 && !is_enough() {
        diagnostics.extend(author_test::failures_until(exercise, &is_enough));
        diagnostics.extend(text::warnings(exercise));
    }
    let survey = Survey::of(exercise, task.seeds.clone(), &is_enough);
    Found { file: task.file, survey, diagnostics }
}
