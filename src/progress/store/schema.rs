//! The tables, version by version. A step that was released is never changed: the next one is
//! written below it.

use rusqlite::Transaction;

use super::memory;

/// The version that this program writes.
pub const LATEST: i64 = 2;

/// The steps to each version, the first from an empty file.
const STEPS: [(i64, &str); 2] =
    [(1, include_str!("schema/1.sql")), (LATEST, include_str!("schema/2.sql"))];

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
