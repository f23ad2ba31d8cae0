//! Exams: a row when one is begun, and a row for everything that happens in it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Store, Trouble, attempts, memory, named, unique};
use crate::progress::exchange::Record;
use crate::progress::{Attempt, Exam, ExamEvent};

const COLUMNS: &str = "id, paper, seed, started, minutes, state";

impl Store {
    /// Records that an exam was begun; its name is returned.
    ///
    /// # Errors
    /// Nothing was recorded.
    pub fn begin_exam(&mut self, exam: &Exam) -> Result<String, Trouble> {
        self.write(|transaction| {
            let id = named(transaction, &exam.id)?;
            insert(transaction, &id, exam)?;
            Ok(id)
        })
    }

    /// Records something that happened in an exam and, with `state`, where it stands now. With
    /// it are recorded the `answers` that were graded; one whose name is known is not recorded
    /// again.
    ///
    /// # Errors
    /// Nothing was recorded.
    pub fn record_exam_event(
        &mut self,
        exam: &str,
        event: &ExamEvent,
        state: Option<&str>,
        answers: &[Attempt],
    ) -> Result<(), Trouble> {
        self.write(|transaction| {
            insert_event(transaction, &unique(transaction)?, exam, event)?;
            if let Some(state) = state {
                transaction
                    .execute("UPDATE exams SET state = ?2 WHERE id = ?1", params![exam, state])?;
            }
            for answer in answers {
                if attempts::insert(transaction, &answer.id, answer)? {
                    memory::follow(transaction, answer)?;
                }
            }
            Ok(())
        })
    }

    /// All exams, the newest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn exams(&self) -> Result<Vec<Exam>, Trouble> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM exams ORDER BY started DESC, id");
            let mut found = connection.prepare(&sql)?;
            found.query_map([], exam)?.collect()
        })
    }

    /// The exam that was begun last of those in a state.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_exam(&self, state: &str) -> Result<Option<Exam>, Trouble> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM exams WHERE state = ?1 ORDER BY started DESC, id LIMIT 1"
            );
            connection.query_row(&sql, [state], exam).optional()
        })
    }

    /// An exam, if there is one of this name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn exam(&self, id: &str) -> Result<Option<Exam>, Trouble> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM exams WHERE id = ?1");
            connection.query_row(&sql, [id], exam).optional()
        })
    }

    /// What happened in an exam, in order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn exam_events(&self, exam: &str) -> Result<Vec<ExamEvent>, Trouble> {
        self.read(|connection| {
            let mut found = connection
                .prepare("SELECT at, event FROM exam_events WHERE exam = ?1 ORDER BY number")?;
            let event = |row: &Row| Ok(ExamEvent { at: row.get(0)?, event: row.get(1)? });
            found.query_map([exam], event)?.collect()
        })
    }
}

/// Inserts an exam under a name; whether it was not there yet.
pub fn insert(connection: &Connection, id: &str, exam: &Exam) -> rusqlite::Result<bool> {
    let sql = format!("INSERT OR IGNORE INTO exams ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    let changed = connection.execute(
        &sql,
        params![id, exam.paper, exam.seed.cast_signed(), exam.started, exam.minutes, exam.state],
    )?;
    Ok(changed > 0)
}

/// Inserts something that happened in an exam, under a name; whether it was not there yet.
pub fn insert_event(
    connection: &Connection,
    id: &str,
    exam: &str,
    event: &ExamEvent,
) -> rusqlite::Result<bool> {
    let changed = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO exam_events (id, exam, at, event) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id, exam, event.at, event.event])?;
    Ok(changed > 0)
}

/// Takes up all exams, and all that happened in them.
pub fn each(connection: &Connection, mut take: impl FnMut(Record)) -> rusqlite::Result<()> {
    let mut found = connection.prepare(&format!("SELECT {COLUMNS} FROM exams ORDER BY started"))?;
    for found in found.query_map([], exam)? {
        take(Record::Exam(found?));
    }
    let mut found =
        connection.prepare("SELECT id, exam, at, event FROM exam_events ORDER BY number")?;
    let event = |row: &Row| {
        let event = ExamEvent { at: row.get(2)?, event: row.get(3)? };
        Ok(Record::ExamEvent(row.get(0)?, row.get(1)?, event))
    };
    for found in found.query_map([], event)? {
        take(found?);
    }
    Ok(())
}

fn exam(row: &Row) -> rusqlite::Result<Exam> {
    Ok(Exam {
        id: row.get(0)?,
        paper: row.get(1)?,
        seed: row.get::<_, i64>(2)?.cast_unsigned(),
        started: row.get(3)?,
        minutes: row.get(4)?,
        state: row.get(5)?,
    })
}
