//! Whole histories out, other histories in.

use rusqlite::Connection;

use super::{Store, Trouble, attempts, drafts, exams, memory};
use crate::progress::Rating;
use crate::progress::exchange::Record;
use crate::progress::report::Report;

/// What an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Records that were not known.
    pub new: u64,
    /// Records that were.
    pub known: u64,
}

impl Store {
    /// Takes up every record: attempts, drafts, exams and what happened in them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn each_record(&self, mut take: impl FnMut(Record)) -> Result<(), Trouble> {
        self.read(|connection| {
            attempts::each(connection, |attempt| take(Record::Attempt(attempt)))?;
            drafts::each(connection, |draft| take(Record::Draft(draft)))?;
            exams::each(connection, take)
        })
    }

    /// Takes in the records of another history; those that are known are left out. All of
    /// them, or none.
    ///
    /// # Errors
    /// Nothing was taken in.
    pub fn import(&mut self, records: &[Record]) -> Result<Imported, Trouble> {
        self.write(|transaction| {
            let mut imported = Imported::default();
            for record in records {
                if take_in(transaction, record)? {
                    imported.new += 1;
                } else {
                    imported.known += 1;
                }
            }
            memory::rebuild(transaction)?;
            Ok(imported)
        })
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// Nothing was forgotten.
    pub fn reset(&mut self) -> Result<(), Trouble> {
        self.write(|transaction| {
            for table in
                ["attempts", "drafts", "exam_events", "exams", "standings", "schedules", "slips"]
            {
                transaction.execute(&format!("DELETE FROM {table}"), [])?;
            }
            Ok(())
        })
    }

    /// What all attempts say together, as it counts now.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn report(&self, now: i64) -> Result<Report, Trouble> {
        let slips = self.memory()?.slips;
        self.read(|connection| {
            let mut report = Report::default();
            let mut rows =
                connection.prepare("SELECT at, topic, rating, spent FROM attempts ORDER BY at")?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let rating = row.get::<_, Option<u8>>(2)?.and_then(Rating::of);
                let topic = row.get_ref(1)?.as_str()?;
                report.take(row.get(0)?, topic, rating, row.get(3)?, now);
            }
            report.take_slips(&slips);
            Ok(report)
        })
    }
}

/// Takes one record in; whether it brought something.
fn take_in(connection: &Connection, record: &Record) -> rusqlite::Result<bool> {
    match record {
        Record::Attempt(attempt) => attempts::insert(connection, &attempt.id, attempt),
        Record::Draft(draft) => drafts::put_later(connection, draft),
        Record::Exam(exam) => exams::insert(connection, &exam.id, exam),
        Record::ExamEvent(id, exam, event) => exams::insert_event(connection, id, exam, event),
    }
}
