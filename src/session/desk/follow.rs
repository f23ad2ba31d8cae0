//! The work on a version of an exercise, carried over to the next that its author saves.

use super::Desk;
use crate::exercise::Exercise;
use crate::session::sheet::Progress;

impl Desk {
    /// The work on `after`, the version that follows `before`: the seed, the question, the step of
    /// the solution, and what was typed where its question is still there.
    pub(in crate::session) fn renewed(&self, before: &Exercise, after: &Exercise) -> Self {
        let mut desk = Self::new(after);
        for (seed, sheet) in &self.sheets {
            let Ok(sheet) = sheet else { continue };
            if sheet.progress() != Progress::New {
                desk.turn_to(after, *seed);
                if let Some(Ok(own)) = desk.sheets.get_mut(seed) {
                    own.follow(sheet, before, after);
                }
            }
        }
        desk.turn_to(after, self.seed);
        let asked = before.questions.get(self.question).map(|question| &question.id);
        let same = after.questions.iter().position(|question| Some(&question.id) == asked);
        desk.ask(same.unwrap_or(self.question), after);
        desk.typing = self.typing;
        desk.scroll = self.scroll;
        desk.scratching = self.scratching;
        if let Some((step, scroll)) = self.walk
            && let Some(Ok(sheet)) = desk.sheets.get_mut(&desk.seed)
        {
            let last = sheet.solve(after).steps.len().checked_sub(1);
            desk.walk = last.map(|last| (step.min(last), scroll));
        }
        desk
    }
}
