//! What an author should know of a sound exercise: lints over many of its variants.
//!
//! A survey takes in seeds one by one, so that several can be taken in at once and merged; then
//! it tells its warnings. What one look at the file shows is in [`text`].

mod probe;
mod render;
pub mod text;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::exercise::{Exercise, Variant};
use crate::source::Span;
use probe::Probe;

/// From this share of variants on, a chance that spoils a question is worth a warning.
const OFTEN: f64 = 0.05;

/// From this share on, mistakes of the catalogue that cannot be told from the key or apart are:
/// the grader names both of two, and small numbers agree by chance.
const OFTEN_ALIKE: f64 = 0.5;

/// From this share on it is the equations that make them alike, which no numbers mend.
const ALWAYS: f64 = 0.99;

/// Below this share of draws that meet `require`, it is too strict.
const LEAST_ACCEPTED: f64 = 0.02;

/// What was seen, and where the file speaks of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sight {
    code: &'static str,
    span: Span,
    /// The beginning of a sentence that ends with the share of variants.
    what: String,
    help: &'static str,
    /// Whether it only matters where it happens often.
    least: Least,
    /// The question whose best seed is told.
    question: Option<usize>,
}

/// From which share of variants on something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    Once,
    Often,
    /// Often, but not always: what always holds no numbers can mend.
    OftenAlike,
}

/// How often something was seen.
#[derive(Clone, Copy, Debug)]
struct Tally {
    count: u64,
    first: u64,
    /// The seed that was counted last: two mistakes of one description count once.
    last: u64,
}

/// How well a seed tells the mistakes of a question from its key and apart.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Separation {
    alike: usize,
    distance: f64,
    seed: u64,
}

/// What the variants of some seeds show.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    seeds: u64,
    attempts: u64,
    /// How often each condition of `require` failed.
    failures: Vec<u64>,
    sights: BTreeMap<Sight, Tally>,
    best: BTreeMap<usize, Separation>,
    fault: Option<(u64, Diagnostic)>,
}

impl Survey {
    /// Looks at the variants of some seeds, until that takes too long.
    pub fn of(
        exercise: &Exercise,
        seeds: impl IntoIterator<Item = u64>,
        is_enough: &dyn Fn() -> bool,
    ) -> Self {
        let mut survey = Self::default();
        let mut probe: Option<Probe> = None;
        for seed in seeds {
            if is_enough() {
                break;
            }
            match exercise.variant(seed) {
                Ok(variant) => survey.take(exercise, &variant, &mut probe),
                Err(fault) => {
                    survey.fault = Some((seed, fault));
                    break;
                }
            }
        }
        survey
    }

    fn take(&mut self, exercise: &Exercise, variant: &Variant, probe: &mut Option<Probe>) {
        self.seeds += 1;
        self.attempts += variant.attempts;
        self.failed(&variant.failures);
        if !probe.as_ref().is_some_and(|probe| probe.fits(variant)) {
            *probe = Some(Probe::new(exercise, variant));
        }
        let probe = probe.as_mut().expect("a probe was made");
        probe.look(exercise, variant, self);
    }

    /// How many seeds were looked at.
    pub fn seeds(&self) -> u64 {
        self.seeds
    }

    /// Whether a seed had no variant, so that others were not looked at.
    pub fn has_fault(&self) -> bool {
        self.fault.is_some()
    }

    /// Notes that something was seen in a variant.
    fn note(&mut self, seed: u64, sight: Sight) {
        let none = Tally { count: 0, first: seed, last: seed };
        let tally = self.sights.entry(sight).or_insert(none);
        if tally.count == 0 || tally.last != seed {
            tally.count += 1;
            tally.first = tally.first.min(seed);
            tally.last = seed;
        }
    }

    /// Notes how well a variant tells the mistakes of a question apart.
    fn separate(&mut self, question: usize, found: Separation) {
        let best = self.best.entry(question).or_insert(found);
        if found.is_better_than(best) {
            *best = found;
        }
    }

    /// Counts how often conditions failed.
    fn failed(&mut self, more: &[u64]) {
        self.failures.resize(self.failures.len().max(more.len()), 0);
        for (failures, more) in self.failures.iter_mut().zip(more) {
            *failures += more;
        }
    }

    /// Takes in what other seeds showed.
    pub fn merge(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.attempts += other.attempts;
        self.failed(&other.failures);
        for (sight, found) in other.sights {
            let none = Tally { count: 0, ..found };
            let tally = self.sights.entry(sight).or_insert(none);
            tally.count += found.count;
            tally.first = tally.first.min(found.first);
        }
        for (question, found) in other.best {
            self.separate(question, found);
        }
        let earlier =
            |fault: &(u64, Diagnostic)| self.fault.as_ref().is_none_or(|(seed, _)| fault.0 < *seed);
        if other.fault.as_ref().is_some_and(earlier) {
            self.fault = other.fault;
        }
    }

    /// The warnings, and the error of a seed that has no variant.
    pub fn diagnostics(&self, exercise: &Exercise) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if let Some((seed, fault)) = &self.fault {
            let mut fault = fault.clone();
            fault.message = format!("{} (seed {seed})", fault.message);
            return vec![fault];
        }
        let accepted = self.seeds as f64 / self.attempts.max(1) as f64;
        if let Some(place) = exercise.places.require.filter(|_| accepted < LEAST_ACCEPTED) {
            found.push(self.low_acceptance(exercise, place));
        }
        let told = self.sights.iter().filter(|(sight, tally)| self.matters(sight, tally));
        let mut told: Vec<_> = told.map(|(sight, tally)| (sight, *tally, 0)).collect();
        told.sort_by_key(|(_, tally, _)| std::cmp::Reverse(tally.count));
        // Of all that the catalogue knows of a question, the worst stands for the others.
        let mut kept: Vec<(&Sight, Tally, usize)> = Vec::new();
        for (sight, tally, _) in told {
            let alike = |(other, ..): &&mut (&Sight, Tally, usize)| {
                sight.least == Least::OftenAlike
                    && other.least == Least::OftenAlike
                    && (other.code, other.question) == (sight.code, sight.question)
            };
            match kept.iter_mut().find(alike) {
                Some((_, _, others)) => *others += 1,
                None => kept.push((sight, tally, 0)),
            }
        }
        found.extend(
            kept.into_iter()
                .map(|(sight, tally, others)| self.told(exercise, sight, tally, others)),
        );
        found
    }

    fn low_acceptance(&self, exercise: &Exercise, place: Span) -> Diagnostic {
        let message =
            format!("`require` takes {} of all draws", percent(self.seeds, self.attempts));
        let failing = exercise.require.iter().zip(&self.failures).max_by_key(|(_, count)| **count);
        let help = match failing {
            Some((condition, count)) => format!(
                "`{condition}` fails most, in {} of the draws: draw from numbers that meet it more often",
                percent(*count, self.attempts)
            ),
            None => "draw from numbers that meet the conditions more often".to_owned(),
        };
        Diagnostic::warning("low-acceptance", message)
            .at(place, "the conditions begin here")
            .help(help)
    }

    fn told(&self, exercise: &Exercise, sight: &Sight, tally: Tally, others: usize) -> Diagnostic {
        let mut message = sight.what.clone();
        if exercise.is_drawn() {
            let share = percent(tally.count, self.seeds);
            message = format!("{message} for {share} of the seeds, as {}", tally.first);
            let best = sight.question.and_then(|question| self.best.get(&question));
            if let Some(best) = best.filter(|_| tally.count < self.seeds) {
                message = format!("{message}; seed {} separates best", best.seed);
            }
        }
        if others > 0 {
            message = format!("{message} ({others} more like it)");
        }
        Diagnostic::warning(sight.code, message).at(sight.span, "").help(sight.help)
    }

    fn matters(&self, sight: &Sight, tally: &Tally) -> bool {
        let share = tally.count as f64 / self.seeds.max(1) as f64;
        match sight.least {
            Least::Once => true,
            Least::Often => share >= OFTEN,
            Least::OftenAlike => (OFTEN_ALIKE..ALWAYS).contains(&share),
        }
    }
}

impl Separation {
    fn is_better_than(&self, other: &Self) -> bool {
        let order = other.alike.cmp(&self.alike).then(self.distance.total_cmp(&other.distance));
        order.then(other.seed.cmp(&self.seed)).is_gt()
    }
}

fn percent(count: u64, of: u64) -> String {
    let share = 100.0 * count as f64 / of.max(1) as f64;
    if share < 1.0 { format!("{share:.1} %") } else { format!("{share:.0} %") }
}
