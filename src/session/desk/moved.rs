//! A wrong entry of a gradient is moved a little, to see what comes of it.

use super::Desk;
use crate::exercise::{Exercise, Question, Task, Variant};
use crate::grading::{Verdict, nudge};
use crate::markup::Markup;
use crate::session::draft::Draft;
use crate::session::sheet::{Notice, Sheet, Work};

impl Desk {
    /// Whether there is a wrong entry of a gradient to move.
    pub fn can_nudge(&self, exercise: &Exercise) -> bool {
        let is_wrong = |sheet: &Sheet| {
            let attempt = sheet.work(self.question).attempt();
            attempt.is_some_and(|attempt| {
                attempt.grade.verdict == Verdict::Wrong && attempt.grade.entries.is_some()
            })
        };
        matches!(exercise.questions[self.question].task, Task::Gradient { .. })
            && self.sheet().is_ok_and(is_wrong)
    }

    /// Moves an entry that was answered wrong: the one under the cursor, or the first.
    pub(super) fn nudge(&mut self, exercise: &Exercise) {
        let Some((work, question, variant)) = self.current(exercise) else { return };
        let said = nudged(work, question, variant).map_or(Notice::NoNudge, Notice::Nudge);
        work.notify(Some(said));
    }
}

/// What comes of moving a wrong entry of a gradient that was answered: the one under the
/// cursor, if it is wrong.
fn nudged(work: &Work, question: &Question, variant: &Variant) -> Option<Markup> {
    let attempt = work.attempt()?;
    let here = match work.draft() {
        Draft::Grid(grid) => Some(grid.place()),
        _ => None,
    };
    nudge::explain(question, variant, &attempt.grade, here)
}
