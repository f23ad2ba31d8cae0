//! Exercises that are due: which, and with which numbers they come back.

use std::collections::BTreeSet;

use super::action::{Action, Effect, Enter};
use super::desk::Desk;
use super::overview::{Outcome, Overview};
use super::sheet::{self, Progress};
use super::{Place, Session};
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
            if let Some(next) = self.next().filter(|_| self.is_untouched()) {
                self.home.select(next);
            }
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

    /// The exercise that comes next on the path: of the first topic that is not done the easiest
    /// that asks for none that is not done.
    pub fn next(&self) -> Option<usize> {
        let entries = self.library.entries();
        let is_open = |index: usize| self.progress(index) != Progress::Done;
        let place = |id: &String| {
            let found = self.library.find(id).ok()?;
            entries.iter().position(|entry| entry.id == found.id)
        };
        // A single exercise is no path.
        let all = if entries.len() > 1 { entries.len() } else { 0 };
        let mut ready = (0..all).filter_map(|index| {
            let exercise = self.exercise(index)?;
            let waits = exercise.requires.iter().filter_map(place).any(is_open);
            (is_open(index) && !waits).then_some((exercise.level, index))
        });
        let first = ready.next()?;
        let topic = self.topic(first.1);
        let others = ready.take_while(|(_, index)| self.topic(*index) == topic);
        others.chain([first]).min().map(|(_, index)| index)
    }

    /// What the exams at the end of the path are called on the command line.
    pub fn exams(&self) -> Vec<String> {
        self.library.exams().iter().filter_map(Entry::called).collect()
    }

    /// Goes back to the list; from an exercise that is done to what comes next.
    pub(super) fn leave(&mut self, index: usize) {
        self.place = Place::Home;
        if self.progress(index) == Progress::Done
            && self.due.is_empty()
            && let Some(next) = self.next().filter(|next| self.shown().contains(next))
        {
            self.home.select(next);
        }
        self.keep_selection();
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

    /// For what an exercise is opened with other numbers than before, if it is.
    pub(super) fn comes_back(&self, index: usize) -> Option<Item> {
        if let Some((_, mistake)) = self.again.as_ref().filter(|(again, _)| *again == index) {
            return Some(Item::Misconception(mistake.clone()));
        }
        self.due.get(&index).cloned()
    }

    /// A step in what was practised.
    pub(super) fn in_overview(&mut self, action: &Action) -> Vec<Effect> {
        let Some(overview) = &mut self.overview else { return Vec::new() };
        match overview.apply(action) {
            Outcome::Stay => Vec::new(),
            Outcome::Leave => {
                self.overview = None;
                Vec::new()
            }
            Outcome::Open(link) => {
                let mut entries = self.library.entries().iter();
                // It may be of another library than the one that is open.
                let Some(index) = entries.position(|entry| entry.key() == link.exercise) else {
                    return Vec::new();
                };
                self.overview = None;
                self.again = link.mistake.map(|mistake| (index, mistake));
                self.open(index)
            }
        }
    }

    /// What Enter does in what was practised.
    pub(super) fn overview_enter(&self) -> Enter {
        match self.overview.as_ref().and_then(Overview::link) {
            Some(_) => Enter::Open,
            None => Enter::Leave,
        }
    }

    /// What was practised, while it is shown.
    pub fn overview(&self) -> Option<&Overview> {
        self.overview.as_ref()
    }

    /// Whether nothing was opened or selected yet.
    fn is_untouched(&self) -> bool {
        self.desks.is_empty() && self.home.selected() == 0
    }
}

impl Desk {
    /// Whether every question of the variant that is shown is solved or was shown.
    pub(super) fn is_finished(&self) -> bool {
        self.sheet().is_ok_and(|sheet| !sheet.works().iter().any(sheet::Work::is_open))
    }
}

/// The work on an exercise so far.
pub(super) struct Work<'w> {
    /// What was kept of earlier runs.
    pub(super) kept: &'w [Draft],
    /// The variant that was shown last in this one.
    pub(super) seed: Option<u64>,
}

/// How an exercise that is due comes back: with numbers by which a misconception, or else the last slip
/// in it, would show, or empty where its numbers are fixed. None while a variant of today is unfinished.
pub(super) fn coming_back(
    exercise: &Exercise,
    key: &str,
    memory: &Memory,
    work: &Work,
    reason: &Item,
) -> Option<Again> {
    let kept = work.kept;
    if let Some(last) = kept.last() {
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
    let seeds = kept.iter().map(|draft| draft.seed).chain(work.seed);
    let next = seeds.max().map_or(0, |seed| seed.saturating_add(1));
    let mut slips = memory.slips_in(key).into_iter();
    let slip = slips.find(|slip| match reason {
        Item::Misconception(mistake) => slip.mistake == *mistake,
        Item::Exercise(_) | Item::Skill { .. } => true,
    });
    let seed =
        slip.map_or(next, |slip| review::provoking(exercise, &slip.question, &slip.mistake, next));
    Some(Again { seed, kept: kept.to_vec() })
}
