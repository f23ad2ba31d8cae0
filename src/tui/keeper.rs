//! Carries out what a session wants kept: attempts at once, what is typed before the next key
//! is awaited.
//!
//! What cannot be written is held, and tried again with whatever is written next.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::ZonedDateTime;

use super::recorder::{RUNNING, Recorder};
use crate::cli::breakdown::{before_report, hold};
use crate::cli::progress::{Told, text};
use crate::exercise::library::Library;
use crate::progress::memory::Memory;
use crate::progress::store::{Store, Trouble};
use crate::progress::{Attempt, Draft};
use crate::session::exam::kept;
use crate::session::overview::Row;
use crate::session::{Action, Effect, Place, Session};

/// How long what could not be written is held before it is tried again without being asked.
pub const AGAIN: Duration = Duration::from_millis(500);

/// The database of a running tutor, and what waits to be written.
#[derive(Debug)]
pub struct Keeper {
    store: Store,
    waiting: Arc<Mutex<Waiting>>,
    /// The folder of the database; none if nothing is to be kept.
    folder: Option<PathBuf>,
    /// What was in the way when the database was opened.
    opened: Option<Trouble>,
    /// What was in the way when something was written last.
    trouble: Option<Trouble>,
    /// Where an exam is kept, while one is taken.
    recorder: Option<Recorder>,
}

/// What waits to be written.
#[derive(Debug, Default)]
struct Waiting {
    attempts: Vec<(Attempt, Draft)>,
    drafts: Vec<Draft>,
}

impl Waiting {
    fn write(&mut self, store: &mut Store) -> Result<(), Trouble> {
        while let Some((attempt, draft)) = self.attempts.first() {
            store.record(attempt, Some(draft))?;
            self.attempts.remove(0);
        }
        store.keep(&self.drafts)?;
        self.drafts.clear();
        Ok(())
    }
}

impl Keeper {
    /// Opens the database in a folder. What waits to be written there is written also before a
    /// panic is reported.
    pub fn open(folder: &Path) -> Self {
        let mut keeper = Self::new(Store::open(folder));
        keeper.folder = Some(folder.to_path_buf());
        let (folder, waiting) = (folder.to_path_buf(), Arc::downgrade(&keeper.waiting));
        before_report(move || {
            // Whoever panicked in the midst of writing cannot be waited for.
            if let Some(waiting) = waiting.upgrade()
                && let Ok(mut waiting) = waiting.try_lock()
            {
                let _ = waiting.write(&mut Store::open(&folder).0);
            }
        });
        keeper
    }

    /// Keeps everything in memory alone.
    pub fn in_memory() -> Self {
        Self::new((Store::in_memory(), None))
    }

    fn new((store, opened): (Store, Option<Trouble>)) -> Self {
        let waiting = Arc::default();
        Self { store, waiting, folder: None, opened, trouble: None, recorder: None }
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
        self.look_for_exam(session);
    }

    /// Tells a session whether an exam was begun and is not handed in: it may be elsewhere.
    pub fn look_for_exam(&mut self, session: &mut Session) {
        let running = self.store.last_exam(RUNNING);
        let name = self.read(running).and_then(|exam| kept::name(&exam.paper));
        session.await_exam(name.map(|(_, title)| title));
    }

    /// Looks for such an exam whenever a session comes back to Home, where it is told.
    pub fn come_home(&mut self, before: Place, session: &mut Session) {
        if before != Place::Home && session.place() == Place::Home && session.exam().is_none() {
            self.look_for_exam(session);
        }
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
        let mut waiting = hold(&self.waiting);
        waiting.drafts.retain(|waiting| !is_of(waiting, &draft));
        waiting.attempts.push((attempt, draft));
        drop(waiting);
        self.open_again();
        self.flush();
    }

    /// Keeps the work on a question, in place of what waits to be kept of it.
    fn keep(&mut self, draft: Draft) {
        let mut waiting = hold(&self.waiting);
        waiting.drafts.retain(|waiting| !is_of(waiting, &draft));
        waiting.drafts.push(draft);
    }

    /// Whether something waits to be written.
    pub fn waits(&self) -> bool {
        let of_exam = self.recorder.as_ref().is_some_and(Recorder::waits);
        let waiting = hold(&self.waiting);
        of_exam || !waiting.drafts.is_empty() || !waiting.attempts.is_empty()
    }

    /// Writes everything that waits.
    pub fn flush(&mut self) {
        if !self.waits() {
            return;
        }
        if let Some(recorder) = self.recorder.as_mut().filter(|recorder| recorder.waits()) {
            recorder.flush();
        }
        self.trouble = self.write().err();
    }

    /// Writes everything that waits for the last time; what could not be kept is told.
    pub fn close(mut self) -> Option<Trouble> {
        self.open_again();
        self.flush();
        self.trouble().filter(|trouble| !trouble.is_over()).cloned()
    }

    /// Opens the database again if it could not be written when it was opened, and takes with it
    /// what was kept in memory meanwhile.
    fn open_again(&mut self) {
        let passing = self.opened.as_ref().is_some_and(Trouble::may_pass);
        let Some(folder) = self.folder.as_ref().filter(|_| passing) else { return };
        let (mut store, trouble) = Store::open(folder);
        if trouble.is_some() {
            return;
        }
        let mut records = Vec::new();
        let taken = match self.store.file() {
            Some(_) => Ok(()),
            None => self.store.each_record(|record| records.push(record)),
        };
        if taken.and_then(|()| store.import(&records)).is_ok() {
            self.store = store;
            self.opened = None;
        }
    }

    fn write(&mut self) -> Result<(), Trouble> {
        hold(&self.waiting).write(&mut self.store)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.flush();
    }
}

fn is_of(one: &Draft, other: &Draft) -> bool {
    (one.seed, &one.question, &one.exercise) == (other.seed, &other.question, &other.exercise)
}

/// When the local day ends, in milliseconds since 1970, UTC.
pub fn end_of_day() -> i64 {
    end_of_day_of(&ZonedDateTime::now())
}

fn end_of_day_of(now: &ZonedDateTime) -> i64 {
    let tomorrow = now.tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    // The calendar ends in the year 9999.
    tomorrow.map_or(i64::MAX, |start| start.timestamp().as_millisecond())
}

/// Milliseconds since 1970, UTC.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    /// How many minutes the day of a moment lasts from there on.
    fn rest_of_day(zone: &str, moment: &str) -> i64 {
        let zone = TimeZone::posix(zone).expect("it is a zone");
        let moment: Timestamp = moment.parse().expect("it is a moment");
        (end_of_day_of(&moment.to_zoned_datetime(zone)) - moment.as_millisecond()) / 60_000
    }

    #[test]
    fn days_are_as_long_as_the_clock_on_the_wall_makes_them() {
        let berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
        assert_eq!(rest_of_day(berlin, "2026-03-29T00:00+01:00"), 23 * 60);
        assert_eq!(rest_of_day(berlin, "2026-10-25T00:00+02:00"), 25 * 60);
        assert_eq!(rest_of_day(berlin, "2026-10-25T02:30+02:00"), 22 * 60 + 30, "the first 2:30");
        assert_eq!(rest_of_day(berlin, "2026-10-25T02:30+01:00"), 21 * 60 + 30, "the second");
        // Where the hour from midnight on is left out, the day ends all the same.
        let brasilia = "<-03>3<-02>,M10.3.0/0,M2.3.0/0";
        assert_eq!(rest_of_day(brasilia, "2026-10-17T12:00-03:00"), 12 * 60);
        assert_eq!(rest_of_day("<+14>-14", "2026-01-01T09:59Z"), 1);
        assert_eq!(rest_of_day("<-12>12", "2026-01-01T11:59Z"), 1);
    }
}
