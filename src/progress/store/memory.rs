//! What follows from the attempts: standings, schedules and slips, brought up to date with each.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Store, Trouble, attempts};
use crate::progress::memory::{Memory, Slip, Standing};
use crate::progress::schedule::{Item, Schedule};
use crate::progress::{Attempt, Rating};

const STANDINGS: &str = "SELECT exercise, attempts, done, best, spent, last FROM standings";
const SCHEDULES: &str = "SELECT kind, name, part, stability, difficulty, last, due, reviews, \
    lapses FROM schedules";
const SLIPS: &str = "SELECT mistake, exercise, question, count, last FROM slips";

impl Store {
    /// What is known of the past.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn memory(&self) -> Result<Memory, Trouble> {
        self.read(|connection| {
            let all = |sql: &str| connection.prepare(sql);
            Ok(Memory {
                standings: all(STANDINGS)?.query_map([], standing)?.collect::<Result<_, _>>()?,
                schedules: all(SCHEDULES)?.query_map([], schedule)?.collect::<Result<_, _>>()?,
                today: 0,
                slips: all(SLIPS)?.query_map([], slip)?.collect::<Result<_, _>>()?,
            })
        })
    }
}

/// Brings up to date what follows from the attempts, by one that was just inserted.
pub fn follow(connection: &Connection, attempt: &Attempt) -> rusqlite::Result<()> {
    let mut past = Memory::default();
    let known = connection
        .prepare_cached(&format!("{STANDINGS} WHERE exercise = ?1"))?
        .query_row([&attempt.exercise], standing)
        .optional()?;
    past.standings.extend(known);
    for mistake in &attempt.mistakes {
        let known = connection
            .prepare_cached(&format!(
                "{SLIPS} WHERE mistake = ?1 AND exercise = ?2 AND question = ?3"
            ))?
            .query_row(params![mistake, attempt.exercise, attempt.question], slip)
            .optional()?;
        past.slips.extend(known);
    }
    for item in attempt.items() {
        let (kind, name, part) = columns(&item);
        let known = connection
            .prepare_cached(&format!("{SCHEDULES} WHERE kind = ?1 AND name = ?2 AND part = ?3"))?
            .query_row(params![kind, name, part], schedule)
            .optional()?;
        past.schedules.extend(known);
    }
    let questions = if attempt.closes() { ratings(connection, attempt)? } else { Vec::new() };
    past.take(attempt, &questions);
    write(connection, &past)
}

/// The latest ratings of the questions of an attempt's variant, and their points.
fn ratings(connection: &Connection, attempt: &Attempt) -> rusqlite::Result<Vec<(Rating, f64)>> {
    let mut latest = connection.prepare_cached(
        "SELECT rating, out_of, max(at) FROM attempts \
         WHERE exercise = ?1 AND seed = ?2 AND rating IS NOT NULL GROUP BY question",
    )?;
    let rated = latest.query_map(params![attempt.exercise, attempt.seed.cast_signed()], |row| {
        Ok(Rating::of(row.get(0)?).map(|rating| (rating, row.get(1))))
    })?;
    let mut found = Vec::new();
    for rated in rated {
        if let Some((rating, out_of)) = rated? {
            found.push((rating, out_of?));
        }
    }
    Ok(found)
}

/// Forgets what follows from the attempts, and works it out anew: in the order in which they
/// were made, on whatever machine.
pub fn rebuild(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("DELETE FROM standings; DELETE FROM schedules; DELETE FROM slips;")?;
    let mut past = Memory::default();
    let mut rated: HashMap<(String, u64), HashMap<String, (Rating, f64)>> = HashMap::new();
    attempts::each(connection, |attempt| {
        let variant = (attempt.exercise.clone(), attempt.seed);
        let questions = rated.entry(variant).or_default();
        if let Some(rating) = attempt.rating {
            questions.insert(attempt.question.clone(), (rating, attempt.out_of));
        }
        let latest: Vec<_> =
            if attempt.closes() { questions.values().copied().collect() } else { Vec::new() };
        past.take(&attempt, &latest);
    })?;
    write(connection, &past)?;
    connection.execute_batch(
        "INSERT OR IGNORE INTO standings (exercise, attempts, done, best, spent, last) \
         SELECT DISTINCT exercise, 0, 0, 0.0, 0, 0 FROM drafts",
    )
}

/// Writes what is known over what was.
fn write(connection: &Connection, past: &Memory) -> rusqlite::Result<()> {
    let mut put = connection
        .prepare_cached("INSERT OR REPLACE INTO standings VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (exercise, to) in &past.standings {
        put.execute(params![exercise, to.attempts, to.done, to.best, to.spent, to.last])?;
    }
    let mut put = connection.prepare_cached(
        "INSERT OR REPLACE INTO schedules VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (item, to) in &past.schedules {
        let (kind, name, part) = columns(item);
        put.execute(params![
            kind,
            name,
            part,
            f64::from(to.stability),
            f64::from(to.difficulty),
            to.last,
            to.due,
            to.reviews,
            to.lapses
        ])?;
    }
    let mut put =
        connection.prepare_cached("INSERT OR REPLACE INTO slips VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for to in &past.slips {
        put.execute(params![to.mistake, to.exercise, to.question, to.count, to.last])?;
    }
    Ok(())
}

fn standing(row: &Row) -> rusqlite::Result<(String, Standing)> {
    let standing = Standing {
        attempts: row.get(1)?,
        done: row.get(2)?,
        best: row.get(3)?,
        spent: row.get(4)?,
        last: row.get(5)?,
    };
    Ok((row.get(0)?, standing))
}

/// An item as the columns kind, name and part.
fn columns(item: &Item) -> (&str, &str, &str) {
    match item {
        Item::Exercise(key) => ("exercise", key, ""),
        Item::Skill { topic, kind } => ("skill", topic, kind),
        Item::Misconception(name) => ("misconception", name, ""),
    }
}

fn schedule(row: &Row) -> rusqlite::Result<(Item, Schedule)> {
    let (kind, name): (String, String) = (row.get(0)?, row.get(1)?);
    let item = match kind.as_str() {
        "exercise" => Item::Exercise(name),
        "misconception" => Item::Misconception(name),
        _ => Item::Skill { topic: name, kind: row.get(2)? },
    };
    #[allow(clippy::cast_possible_truncation, reason = "they had 32 bits when they were written")]
    let schedule = Schedule {
        stability: row.get::<_, f64>(3)? as f32,
        difficulty: row.get::<_, f64>(4)? as f32,
        last: row.get(5)?,
        due: row.get(6)?,
        reviews: row.get(7)?,
        lapses: row.get(8)?,
    };
    Ok((item, schedule))
}

fn slip(row: &Row) -> rusqlite::Result<Slip> {
    Ok(Slip {
        mistake: row.get(0)?,
        exercise: row.get(1)?,
        question: row.get(2)?,
        count: row.get(3)?,
        last: row.get(4)?,
    })
}
