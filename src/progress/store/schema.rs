//! The tables, version by version. A step that was released is never changed: the next one is
//! written below it.

use rusqlite::{Connection, Transaction};

use super::memory;

/// The version that this program writes.
pub const LATEST: i64 = 2;

/// The steps to each version, the first from an empty file.
const STEPS: [(i64, &str); 2] =
    [(1, include_str!("schema/1.sql")), (LATEST, include_str!("schema/2.sql"))];

/// The version of a database; 0 if it has no tables yet.
pub fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings a database from its version to the latest, inside one transaction.
pub fn migrate(transaction: &Transaction, version: i64) -> rusqlite::Result<()> {
    migrate_to(transaction, version, LATEST)?;
    // What follows from the attempts may follow otherwise now.
    if (1..LATEST).contains(&version) { memory::rebuild(transaction) } else { Ok(()) }
}

/// Brings a database from one version to another.
pub fn migrate_to(transaction: &Transaction, from: i64, to: i64) -> rusqlite::Result<()> {
    for (version, step) in STEPS.iter().filter(|(version, _)| (from + 1..=to).contains(version)) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    Ok(())
}
