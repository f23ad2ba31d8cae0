//! The database in which practice is remembered: `SQLite`, one file in one folder, several
//! processes at once.
//!
//! Opening never fails: where nothing can be kept, a database in memory takes its place, and a
//! [`Trouble`] says why. A file that is damaged is set aside, one of a later version is only
//! read. Every function that writes does so in one transaction, and returns once it is on disk.

mod attempts;
mod drafts;
mod exams;
mod exchange;
mod memory;
mod open;
mod schema;
mod trouble;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use exchange::Imported;
pub use open::FILE;
pub use schema::LATEST;
pub use trouble::Trouble;

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// Where it lies; none if it lies in memory.
    file: Option<PathBuf>,
    /// Why the file cannot be written, if it cannot.
    refusal: Option<Trouble>,
}

impl Store {
    /// Opens the database in a folder, and makes both where there are none. The trouble says
    /// what stood in the way, if something did.
    pub fn open(folder: &Path) -> (Self, Option<Trouble>) {
        open::open(folder)
    }

    /// An empty database in memory.
    pub fn in_memory() -> Self {
        open::in_memory(None)
    }

    /// Where the database lies; none if it lies in memory.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Why nothing is kept, if so: what lies in memory is gone with the process.
    pub fn refusal(&self) -> Option<&Trouble> {
        self.refusal.as_ref()
    }

    /// What the database's own check finds wrong with it; nothing if it is whole.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn faults(&self) -> Result<Vec<String>, Trouble> {
        self.read(|connection| {
            let mut check = connection.prepare("PRAGMA integrity_check")?;
            let found = check.query_map([], |row| row.get::<_, String>(0))?;
            let found: Vec<String> = found.collect::<Result<_, _>>()?;
            Ok(found.into_iter().filter(|line| line != "ok").collect())
        })
    }

    /// Reads from the database.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Trouble> {
        read(&self.connection).map_err(|error| Trouble::of(&error, self.file()))
    }

    /// Whether a write waits until the disk has it.
    fn synchronous(&self, mode: &str) -> Result<(), Trouble> {
        self.read(|connection| connection.pragma_update(None, "synchronous", mode))
    }

    /// Changes the database: everything that `change` does, or nothing.
    fn write<T>(
        &mut self,
        change: impl FnOnce(&Transaction) -> rusqlite::Result<T>,
    ) -> Result<T, Trouble> {
        if let Some(refusal) = self.refusal.as_ref().filter(|_| self.file.is_some()) {
            return Err(refusal.clone());
        }
        let Self { connection, file, refusal } = self;
        // Whoever reads first and writes then could find that somebody else wrote between.
        let changed = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| {
                // A later gradus may have taken the database over while it was open here.
                let version = schema::version(&transaction)?;
                if version > LATEST {
                    return Ok(Err(version));
                }
                let value = change(&transaction)?;
                transaction.commit()?;
                Ok(Ok(value))
            });
        let changed = changed.map_err(|error| Trouble::of(&error, file.as_deref()))?;
        changed.map_err(|version| {
            let newer = Trouble::Newer { path: file.clone().unwrap_or_default(), version };
            *refusal = Some(newer.clone());
            newer
        })
    }
}

/// A name that no other row has, on any machine.
fn unique(connection: &Connection) -> rusqlite::Result<String> {
    connection.prepare_cached("SELECT lower(hex(randomblob(16)))")?.query_row([], |row| row.get(0))
}

/// A name that is kept if there is one, and made if there is none.
fn named(connection: &Connection, id: &str) -> rusqlite::Result<String> {
    if id.is_empty() { unique(connection) } else { Ok(id.to_owned()) }
}

#[cfg(test)]
mod tests;
