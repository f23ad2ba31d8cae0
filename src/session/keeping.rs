//! What of the work on a question is kept from one run to the next, and how it comes back.

use super::action::Effect;
use super::desk::Desk;
use super::draft::Draft;
use super::line::Line;
use super::sheet::{News, Sheet, Work};
use super::{Place, Session};
use crate::exercise::{Exercise, Question, Variant};
use crate::grading::misconception::{self, AUTHORS};
use crate::grading::{Answer, Grade};
use crate::progress::{self, Attempt, Outcome, Rating, rating};

/// The milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// What an exercise is kept under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Its key: the id in the built-in library, else the file.
    pub key: String,
    /// The fingerprint of its file.
    pub version: String,
}

/// The longest time, in milliseconds, that a pause between two steps counts for: who works with a
/// pencil types nothing for a while, and who is away does not work.
pub const MOST_PAUSE: i64 = 10 * 60_000;

impl Session {
    /// Says what time it is, in milliseconds since 1970, UTC: before every step. What passes
    /// between two steps counts towards the question that is shown, a long pause as
    /// `MOST_PAUSE`.
    pub fn clock(&mut self, now: i64) {
        let passed = if self.now == 0 { 0 } else { (now - self.now).clamp(0, MOST_PAUSE) };
        self.now = now;
        if let Place::Exercise(index) = self.place
            && let Some(desk) = self.desks.get_mut(&index)
        {
            desk.spend(passed);
        }
    }

    /// What happened to an exercise that has to be kept.
    pub(super) fn report(&mut self, index: usize) -> Vec<Effect> {
        let Some(memory) = &self.memory else { return Vec::new() };
        let name = self.name(index);
        let loaded = self.loaded[index].as_ref();
        let exercise = loaded.and_then(|loaded| loaded.exercise.as_ref());
        let (Some(exercise), Some(desk)) = (exercise, self.desks.get_mut(&index)) else {
            return Vec::new();
        };
        desk.report(exercise, &name, self.now, &memory.misconceptions())
    }

    /// What an exercise is kept under.
    pub(super) fn name(&self, index: usize) -> Name {
        let loaded = self.loaded[index].as_ref();
        let version = loaded.map(|loaded| loaded.source.fingerprint()).unwrap_or_default();
        Name { key: self.entry(index).key(), version }
    }
}

impl Desk {
    /// What happened since this was asked last, to be recorded and kept; `slips` are the
    /// misconceptions that were made before.
    pub(super) fn report(
        &mut self,
        exercise: &Exercise,
        name: &Name,
        now: i64,
        slips: &[&str],
    ) -> Vec<Effect> {
        let seed = self.seed();
        let Some(sheet) = self.sheet_mut() else { return Vec::new() };
        let mut effects = Vec::new();
        for (index, question) in exercise.questions.iter().enumerate() {
            let news = sheet.work_mut(index).0.news();
            let attempt = news.map(|news| {
                let attempt = sheet.recorded(exercise, index, news, name);
                let avoided = shown_by(question, sheet.variant(), slips, attempt.rating);
                Attempt { at: now, seed, avoided, ..attempt }
            });
            let work = sheet.work_mut(index).0;
            if attempt.is_some() {
                work.begin();
            }
            let draft = work.to_keep(name, seed, question);
            let changed = work.changed(&draft);
            let draft = progress::Draft { at: now, ..draft };
            match attempt {
                Some(attempt) => effects.push(Effect::Record(Box::new((attempt, draft)))),
                None if changed => effects.push(Effect::Keep(Box::new(draft))),
                None => {}
            }
        }
        effects
    }
}

impl Sheet {
    /// What came of a question, as it is recorded: without the time, the seed and what was
    /// avoided.
    pub(super) fn recorded(
        &self,
        exercise: &Exercise,
        index: usize,
        news: News,
        name: &Name,
    ) -> Attempt {
        let question = &exercise.questions[index];
        let work = self.work(index);
        let spent = work.spent();
        let hints = u32::try_from(work.hints()).unwrap_or(u32::MAX);
        let rated = news.was_open.then_some(());
        let rating = rated.and_then(|()| {
            let allowed = allowed(exercise, question);
            rating::question(news.outcome, news.tries, hints, spent, allowed)
        });
        let graded = work.attempt().filter(|_| news.outcome != Outcome::Seen);
        let grade = graded.map(|attempt| &attempt.grade);
        let count = |open: fn(&Work) -> bool| {
            let works = self.works().iter().filter(|work| open(work));
            u32::try_from(works.count()).unwrap_or(u32::MAX)
        };
        Attempt {
            id: String::new(),
            at: 0,
            exercise: name.key.clone(),
            topic: exercise.topic.clone(),
            version: name.version.clone(),
            seed: 0,
            question: question.id.clone(),
            kind: question.task.kind().to_owned(),
            typed: graded.map_or_else(String::new, |graded| progress::typed(&graded.answer)),
            outcome: news.outcome,
            points: grade.map_or(0.0, |grade| grade.points),
            out_of: question.points,
            mistakes: grade.map_or_else(Vec::new, mistakes),
            avoided: Vec::new(),
            spent,
            hints,
            tries: news.tries,
            rating,
            open: count(Work::is_open),
            unsolved: count(|work| !work.is_solved()),
            earned: self.points(),
            exam: None,
        }
    }
}

/// The milliseconds that a question should take: its share of the exercise's minutes, by points.
pub(super) fn allowed(exercise: &Exercise, question: &Question) -> i64 {
    let share = question.points / exercise.points();
    #[allow(clippy::cast_possible_truncation, reason = "the minutes of an exercise fit by far")]
    let allowed = (share * f64::from(exercise.minutes) * MINUTE as f64) as i64;
    allowed
}

/// The misconceptions of the catalogue that an answer was likely made with.
fn mistakes(grade: &Grade) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for diagnosis in &grade.finding.diagnoses {
        if diagnosis.mistake != AUTHORS && !found.iter().any(|known| known == diagnosis.mistake) {
            found.push(diagnosis.mistake.to_owned());
        }
    }
    found
}

/// Those of some misconceptions that the numbers of a question would show, where it was answered
/// right at once.
pub(super) fn shown_by(
    question: &Question,
    variant: &Variant,
    slips: &[&str],
    rating: Option<Rating>,
) -> Vec<String> {
    if slips.is_empty() || !matches!(rating, Some(Rating::Good | Rating::Easy)) {
        return Vec::new();
    }
    let shown = misconception::shown(question, variant);
    slips.iter().filter(|slip| shown.contains(*slip)).map(|slip| (*slip).to_owned()).collect()
}

impl Work {
    /// The work as it is kept.
    pub(super) fn to_keep(&self, name: &Name, seed: u64, question: &Question) -> progress::Draft {
        let graded = self.attempt().map(|attempt| progress::typed(&attempt.answer));
        progress::Draft {
            exercise: name.key.clone(),
            version: name.version.clone(),
            seed,
            question: question.id.clone(),
            typed: progress::typed(&self.draft().whole()),
            graded: graded.unwrap_or_default(),
            solved: self.is_solved(),
            seen: self.is_seen(),
            hints: u32::try_from(self.hints()).unwrap_or(u32::MAX),
            tries: self.tries(),
            best: self.best(),
            spent: self.spent(),
            at: 0,
        }
    }
}

impl Sheet {
    /// Puts work back that was kept, and grades again what was graded, so that later answers
    /// may follow from it. What was kept of an earlier version of the file is only typed in.
    pub(super) fn restore(
        &mut self,
        exercise: &Exercise,
        version: &str,
        kept: &[&progress::Draft],
    ) {
        let of =
            |question: &Question| kept.iter().copied().find(|draft| draft.question == question.id);
        for (index, question) in exercise.questions.iter().enumerate() {
            let Some(draft) = of(question) else { continue };
            let work = self.work_mut(index).0;
            if draft.version == version {
                if let Some(graded) = progress::untyped(&draft.graded) {
                    work.draft_mut().put(&graded);
                    self.grade(&exercise.questions, index);
                }
                self.work_mut(index).0.recall(draft);
            }
            if let Some(typed) = progress::untyped(&draft.typed) {
                self.work_mut(index).0.draft_mut().put(&typed);
            }
        }
    }
}

impl Draft {
    /// Everything that was typed, also what would not be graded as it stands.
    fn whole(&self) -> Answer {
        match self {
            Self::Mend(mending) => mending.whole(),
            _ => self.answer(),
        }
    }

    /// Puts an answer in, as far as it fits.
    pub(super) fn put(&mut self, answer: &Answer) {
        match (self, answer) {
            (Self::Field(line), Answer::Text(text)) => *line = Line::new(text),
            (Self::Grid(grid), Answer::Cells(cells)) => grid.put(cells),
            (Self::Options(options), Answer::Options(chosen)) => {
                let before = options.chosen();
                let changed = |option: &usize| before.contains(option) != chosen.contains(option);
                let all = before.iter().chain(chosen.iter().filter(|new| !before.contains(new)));
                let turned: Vec<usize> = all.copied().filter(|option| changed(option)).collect();
                for option in turned {
                    options.toggle(option);
                }
            }
            (Self::Mend(mending), Answer::Mended(line, value)) => {
                mending.unname();
                mending.go(*line);
                mending.name();
                if let Some(draft) = mending.value_mut() {
                    draft.put(value);
                }
            }
            (Self::Mend(mending), Answer::Text(_)) => mending.unname(),
            _ => {}
        }
    }
}
