//! The work on one variant of an exercise: what was typed, graded and shown.

use super::changes::Changes;
use super::draft::Draft;
use super::scratch::Scratch;
use crate::engine::Array;
use crate::exercise::{Exercise, Question, Task, Variant};
use crate::grading::follow_through::Earlier;
use crate::grading::solution::Solution;
use crate::grading::{self, Answer, Grade, Verdict, answer};
use crate::markup::Markup;
use crate::progress::memory::Standing;
use crate::progress::{self, Outcome};

/// How far a learner is with an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Nothing was typed yet.
    New,
    /// Something was.
    Started,
    /// Every question of one variant was answered right.
    Done,
}

impl Progress {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::New, Self::Started, Self::Done];
    /// How far the learner was before.
    pub fn of(standing: &Standing) -> Self {
        if standing.done { Self::Done } else { Self::Started }
    }

    /// The state as lists of exercises name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Started => "begun",
            Self::Done => "done",
        }
    }
}

/// One variant of an exercise and the work on its questions.
#[derive(Clone, Debug)]
pub struct Sheet {
    variant: Variant,
    work: Vec<Work>,
    /// The worked solution, once somebody asked for it.
    solution: Option<Solution>,
    scratch: Scratch,
}

/// The work on one question.
#[derive(Clone, Debug)]
pub struct Work {
    draft: Draft,
    attempt: Option<Attempt>,
    notice: Option<Notice>,
    best: f64,
    solved: bool,
    seen: bool,
    hints: usize,
    changes: Changes,
    /// How many attempts went wrong.
    tries: u32,
    /// Milliseconds spent since the last attempt.
    spent: i64,
    /// What happened and was not reported yet.
    news: Option<News>,
    /// The work as it was kept last.
    kept: Option<Box<progress::Draft>>,
}

/// Something that happened to a question, to be recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct News {
    pub(super) outcome: Outcome,
    /// How many attempts had gone wrong before.
    pub(super) tries: u32,
    /// Whether it was open before.
    pub(super) was_open: bool,
}

/// An answer that was graded.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// What was graded.
    pub answer: Answer,
    /// What the grader says.
    pub grade: Grade,
}

/// What has to be said of the last step; gone with the next one that changes the answer.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A pasted text could not be put into the cells.
    Unfit(Box<Grade>),
    /// A pasted text was put into the cells.
    Filled,
    /// A pasted text has another shape than the answer.
    OtherShape,
    /// There is no room for so much text.
    TooLong,
    /// There is no further hint.
    NoHint,
    /// What came of moving an entry a little.
    Nudge(Markup),
    /// There is no wrong entry of a gradient to move.
    NoNudge,
    /// The right answer, to a question that no step of the solution answers.
    Key,
}

impl Sheet {
    /// A variant on which nothing was done.
    pub fn new(exercise: &Exercise, variant: Variant) -> Self {
        let work = exercise.questions.iter().map(|question| Work::new(question, &variant));
        Self { work: work.collect(), variant, solution: None, scratch: Scratch::default() }
    }

    /// Takes over what was typed for the questions of another version of the exercise.
    pub(super) fn follow(&mut self, other: &Self, before: &Exercise, after: &Exercise) {
        for (question, work) in before.questions.iter().zip(&other.work) {
            let same = after.questions.iter().position(|same| same.id == question.id);
            let Some(own) = same.map(|same| &mut self.work[same]) else { continue };
            if own.draft.has_room_for(&work.draft) {
                own.draft = work.draft.clone();
            }
        }
    }

    /// What was calculated on the side.
    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    pub(super) fn scratch_mut(&mut self) -> &mut Scratch {
        &mut self.scratch
    }

    /// Calculates the line of the calculator, over the values that are shown.
    pub(super) fn calculate(&mut self, exercise: &Exercise) {
        let text = self.scratch.line().text().to_owned();
        if text.trim().is_empty() {
            return;
        }
        let given = self.variant.given.iter().map(|(name, _)| name);
        let names: Vec<String> = given.chain(&exercise.show).cloned().collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut evaluate = |text: &str| self.variant.evaluate(text, &names);
        let reading = answer::read_expression(&text, &mut evaluate);
        self.scratch.take(reading.map(|reading| reading.array));
    }

    /// The worked solution, if somebody asked for it.
    pub fn solution(&self) -> Option<&Solution> {
        self.solution.as_ref()
    }

    /// Works the solution out.
    pub(super) fn solve(&mut self, exercise: &Exercise) -> &Solution {
        self.solution.get_or_insert_with(|| Solution::new(exercise, &self.variant))
    }

    /// Shows a step of the solution: the questions that it answers count as seen.
    pub(super) fn see_step(&mut self, exercise: &Exercise, step: usize) {
        let Some(solution) = &self.solution else { return };
        for (question, work) in exercise.questions.iter().zip(&mut self.work) {
            if solution.gives_away(step, question) {
                work.see();
            }
        }
    }

    /// The numbers.
    pub fn variant(&self) -> &Variant {
        &self.variant
    }

    /// The work on a question, counted from 0.
    pub fn work(&self, question: usize) -> &Work {
        &self.work[question]
    }

    /// The work on a question, and the numbers to grade it with.
    pub(super) fn work_mut(&mut self, question: usize) -> (&mut Work, &mut Variant) {
        (&mut self.work[question], &mut self.variant)
    }

    /// Grades what is typed for a question, given the wrong answers to others.
    pub(super) fn grade(&mut self, questions: &[Question], at: usize) {
        let others = questions.iter().zip(&self.work).enumerate().filter(|(other, _)| *other != at);
        let earlier: Vec<_> = others
            .filter_map(|(_, (question, work))| Some(Earlier { question, value: work.wrong()? }))
            .collect();
        let answer = self.work[at].draft.answer();
        let grade = grading::grade_after(&questions[at], &mut self.variant, &answer, &earlier);
        self.work[at].take(&questions[at], answer, grade);
    }

    /// The gradients of the loss that were answered, by the names that they are taken by.
    pub fn own_gradients<'s>(&'s self, exercise: &'s Exercise) -> Vec<(&'s str, &'s Array)> {
        let answered = |(question, work): (&'s Question, &'s Work)| match &question.task {
            Task::Gradient { of, wrt } if *of == exercise.loss => {
                Some((wrt.as_str(), work.attempt.as_ref()?.grade.read.as_ref()?))
            }
            _ => None,
        };
        exercise.questions.iter().zip(&self.work).filter_map(answered).collect()
    }

    /// The work on all questions.
    pub(super) fn works(&self) -> &[Work] {
        &self.work
    }

    /// What the answers earned.
    pub fn points(&self) -> f64 {
        self.work.iter().map(|work| work.best).sum()
    }

    /// How far the learner is.
    pub fn progress(&self) -> Progress {
        if self.work.iter().all(|work| work.solved) {
            Progress::Done
        } else if self.work.iter().any(Work::is_started) {
            Progress::Started
        } else {
            Progress::New
        }
    }

    /// The next question, after one and around, that is not solved.
    pub fn next_open(&self, question: usize) -> Option<usize> {
        let count = self.work.len();
        (question + 1..count).chain(0..=question).find(|index| self.work[*index].is_open())
    }
}

impl Work {
    fn new(question: &Question, variant: &Variant) -> Self {
        Self {
            draft: Draft::new(question, variant),
            attempt: None,
            notice: None,
            best: 0.0,
            solved: false,
            seen: false,
            hints: 0,
            changes: Changes::default(),
            tries: 0,
            spent: 0,
            news: None,
            kept: None,
        }
    }

    /// What is typed.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    pub(super) fn draft_mut(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// Remembers the draft as it was before a change.
    pub(super) fn remember(&mut self, before: Draft, by_letters: bool) {
        self.changes.remember(before, by_letters);
    }

    /// Undoes the last change, or does it again.
    pub(super) fn undo(&mut self, again: bool) {
        let other =
            if again { self.changes.redo(&self.draft) } else { self.changes.undo(&self.draft) };
        self.notice = None;
        if let Some(other) = other {
            self.draft = other;
        }
    }

    /// The last answer that was graded.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.attempt.as_ref()
    }

    /// What has to be said of the last step.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    pub(super) fn notify(&mut self, notice: Option<Notice>) {
        self.notice = notice;
    }

    /// What the best attempt earned, less what hints had cost by then.
    pub fn best(&self) -> f64 {
        self.best
    }

    /// Whether an attempt was right.
    pub fn is_solved(&self) -> bool {
        self.solved
    }

    /// Whether the right answer was shown before it was found.
    pub fn is_seen(&self) -> bool {
        self.seen
    }

    /// Shows the right answer. What was solved before stays solved.
    pub(super) fn see(&mut self) {
        if self.is_open() {
            self.seen = true;
            self.news = Some(News { outcome: Outcome::Seen, tries: self.tries, was_open: true });
        }
    }

    /// Whether it was neither solved nor shown.
    pub(super) fn is_open(&self) -> bool {
        !self.solved && !self.seen
    }

    /// How many attempts went wrong.
    pub(super) fn tries(&self) -> u32 {
        self.tries
    }

    /// Milliseconds spent since the last attempt.
    pub(super) fn spent(&self) -> i64 {
        self.spent
    }

    /// More of them.
    pub(super) fn spend(&mut self, milliseconds: i64) {
        self.spent = self.spent.saturating_add(milliseconds);
    }

    /// What happened since this was asked last.
    pub(super) fn news(&mut self) -> Option<News> {
        self.news.take()
    }

    /// Begins to count the time anew.
    pub(super) fn begin(&mut self) {
        self.spent = 0;
    }

    /// Notes the work as it is now; whether it has changed since it was noted last.
    pub(super) fn changed(&mut self, now: &progress::Draft) -> bool {
        let now = progress::Draft { spent: 0, ..now.clone() };
        let same = match self.kept.as_deref() {
            Some(before) => *before == now,
            None => !self.is_started(),
        };
        self.kept = Some(Box::new(now));
        !same
    }

    /// Takes over what was kept.
    pub(super) fn recall(&mut self, kept: &progress::Draft) {
        self.solved = kept.solved;
        self.seen = kept.seen;
        self.hints = usize::try_from(kept.hints).unwrap_or(0);
        self.tries = kept.tries;
        self.best = kept.best;
        self.spent = kept.spent;
        self.news = None;
        self.kept = Some(Box::new(progress::Draft { spent: 0, at: 0, ..kept.clone() }));
    }

    /// How many hints were shown.
    pub fn hints(&self) -> usize {
        self.hints
    }

    /// Whether what is typed was graded and found right.
    pub fn is_settled(&self) -> bool {
        let right = |attempt: &Attempt| {
            attempt.grade.verdict == Verdict::Correct && attempt.answer == self.draft.answer()
        };
        self.attempt.as_ref().is_some_and(right)
    }

    /// Whether the last attempt counts: what cannot be read, or has another shape, does not.
    pub fn is_counted(&self) -> bool {
        let verdict = self.attempt.as_ref().map(|attempt| attempt.grade.verdict);
        matches!(
            verdict,
            Some(Verdict::Correct | Verdict::Imprecise | Verdict::Follows | Verdict::Wrong)
        )
    }

    fn is_started(&self) -> bool {
        self.solved
            || self.seen
            || self.hints > 0
            || self.attempt.is_some()
            || !self.draft.is_blank()
    }

    /// What was answered, if it was wrong: later answers may follow from it.
    fn wrong(&self) -> Option<&Array> {
        let grade = &self.attempt.as_ref()?.grade;
        let wrong = matches!(grade.verdict, Verdict::Wrong | Verdict::Follows);
        grade.read.as_ref().filter(|_| wrong)
    }

    /// Takes the grade of what is typed. The score of a question is that of its best attempt.
    fn take(&mut self, question: &Question, answer: Answer, grade: Grade) {
        let was_open = self.is_open();
        self.news =
            Some(News { outcome: Outcome::Graded(grade.verdict), tries: self.tries, was_open });
        self.tries += u32::from(grade.verdict == Verdict::Wrong);
        let shown = question.hints.iter().take(self.hints);
        let cost: f64 = shown.map(|hint| hint.cost).sum();
        if !self.seen {
            self.best = self.best.max(grade.points - cost);
            self.solved |= grade.verdict == Verdict::Correct;
        }
        self.notice = None;
        self.changes.pause();
        self.attempt = Some(Attempt { answer, grade });
    }

    /// Shows the next hint; behind the author's there are `steps` of the worked solution.
    pub(super) fn hint(&mut self, question: &Question, steps: usize) {
        let more = self.hints < question.hints.len() + steps;
        self.hints += usize::from(more);
        self.notice = (!more).then_some(Notice::NoHint);
    }
}
