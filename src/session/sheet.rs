//! The work on one variant of an exercise: what was typed, graded and shown.

use super::draft::Draft;
use crate::exercise::{Exercise, Question, Variant};
use crate::grading::{self, Answer, Grade, Verdict};

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

/// One variant of an exercise and the work on its questions.
#[derive(Clone, Debug)]
pub struct Sheet {
    variant: Variant,
    work: Vec<Work>,
}

/// The work on one question.
#[derive(Clone, Debug)]
pub struct Work {
    draft: Draft,
    attempt: Option<Attempt>,
    notice: Option<Notice>,
    best: f64,
    solved: bool,
    hints: usize,
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
    /// There is no room for so much text.
    TooLong,
    /// There is no further hint.
    NoHint,
}

impl Sheet {
    /// A variant on which nothing was done.
    pub fn new(exercise: &Exercise, variant: Variant) -> Self {
        let work = exercise.questions.iter().map(|question| Work::new(question, &variant));
        Self { work: work.collect(), variant }
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
        (question + 1..count).chain(0..=question).find(|index| !self.work[*index].solved)
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
            hints: 0,
        }
    }

    /// What is typed.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    pub(super) fn draft_mut(&mut self) -> &mut Draft {
        &mut self.draft
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
        self.solved || self.hints > 0 || self.attempt.is_some() || !self.draft.is_blank()
    }

    /// Grades what is typed. The score of a question is that of its best attempt.
    pub(super) fn grade(&mut self, question: &Question, variant: &mut Variant) {
        let answer = self.draft.answer();
        let grade = grading::grade(question, variant, &answer);
        let shown = question.hints.iter().take(self.hints);
        let cost: f64 = shown.map(|hint| hint.cost).sum();
        self.best = self.best.max(grade.points - cost);
        self.solved |= grade.verdict == Verdict::Correct;
        self.notice = None;
        self.attempt = Some(Attempt { answer, grade });
    }

    /// Shows the next hint.
    pub(super) fn hint(&mut self, question: &Question) {
        let more = self.hints < question.hints.len();
        self.hints += usize::from(more);
        self.notice = (!more).then_some(Notice::NoHint);
    }
}
