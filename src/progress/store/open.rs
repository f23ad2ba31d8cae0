//! Opening the database, whatever state it is in.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::schema::{LATEST, migrate, version};
use super::{Store, Trouble};

/// The database's file in its folder.
pub const FILE: &str = "gradus.db";

/// Held while a process opens the database, so that no two set it aside or migrate it at once.
const LOCK: &str = "gradus.lock";

/// How often a lock that another process holds is tried again: about half a minute.
const MOST_TRIES: i32 = 10_000;

/// Opens the database in a folder.
pub fn open(folder: &Path) -> (Store, Option<Trouble>) {
    let path = folder.join(FILE);
    match held(folder).and_then(|_lock| open_file(&path)) {
        Ok(opened) => opened,
        // What cannot be written may still be read.
        Err(trouble) => match read_only(&path) {
            Ok(connection) if version(&connection).is_ok_and(|version| version >= LATEST) => {
                refused(connection, path, trouble)
            }
            _ => (in_memory(Some(trouble.clone())), Some(trouble)),
        },
    }
}

/// Takes the lock in the folder, which is made if it is not there.
fn held(folder: &Path) -> Result<File, Trouble> {
    let unwritable = |error: std::io::Error| Trouble::Unwritable {
        path: folder.to_path_buf(),
        reason: error.to_string(),
    };
    fs::create_dir_all(folder).map_err(unwritable)?;
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(LOCK))
        .map_err(unwritable)?;
    lock.lock().map_err(unwritable)?;
    Ok(lock)
}

fn open_file(path: &Path) -> Result<(Store, Option<Trouble>), Trouble> {
    let wrapped = |error: rusqlite::Error| Trouble::of(&error, Some(path));
    match connect(path) {
        Ok(Found::Usable(connection)) => {
            let store = Store { connection, file: Some(path.to_path_buf()), refusal: None };
            Ok((store, None))
        }
        Ok(Found::Newer(version)) => {
            let connection = read_only(path).map_err(wrapped)?;
            let newer = Trouble::Newer { path: path.to_path_buf(), version };
            Ok(refused(connection, path.to_path_buf(), newer))
        }
        Err(error) if is_damage(&error) => {
            let aside = set_aside(path)?;
            let Found::Usable(connection) = connect(path).map_err(wrapped)? else {
                return Err(Trouble::Damaged { path: path.to_path_buf() });
            };
            let store = Store { connection, file: Some(path.to_path_buf()), refusal: None };
            Ok((store, Some(Trouble::SetAside { path: path.to_path_buf(), aside })))
        }
        Err(error) => Err(wrapped(error)),
    }
}

/// A file that could be opened.
enum Found {
    Usable(Connection),
    /// One that a later version of the program wrote.
    Newer(i64),
}

fn connect(path: &Path) -> rusqlite::Result<Found> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_handler(Some(wait))?;
    let version = version(&connection)?;
    if version > LATEST {
        return Ok(Found::Newer(version));
    }
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    migrate(&transaction, version)?;
    // The first pages of every table and index: damage there would meet the learner later.
    transaction.execute_batch(
        "SELECT max(number) FROM attempts; SELECT max(id) FROM attempts;
         SELECT max(exercise) FROM attempts; SELECT max(exercise) FROM drafts;
         SELECT max(id) FROM exams; SELECT max(number) FROM exam_events;",
    )?;
    transaction.commit()?;
    Ok(Found::Usable(connection))
}

/// Waits a moment for another process that writes; whether to go on trying.
fn wait(tries: i32) -> bool {
    thread::sleep(Duration::from_millis(u64::try_from(tries).unwrap_or(0).clamp(1, 4)));
    tries < MOST_TRIES
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Gives a damaged database, and what belongs to it, another name.
fn set_aside(path: &Path) -> Result<PathBuf, Trouble> {
    let with = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let free = (1..).map(|number| format!(".damaged-{number}"));
    let end = free.into_iter().find(|end| !with(end).exists()).expect("one of all is free");
    for part in ["", "-wal", "-shm"] {
        let (from, to) = (with(part), with(&format!("{end}{part}")));
        if from.exists() {
            fs::rename(&from, &to)
                .map_err(|error| Trouble::Unwritable { path: from, reason: error.to_string() })?;
        }
    }
    Ok(with(&end))
}

/// Opens a database that is only read.
fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut opened = Connection::open_with_flags(path, flags)?;
    opened.busy_handler(Some(wait))?;
    let tables = |connection: &Connection| -> rusqlite::Result<i64> {
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
    };
    if tables(&opened).is_ok() {
        return Ok(opened);
    }
    // Without a place for the log beside it, the file is read as it is.
    let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = flags | OpenFlags::SQLITE_OPEN_URI;
    let opened = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    tables(&opened)?;
    Ok(opened)
}

fn refused(connection: Connection, path: PathBuf, why: Trouble) -> (Store, Option<Trouble>) {
    let store = Store { connection, file: Some(path), refusal: Some(why.clone()) };
    (store, Some(why))
}

/// An empty database in memory, where `refusal` stands in the way of a better one.
pub fn in_memory(refusal: Option<Trouble>) -> Store {
    let mut connection = Connection::open_in_memory().expect("there is memory for a database");
    let transaction = connection.transaction().expect("nobody else uses it");
    migrate(&transaction, 0).expect("the tables fit an empty database");
    transaction.commit().expect("memory can be written");
    Store { connection, file: None, refusal }
}
