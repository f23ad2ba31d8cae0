//! The drafts before and after the one that is shown, for undoing and doing again.

use super::draft::Draft;

/// The most drafts that are kept.
const KEPT: usize = 200;

/// What a draft was, and what it was before something was undone.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The newest last.
    before: Vec<Draft>,
    /// The next last.
    after: Vec<Draft>,
    /// The cell in which letters are typed: they are undone together.
    typing: Option<(usize, usize)>,
}

impl Changes {
    /// Remembers a draft that was changed, by letters or by something larger.
    pub(super) fn remember(&mut self, draft: Draft, by_letters: bool) {
        let place = by_letters.then(|| place(&draft));
        self.after.clear();
        if place.is_some() && self.typing == place {
            return;
        }
        self.typing = place;
        if self.before.len() == KEPT {
            self.before.remove(0);
        }
        self.before.push(draft);
    }

    /// What is typed from here on is undone by itself.
    pub(super) fn pause(&mut self) {
        self.typing = None;
    }

    /// The draft before the last change.
    pub(super) fn undo(&mut self, now: &Draft) -> Option<Draft> {
        self.typing = None;
        let draft = self.before.pop()?;
        self.after.push(now.clone());
        Some(draft)
    }

    /// The draft that was undone last.
    pub(super) fn redo(&mut self, now: &Draft) -> Option<Draft> {
        self.typing = None;
        let draft = self.after.pop()?;
        self.before.push(now.clone());
        Some(draft)
    }
}

/// Where letters are typed.
fn place(draft: &Draft) -> (usize, usize) {
    match draft.typed() {
        Some(Draft::Grid(grid)) => grid.place(),
        _ => (0, 0),
    }
}
