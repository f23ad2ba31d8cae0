//! Keeps what happens in an exam: every event is on disk before the next key is taken, and the
//! answers are with the hand-in.
//!
//! What cannot be written is held, and tried again with whatever happens next.

use super::clock;
use crate::progress::store::{Store, Trouble};
use crate::progress::{Attempt, ExamEvent};
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
    waiting: Vec<Waiting>,
    trouble: Option<Trouble>,
}

/// What is written at once, or not at all.
#[derive(Debug)]
struct Waiting {
    event: ExamEvent,
    state: Option<&'static str>,
    answers: Vec<Attempt>,
}

impl Recorder {
    /// Records what happens in an exam that was begun.
    pub fn new(store: Store, exam: String) -> Self {
        Self { store, exam, waiting: Vec::new(), trouble: None }
    }

    /// Records an event, and the answers that were handed in with it. Their names follow from the
    /// exam's, so that none is there twice.
    pub fn record(&mut self, record: &Record, answers: Vec<Attempt>) {
        let event = ExamEvent { at: clock::now().wall, event: record.write() };
        let over = matches!(record.event, Event::HandedIn { .. });
        let named = |(number, answer): (usize, Attempt)| Attempt {
            id: format!("{}-{number:04}", self.exam),
            at: event.at,
            exam: Some(self.exam.clone()),
            ..answer
        };
        let answers = answers.into_iter().enumerate().map(named).collect();
        self.waiting.push(Waiting { event, state: over.then_some(OVER), answers });
        self.flush();
    }

    /// Whether something waits to be written.
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Writes everything that waits.
    pub fn flush(&mut self) {
        self.trouble = self.write().err();
    }

    /// What was in the way when something was written last.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    fn write(&mut self) -> Result<(), Trouble> {
        while let Some(Waiting { event, state, answers }) = self.waiting.first() {
            self.store.record_exam_event(&self.exam, event, *state, answers)?;
            self.waiting.remove(0);
        }
        Ok(())
    }
}
