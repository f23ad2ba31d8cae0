//! Where exercises come from: the library inside the program, packs, folders and files.
use super::Exercise;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::path::PathBuf;

/// Exercises in their order, read when they are asked for.
pub struct Library {/* entries */}

/// One exercise file of a library.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    /** the folder without its number */
    pub topic: String,
    pub file: PathBuf, /* or where in the built-in library */
}

/// An exercise file that was read.
pub struct Loaded {
    pub source: Source,
    pub exercise: Option<Exercise>,
    pub diagnostics: Vec<Diagnostic>,
}

#[allow(missing_docs, unused_variables)]
impl Library {
    /// The library inside the program.
    pub fn built_in() -> Self {
        todo!()
    }
    /// The files, folders and packs at `paths`, in their order.
    pub fn open(paths: &[PathBuf]) -> Result<Self, String> {
        todo!()
    }
    pub fn entries(&self) -> &[Entry] {
        todo!()
    }
    /// An id or an unambiguous prefix of one; the error says what would have fitted (nearest ids, or the several that share the prefix)
    pub fn find(&self, id: &str) -> Result<&Entry, String> {
        todo!()
    }
    pub fn load(&self, entry: &Entry) -> Loaded {
        todo!()
    }
}
