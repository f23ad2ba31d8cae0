//! A sound exercise looked at on all cores: its tests, and lints over many seeds.

use std::cell::Cell;
use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

use super::bounds::Account;
use crate::diagnostic::Diagnostic;
use crate::exercise::Exercise;
use crate::exercise::library::Loaded;
use crate::grading::author_test;
use crate::grading::survey::{Survey, text};

/// The lint of allowances without a use.
const UNUSED: &str = "unused-allow";

/// How many seeds are looked at in one go.
const AT_ONCE: usize = 25;

/// How many tasks a drawn exercise is.
pub fn tasks(seeds: u64) -> u64 {
    seeds.div_ceil(AT_ONCE as u64)
}

/// Adds to a sound exercise what its tests and the lints over the first `seeds` seeds say; those
/// that its author allows are left out.
pub fn inspect(loaded: &mut Loaded, account: &Account, seeds: u64, progress: &ProgressBar) {
    let Some(exercise) = &loaded.exercise else {
        progress.inc(tasks(seeds));
        return;
    };
    let asked = if exercise.is_drawn() { seeds.max(1) } else { 1 };
    account.is_read(loaded, asked);
    let starts = (0..asked).step_by(AT_ONCE);
    let starts: Vec<_> = starts.map(|start| start..asked.min(start + AT_ONCE as u64)).collect();
    progress.inc(tasks(seeds).saturating_sub(starts.len() as u64));
    let mut survey = Survey::default();
    for (found, diagnostics) in work(exercise, account, &starts, progress) {
        survey.merge(found);
        loaded.diagnostics.extend(diagnostics);
    }
    if survey.seeds() < asked && !survey.has_fault() {
        loaded.diagnostics.push(account.fault().at(exercise.places.title, "this exercise"));
    }
    loaded.diagnostics.extend(survey.diagnostics(exercise));
    allow(exercise, seeds, &mut loaded.diagnostics);
    loaded.diagnostics.sort_by_key(|fault| fault.span().start);
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

/// What some seeds show, and with the first of them the exercise itself.
type Found = (Survey, Vec<Diagnostic>);

/// Looks at all seeds, each core at the next that are left.
fn work(
    exercise: &Exercise,
    account: &Account,
    tasks: &[Range<u64>],
    progress: &ProgressBar,
) -> Vec<Found> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(tasks.len());
    let next = AtomicUsize::new(0);
    let one = || {
        let mut found = Vec::new();
        while let Some(seeds) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.push(look(exercise, account, seeds.clone()));
            progress.inc(1);
        }
        found
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(one)).collect();
        let mut found = one();
        for other in others {
            found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        found
    })
}

/// A bar on stderr, if that is a terminal: it goes when the work is done.
pub fn progress() -> ProgressBar {
    let style =
        ProgressStyle::with_template("Looking at variants {bar:30} {percent:>3} %  {eta} left");
    ProgressBar::new(0).with_style(style.expect("the template is well formed"))
}

fn look(exercise: &Exercise, account: &Account, seeds: Range<u64>) -> Found {
    let is_enough = || account.is_over();
    let mut diagnostics = Vec::new();
    if seeds.start == 0 && !is_enough() {
        diagnostics.extend(author_test::failures_until(exercise, &is_enough));
        diagnostics.extend(text::warnings(exercise));
    }
    let begun = Cell::new(0);
    let seeds = seeds.inspect(|_| {
        // Whoever asks for the next has seen the one before.
        account.has_seen(u64::from(begun.get() > 0));
        begun.set(begun.get() + 1);
    });
    let survey = Survey::of(exercise, seeds, &is_enough);
    account.has_seen(u64::from(survey.seeds() == begun.get() && begun.get() > 0));
    (survey, diagnostics)
}
