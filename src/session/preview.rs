//! An exercise shown to its author while it is written: each saved version takes the place of the
//! one before, and what was typed stays.

use super::action::Effect;
use super::{Place, Session};
use crate::exercise::library::{Library, Loaded};

/// What a preview knows besides the version that is shown.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    unsound: Option<Loaded>,
}

impl Preview {
    /// The version that was saved last, if it cannot be used; the one before is still shown.
    pub fn unsound(&self) -> Option<&Loaded> {
        self.unsound.as_ref()
    }
}

impl Session {
    /// A session for the author of the one exercise of a library.
    pub fn preview(library: Library) -> Self {
        Self { preview: Some(Preview::default()), ..Self::new(library) }
    }

    /// What there is to know of the version that was saved last, in a preview.
    pub fn previewed(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Takes a version that was saved: a sound one is shown, another is reported beside the last
    /// sound one.
    pub(super) fn renew(&mut self, index: usize, loaded: Loaded) {
        let Some(preview) = &mut self.preview else { return };
        preview.unsound = None;
        let before = self.loaded[index].as_ref().and_then(|before| before.exercise.as_ref());
        match (before, &loaded.exercise) {
            (Some(_), None) => {
                preview.unsound = Some(loaded);
                return;
            }
            (Some(before), Some(exercise)) => {
                if let Some(desk) = self.desks.get_mut(&index) {
                    *desk = desk.renewed(before, exercise);
                }
            }
            (None, _) => {}
        }
        self.loaded[index] = Some(loaded);
        self.open(index);
    }

    /// What follows from leaving the exercise: there is nowhere else to go in a preview.
    pub(super) fn after_leaving(&self, before: Place) -> Option<Effect> {
        let left = before != self.place && self.place == Place::Home;
        (left && self.preview.is_some()).then_some(Effect::Quit)
    }
}
