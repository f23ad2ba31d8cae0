//! Carries out what a session wants kept: attempts at once, what is typed before the next key
//! is awaited.
//!
//! What cannot be written is held, and tried again with whatever is written next.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::ZonedDateTime;

use super::recorder::{RUNNING, Recorder};
use crate::cli::progress::{Told, text};
use crate::exercise::library::Library;
use crate::progress::memory::Memory;
use crate::progress::store::{Store, Trouble};
use crate::progress::{Attempt, Draft};
use crate::session::exam::kept;
use crate::session::overview::Row;
use crate::session::{Action, Effect, Session};

/// How long what could not be written is held before it is tried again without being asked.
pub const AGAIN: Duration = Duration::from_millis(500);

/// The database of a running tutor, and what waits to be written.
#[derive(Debug)]
pub struct Keeper {
    store: Store,
    attempts: Vec<(Attempt, Draft)>,
    drafts: Vec<Draft>,
    /// What was in the way when the database was opened.
    opened: Option<Trouble>,
    /// What was in the way when something was written last.
    trouble: Option<Trouble>,
    /// Where an exam is kept, while one is taken.
    recorder: Option<Recorder>,
}

impl Keeper {
    /// Opens the database in a folder.
    pub fn open(folder: &Path) -> Self {
        Self::new(Store::open(folder))
    }

    /// Keeps everything in memory alone.
    pub fn in_memory() -> Self {
        Self::new((Store::in_memory(), None))
    }

    fn new((store, opened): (Store, Option<Trouble>)) -> Self {
        let (attempts, drafts) = (Vec::new(), Vec::new());
        Self { store, attempts, drafts, opened, trouble: None, recorder: None }
    }

    /// Keeps an exam alone.
    pub fn of_exam(recorder: Recorder) -> Self {
        let mut keeper = Self::in_memory();
        keeper.recorder = Some(recorder);
        keeper
    }

    /// What has to be said of the database: that nothing is kept, or was kept elsewhere.
    pub fn trouble(&self) -> Option<&Trouble> {
        let of_exam = self.recorder.as_ref().and_then(Recorder::trouble);
        of_exam.or(self.trouble.as_ref()).or(self.opened.as_ref())
    }

    /// What is known of the past; nothing where it cannot be read.
    pub fn memory(&mut self) -> Memory {
        let found = self.store.memory();
        Memory { today: end_of_day(), ..self.read(found) }
    }

    /// Tells a session what is known of the past.
    pub fn begin(&mut self, session: &mut Session) {
        session.apply(Action::Remembered(Box::new(self.memory())));
        let running = self.store.last_exam(RUNNING);
        let name = self.read(running).and_then(|exam| kept::name(&exam.paper));
        session.await_exam(name.map(|(_, title)| title));
    }

    /// The work on an exercise that was kept.
    fn drafts(&mut self, exercise: &str) -> Vec<Draft> {
        let found = self.store.drafts_of(exercise);
        self.read(found)
    }

    /// What was practised, in rows.
    fn rows(&mut self, library: &Library) -> Vec<Row> {
        let report = self.store.report(now());
        let report = self.read(report);
        text::rows(&Told::new(report, &self.memory(), library))
    }

    fn read<T: Default>(&mut self, found: Result<T, Trouble>) -> T {
        found.unwrap_or_else(|trouble| {
            self.trouble = Some(trouble);
            T::default()
        })
    }

    /// Carries out what concerns the memory of a session; another effect is given back.
    ///
    /// # Errors
    /// The effect is another one.
    pub fn carry_out(&mut self, effect: Effect, session: &mut Session) -> Result<(), Effect> {
        match effect {
            Effect::Keep(draft) => self.keep(*draft),
            Effect::Record(recorded) => {
                let (attempt, draft) = *recorded;
                self.record(attempt, draft);
                session.apply(Action::Remembered(Box::new(self.memory())));
            }
            Effect::Tell => {
                let rows = self.rows(session.library());
                session.apply(Action::Told(rows));
            }
            Effect::Recall(index) => {
                let drafts = self.drafts(&session.entry(index).key());
                session.apply(Action::Recalled(index, drafts));
            }
            Effect::Happened(record, answers) => {
                if let Some(recorder) = &mut self.recorder {
                    recorder.record(&record, answers);
                }
            }
            other => return Err(other),
        }
        Ok(())
    }

    /// Records an attempt, and the work on its question.
    fn record(&mut self, attempt: Attempt, draft: Draft) {
        self.drafts.retain(|waiting| !is_of(waiting, &draft));
        self.attempts.push((attempt, draft));
        self.flush();
    }

    /// Keeps the work on a question, in place of what waits to be kept of it.
    fn keep(&mut self, draft: Draft) {
        self.drafts.retain(|waiting| !is_of(waiting, &draft));
        self.drafts.push(draft);
    }

    /// Whether something waits to be written.
    pub fn waits(&self) -> bool {
        !self.drafts.is_empty() || !self.attempts.is_empty()
    }

    /// Writes everything that waits.
    pub fn flush(&mut self) {
        if !self.waits() {
            return;
        }
        self.trouble = self.write().err();
    }

    fn write(&mut self) -> Result<(), Trouble> {
        while let Some((attempt, draft)) = self.attempts.first() {
            self.store.record(attempt, Some(draft))?;
            self.attempts.remove(0);
        }
        self.store.keep(&self.drafts)?;
        self.drafts.clear();
        Ok(())
    }
}

impl Drop for Keeper {
    /// Also when a panic unwinds.
    fn drop(&mut self) {
        self.flush();
    }
}

fn is_of(one: &Draft, other: &Draft) -> bool {
    (one.seed, &one.question, &one.exercise) == (other.seed, &other.question, &other.exercise)
}

/// When the local day ends, in milliseconds since 1970, UTC.
pub fn end_of_day() -> i64 {
    let tomorrow = ZonedDateTime::now().tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    // The calendar ends in the year 9999.
    tomorrow.map_or(i64::MAX, |start| start.timestamp().as_millisecond())
}

/// Milliseconds since 1970, UTC.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
