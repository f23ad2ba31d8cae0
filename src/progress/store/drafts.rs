//! Unfinished work: what is typed, written over as it is typed.

use rusqlite::{Connection, Row, params};

use super::{Store, Trouble};
use crate::progress::Draft;

const COLUMNS: &str = "exercise, seed, question, version, typed, graded, solved, seen, hints, \
    tries, best, spent, at";

impl Store {
    /// Keeps the work on questions as it is now.
    ///
    /// # Errors
    /// Nothing was kept.
    pub fn keep<'d>(&mut self, drafts: impl IntoIterator<Item = &'d Draft>) -> Result<(), Trouble> {
        self.write(|transaction| drafts.into_iter().try_for_each(|draft| put(transaction, draft)))
    }

    /// All work that was kept.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, Trouble> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM drafts ORDER BY exercise, at");
            let mut found = connection.prepare(&sql)?;
            found.query_map([], draft)?.collect()
        })
    }
}

/// Keeps the work on one question.
pub fn put(connection: &Connection, draft: &Draft) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO drafts ({COLUMNS}) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    );
    connection.prepare_cached(&sql)?.execute(params![
        draft.exercise,
        draft.seed.cast_signed(),
        draft.question,
        draft.version,
        draft.typed,
        draft.graded,
        draft.solved,
        draft.seen,
        draft.hints,
        draft.tries,
        draft.best,
        draft.spent,
        draft.at,
    ])?;
    Ok(())
}

fn draft(row: &Row) -> rusqlite::Result<Draft> {
    Ok(Draft {
        exercise: row.get(0)?,
        seed: row.get::<_, i64>(1)?.cast_unsigned(),
        question: row.get(2)?,
        version: row.get(3)?,
        typed: row.get(4)?,
        graded: row.get(5)?,
        solved: row.get(6)?,
        seen: row.get(7)?,
        hints: row.get(8)?,
        tries: row.get(9)?,
        best: row.get(10)?,
        spent: row.get(11)?,
        at: row.get(12)?,
    })
}
