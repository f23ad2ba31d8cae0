//! Unfinished work: what is typed, written over as it is typed.

use rusqlite::{Connection, OptionalExtension, Row, params};

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
        // Kills lose nothing of it; only a power cut may cost the last moment. Waiting for the
        // disk at every key would be felt.
        self.synchronous("normal")?;
        let kept = self
            .write(|transaction| drafts.into_iter().try_for_each(|draft| put(transaction, draft)));
        self.synchronous("full")?;
        kept
    }

    /// The work on an exercise that was kept, the latest last.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn drafts_of(&self, exercise: &str) -> Result<Vec<Draft>, Trouble> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM drafts WHERE exercise = ?1 ORDER BY at");
            let mut found = connection.prepare_cached(&sql)?;
            found.query_map([exercise], draft)?.collect()
        })
    }
}

/// Takes up all work that was kept.
pub fn each(connection: &Connection, mut take: impl FnMut(Draft)) -> rusqlite::Result<()> {
    let mut found = connection.prepare(&format!("SELECT {COLUMNS} FROM drafts"))?;
    for found in found.query_map([], draft)? {
        take(found?);
    }
    Ok(())
}

/// Keeps the work on one question, unless what is kept is as late; whether it was kept.
pub fn put_later(connection: &Connection, draft: &Draft) -> rusqlite::Result<bool> {
    let known: Option<i64> = connection
        .prepare_cached(
            "SELECT at FROM drafts WHERE exercise = ?1 AND seed = ?2 AND question = ?3",
        )?
        .query_row(params![draft.exercise, draft.seed.cast_signed(), draft.question], |row| {
            row.get(0)
        })
        .optional()?;
    if known.is_some_and(|known| known >= draft.at) {
        return Ok(false);
    }
    put(connection, draft)?;
    Ok(true)
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
    // An exercise that was begun is known as such before anything of it was graded.
    connection
        .prepare_cached("INSERT OR IGNORE INTO standings VALUES (?1, 0, 0, 0.0, 0, 0)")?
        .execute([&draft.exercise])?;
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
