//! What stands in the way of keeping something.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// What stands in the way of keeping something, worded for the learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The folder or the file cannot be made, opened or written.
    Unwritable {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The disk is full.
    Full {
        /// The database.
        path: PathBuf,
    },
    /// A later version of the program wrote the database.
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        version: i64,
    },
    /// The database was damaged and is kept under another name; a new one was begun.
    SetAside {
        /// The database.
        path: PathBuf,
        /// Where the damaged one is.
        aside: PathBuf,
    },
    /// The database was found damaged while it was open.
    Damaged {
        /// The database.
        path: PathBuf,
    },
    /// Another process did not let go of the database in time.
    Busy {
        /// The database.
        path: PathBuf,
    },
}

impl Trouble {
    /// What an error of the database means.
    pub(super) fn of(error: &rusqlite::Error, file: Option<&Path>) -> Self {
        let path = file.map_or_else(|| PathBuf::from("memory"), Path::to_path_buf);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path },
            Some(ErrorCode::SystemIoFailure) => Self::Unwritable {
                path,
                reason: "the disk is full or fails, or a quota or a limit is reached".to_owned(),
            },
            _ => Self::Unwritable { path, reason: error.to_string() },
        }
    }

    /// Whether it may have gone when the database is opened again.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unwritable { .. } | Self::Full { .. } | Self::Busy { .. })
    }

    /// Whether it is over once it was said: what is recorded from now on is kept.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::SetAside { .. })
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritable { path, reason } => {
                write!(
                    out,
                    "nothing can be kept in {}: {reason}; --data names another folder",
                    path.display()
                )
            }
            Self::Full { path } => {
                write!(
                    out,
                    "nothing can be kept in {}: the disk is full; make room, and it is tried again",
                    path.display()
                )
            }
            Self::Newer { path, version } => write!(
                out,
                "{} is of version {version}, which a later gradus wrote; this one reads versions \
                 up to {} and changes nothing in it",
                path.display(),
                super::LATEST
            ),
            Self::SetAside { path, aside } => write!(
                out,
                "{} was damaged; it is kept as {}, and a new one was begun",
                path.display(),
                aside.display()
            ),
            Self::Damaged { path } => write!(
                out,
                "{} is damaged; the next start sets it aside and begins a new one",
                path.display()
            ),
            Self::Busy { path } => {
                write!(out, "another process holds {} and does not let go", path.display())
            }
        }
    }
}
