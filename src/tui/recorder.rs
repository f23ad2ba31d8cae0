//! Keeps what happens in an exam: every event is on disk before the next key is taken.
//!
//! What cannot be written is held, and tried again with whatever happens next.

use super::clock;
use crate::progress::ExamEvent;
use crate::progress::store::{Store, Trouble};
use crate::session::exam::event::{Event, Record};

/// The state of an exam that is being taken, as the database names it.
pub const RUNNING: &str = "running";
/// The state of one that is handed in.
pub const OVER: &str = "over";

/// The database, and the exam that is taken.
#[derive(Debug)]
pub struct Recorder {
    store: Store,
    exam: String,
    waiting: Vec<(ExamEvent, Option<&'static str>)>,
    trouble: Option<Trouble>,
}

impl Recorder {
    /// Records what happens in an exam that was begun.
    pub fn new(store: Store, exam: String) -> Self {
        Self { store, exam, waiting: Vec::new(), trouble: None }
    }

    /// Records an event.
    pub fn record(&mut self, record: &Record) {
        let event = ExamEvent { at: clock::now().wall, event: record.write() };
        let over = matches!(record.event, Event::HandedIn { .. });
        self.waiting.push((event, over.then_some(OVER)));
        self.trouble = self.write().err();
    }

    /// What was in the way when something was written last.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    fn write(&mut self) -> Result<(), Trouble> {
        while let Some((event, state)) = self.waiting.first() {
            self.store.record_exam_event(&self.exam, event, *state)?;
            self.waiting.remove(0);
        }
        Ok(())
    }
}
