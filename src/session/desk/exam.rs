//! An exercise that is a part of an exam: one variant, graded when the exam is handed in.

use super::Desk;
use crate::exercise::Exercise;
use crate::grading::Answer;
use crate::session::sheet::Notice;

impl Desk {
    /// The variant of a seed alone, ready to type; `numbers` says how many questions of the exam
    /// come before, and how many there are in all.
    pub(in crate::session) fn at_seed(
        exercise: &Exercise,
        seed: u64,
        numbers: (usize, usize),
    ) -> Self {
        let mut desk = Self::open(exercise, seed, (String::new(), Vec::new()));
        desk.numbers = Some(numbers);
        desk
    }

    /// The number, counted from 0, of the question that is shown, and how many there are: in an
    /// exam, of all its questions.
    pub fn number(&self, exercise: &Exercise) -> (usize, usize) {
        let (before, all) = self.numbers.unwrap_or((0, exercise.questions.len()));
        (before + self.question, all)
    }

    /// Goes to a question, counted from 0.
    pub(in crate::session) fn go(&mut self, exercise: &Exercise, question: usize) {
        self.ask(question, exercise);
        self.scratching = false;
    }

    /// What stands in the answer to a question.
    pub(in crate::session) fn answer(&self, question: usize) -> Option<Answer> {
        Some(self.sheet().ok()?.work(question).draft().answer())
    }

    /// Puts an answer back that was kept.
    pub(in crate::session) fn restore(&mut self, question: usize, answer: &Answer) {
        if let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) {
            sheet.work_mut(question).0.draft_mut().put(answer);
        }
    }

    /// What was calculated, in order.
    pub(in crate::session) fn calculated(&self) -> Vec<String> {
        let done = self.sheet().map(|sheet| sheet.scratch().done()).unwrap_or_default();
        done.iter().map(|done| done.text.clone()).collect()
    }

    /// Calculates a line anew.
    pub(in crate::session) fn recalculate(&mut self, exercise: &Exercise, text: &str) {
        if let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) {
            sheet.scratch_mut().enter(text);
            sheet.calculate(exercise);
        }
    }

    /// Whether an equals sign that is typed belongs to the answer.
    pub(in crate::session) fn is_equals_typed(&self, exercise: &Exercise) -> bool {
        self.takes_equals(exercise)
    }

    /// Takes back what was said of a pasted text, where it says more than that it does not fit.
    pub(in crate::session) fn keep_quiet(&mut self) {
        let question = self.question;
        let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) else { return };
        let (work, _) = sheet.work_mut(question);
        if let Some(Notice::Unfit(grade)) = work.notice()
            && grade.faults.is_empty()
        {
            work.notify(Some(Notice::OtherShape));
        }
    }

    /// Grades every answer, each given the wrong ones before it; letters are commands from now
    /// on.
    pub(in crate::session) fn hand_in(&mut self, exercise: &Exercise) {
        self.typing = false;
        self.scratching = false;
        self.question = 0;
        if let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) {
            (0..exercise.questions.len()).for_each(|at| sheet.grade(&exercise.questions, at));
        }
    }
}
