//! Attempts: recorded once, never changed.

use rusqlite::{Connection, Row, params};

use super::{Store, Trouble, drafts, memory, named};
use crate::progress::{Attempt, Draft, Outcome, Rating};

const COLUMNS: &str = "id, at, exercise, topic, version, seed, question, kind, typed, verdict, \
    points, out_of, mistakes, avoided, spent, hints, tries, rating, open, exam, \
    earned, unsolved";

impl Store {
    /// Records an attempt, and the work on its question as it is now. The attempt's name is
    /// returned; one that is known already is not recorded again.
    ///
    /// # Errors
    /// Nothing was recorded.
    pub fn record(&mut self, attempt: &Attempt, draft: Option<&Draft>) -> Result<String, Trouble> {
        self.write(|transaction| {
            let id = named(transaction, &attempt.id)?;
            if insert(transaction, &id, attempt)? {
                memory::follow(transaction, attempt)?;
            }
            if let Some(draft) = draft {
                drafts::put(transaction, draft)?;
            }
            Ok(id)
        })
    }

    /// All attempts in the order in which they were made.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn attempts(&self) -> Result<Vec<Attempt>, Trouble> {
        self.read(|connection| {
            let mut found = Vec::new();
            each(connection, |attempt| found.push(attempt))?;
            Ok(found)
        })
    }

    /// How many attempts there are.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn count(&self) -> Result<u64, Trouble> {
        self.read(|connection| {
            let count: i64 =
                connection.query_row("SELECT count(*) FROM attempts", [], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }
}

/// Takes up every attempt in the order in which they were made.
pub fn each(connection: &Connection, mut take: impl FnMut(Attempt)) -> rusqlite::Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM attempts ORDER BY at, id");
    let mut found = connection.prepare(&sql)?;
    for found in found.query_map([], attempt)? {
        take(found?);
    }
    Ok(())
}

/// Inserts an attempt under a name; whether it was not there yet.
pub fn insert(connection: &Connection, id: &str, attempt: &Attempt) -> rusqlite::Result<bool> {
    let sql = format!(
        "INSERT OR IGNORE INTO attempts ({COLUMNS}) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, \
         ?19, ?20, ?21, ?22)"
    );
    let changed = connection.prepare_cached(&sql)?.execute(params![
        id,
        attempt.at,
        attempt.exercise,
        attempt.topic,
        attempt.version,
        attempt.seed.cast_signed(),
        attempt.question,
        attempt.kind,
        attempt.typed,
        attempt.outcome.as_str(),
        attempt.points,
        attempt.out_of,
        attempt.mistakes.join(" "),
        attempt.avoided.join(" "),
        attempt.spent,
        attempt.hints,
        attempt.tries,
        attempt.rating.map(Rating::number),
        attempt.open,
        attempt.exam,
        attempt.earned,
        attempt.unsolved,
    ])?;
    Ok(changed > 0)
}

fn attempt(row: &Row) -> rusqlite::Result<Attempt> {
    let words = |index: usize| -> rusqlite::Result<Vec<String>> {
        Ok(row.get_ref(index)?.as_str()?.split_whitespace().map(str::to_owned).collect())
    };
    Ok(Attempt {
        id: row.get(0)?,
        at: row.get(1)?,
        exercise: row.get(2)?,
        topic: row.get(3)?,
        version: row.get(4)?,
        seed: row.get::<_, i64>(5)?.cast_unsigned(),
        question: row.get(6)?,
        kind: row.get(7)?,
        typed: row.get(8)?,
        outcome: Outcome::read(row.get_ref(9)?.as_str()?)
            .ok_or_else(|| rusqlite::Error::InvalidColumnName("verdict".to_owned()))?,
        points: row.get(10)?,
        out_of: row.get(11)?,
        mistakes: words(12)?,
        avoided: words(13)?,
        spent: row.get(14)?,
        hints: row.get(15)?,
        tries: row.get(16)?,
        rating: row.get::<_, Option<u8>>(17)?.and_then(Rating::of),
        open: row.get(18)?,
        exam: row.get(19)?,
        earned: row.get(20)?,
        unsolved: row.get(21)?,
    })
}
