//! Exercises that are due: which, and with which numbers they come back.

use std::collections::BTreeSet;

use super::Session;
use super::desk::Desk;
use super::sheet::{Progress, Work};
use crate::exercise::Exercise;
use crate::exercise::library::Entry;
use crate::progress::Draft;
use crate::progress::memory::{Memory, Standing};
use crate::progress::review::{self, Known};
use crate::progress::schedule::{DAY, Item};

/// How an exercise that is due is opened.
pub(super) struct Again {
    pub(super) seed: u64,
    /// What is put back of earlier work.
    pub(super) kept: Vec<Draft>,
}

impl Session {
    /// Works out what is due today, once every file was read.
    pub(super) fn settle_due(&mut self) {
        let Some(memory) = &self.memory else { return };
        self.due.clear();
        if memory.due(memory.today).is_empty() {
            return;
        }
        let keys: Vec<String> = self.library.entries().iter().map(Entry::key).collect();
        let exercises = self.loaded.iter().map(|loaded| loaded.as_ref()?.exercise.as_ref());
        let known: Vec<Known> = keys
            .iter()
            .zip(exercises)
            .filter_map(|(key, exercise)| {
                let exercise = exercise?;
                let kinds: BTreeSet<_> =
                    exercise.questions.iter().map(|question| question.task.kind()).collect();
                Some(Known { key, topic: &exercise.topic, kinds })
            })
            .collect();
        for due in review::due(memory, memory.today, &known) {
            if let Some(index) = keys.iter().position(|key| *key == due.exercise) {
                if self.due.is_empty() && self.is_untouched() {
                    self.home.select(index);
                }
                self.due.insert(index, due.reason);
            }
        }
    }

    /// Why an exercise is due today, if it is.
    pub fn due(&self, index: usize) -> Option<&Item> {
        self.due.get(&index)
    }

    /// How far the learner is with an exercise, now or before.
    pub fn progress(&self, index: usize) -> Progress {
        let now = self.desks.get(&index).map_or(Progress::New, Desk::progress);
        now.max(self.standing(index).map_or(Progress::New, Progress::of))
    }

    /// What the best variant of an exercise earned, now or before.
    pub fn points(&self, index: usize) -> f64 {
        let now = self.desks.get(&index).map_or(0.0, Desk::points);
        now.max(self.standing(index).map_or(0.0, |standing| standing.best))
    }

    fn standing(&self, index: usize) -> Option<&Standing> {
        self.memory.as_ref()?.standings.get(&self.entry(index).key())
    }

    /// Whether nothing was opened or selected yet.
    fn is_untouched(&self) -> bool {
        self.desks.is_empty() && self.home.selected() == 0
    }
}

impl Desk {
    /// Whether every question of the variant that is shown is solved or was shown.
    pub(super) fn is_finished(&self) -> bool {
        self.sheet().is_ok_and(|sheet| !sheet.works().iter().any(Work::is_open))
    }
}

/// How an exercise that is due comes back: with numbers by which the last slip in it would show,
/// or empty where its numbers are fixed. None while a variant of today is unfinished.
pub(super) fn coming_back(
    exercise: &Exercise,
    key: &str,
    memory: &Memory,
    kept: &[Draft],
) -> Option<Again> {
    let last = kept.last();
    if let Some(last) = last {
        let settled = kept
            .iter()
            .filter(|draft| draft.seed == last.seed && (draft.solved || draft.seen))
            .count();
        if settled < exercise.questions.len() && last.at >= memory.today - DAY {
            return None;
        }
    }
    if !exercise.is_drawn() {
        return Some(Again { seed: 0, kept: Vec::new() });
    }
    let next = kept.iter().map(|draft| draft.seed).max().map_or(0, |seed| seed.saturating_add(1));
    let slip = memory.slips_in(key).into_iter().next();
    let seed =
        slip.map_or(next, |slip| review::provoking(exercise, &slip.question, &slip.mistake, next));
    Some(Again { seed, kept: kept.to_vec() })
}
