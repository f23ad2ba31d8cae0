//! Where exercises come from: the library inside the program, packs, folders and files.
//!
//! An exercise's id is its path below the pack (the nearest folder above it that has a
//! `pack.toml`, else the folder that was named), without `.toml` and without the ordering
//! numbers of folders: `60-two-layer-nonlinear/01-sigmoid.toml` is
//! `two-layer-nonlinear/01-sigmoid`. A file that was named itself has its path for an id. A pack
//! may also be one archive, `.zip` or `.tar.gz`, which is read as it is.
//!
//! ```
//! use gradus::exercise::library::Library;
//!
//! let library = Library::built_in();
//! let entry = library.find("two-layer-nonlinear/01").expect("the id begins one id alone");
//! let exercise = library.load(entry).exercise.expect("it has no error");
//! assert_eq!(exercise.title, "Two-layer network with a sigmoid");
//! assert!(exercise.questions.iter().any(|question| question.id == "dL/dW1"));
//! ```

mod archive;
pub mod exams;
mod paths;
mod target;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::Exercise;
use super::validate::pack;
use crate::diagnostic::Diagnostic;
use crate::nearest::list;
use crate::source::Source;

use archive::Member;

pub use archive::{is_archive, unpacked};
pub use paths::PACK;
pub use target::find;

/// The built-in library as `build.rs` packed it.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/exercises.tar.deflate"));

/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// How many ids an error names at most.
const MOST_NAMED: usize = 5;

/// Exercises in their order, read when they are asked for.
#[derive(Clone, Debug)]
pub struct Library {
    entries: Vec<Entry>,
    exams: Vec<Entry>,
}

/// One exercise file of a library.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The id: unique in a pack.
    pub id: String,
    /// The folder below the pack, without its number; empty for a file that lies in none.
    pub topic: String,
    /// The file; for the built-in library its path in the repository.
    pub file: PathBuf,
    text: Text,
}

/// Where the text of an exercise is.
#[derive(Clone, Debug)]
enum Text {
    /// In the file.
    OnDisk,
    /// In the program.
    BuiltIn(Arc<[u8]>),
    /// In an archive, from which it was taken.
    Unpacked(Arc<[u8]>),
}

impl Entry {
    /// What it is called on the command line: the name of its own in the built-in library, else the
    /// file; what lies in an archive has no such name.
    pub fn called(&self) -> Option<String> {
        match self.text {
            Text::BuiltIn(_) => self.id.rsplit('/').next().map(str::to_owned),
            Text::OnDisk => Some(self.file.display().to_string()),
            Text::Unpacked(_) => None,
        }
    }

    /// What practice is remembered under: the id in the built-in library, else the whole path of
    /// the file, since two folders may have the same id.
    pub fn key(&self) -> String {
        match self.text {
            Text::BuiltIn(_) => self.id.clone(),
            Text::OnDisk | Text::Unpacked(_) => std::path::absolute(&self.file)
                .unwrap_or_else(|_| self.file.clone())
                .display()
                .to_string(),
        }
    }
}

/// An exercise file that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The text, for reports to point into.
    pub source: Source,
    /// The exercise, if the file has no error.
    pub exercise: Option<Exercise>,
    /// The faults of the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Reads the bytes of an exercise file.
    pub fn read(name: &str, bytes: &[u8], id: &str) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let source = Source::new(name, text);
                let (exercise, diagnostics) = Exercise::read(&source, id);
                Self { source, exercise, diagnostics }
            }
            Err(error) => {
                let source = Source::new(name, String::from_utf8_lossy(bytes));
                let start = error.valid_up_to();
                let end = source.text().ceil_char_boundary(start + 1);
                let fault = Diagnostic::error("not-utf-8", "this file is not UTF-8 text")
                    .at((start..end).into(), "the first byte that is not")
                    .help("save the file as UTF-8");
                Self { source, exercise: None, diagnostics: vec![fault] }
            }
        }
    }

    /// Reads the `pack.toml` of a folder or an archive, which holds no exercise; nothing if it is
    /// no pack. The error says why it could not be read.
    pub fn open_pack(pack: &Path) -> Result<Option<Self>, String> {
        let path = pack.join(PACK);
        let bytes = if archive::is_archive(pack) && pack.is_file() {
            let members = archive::read(pack)?;
            let found = members.into_iter().find(|(member, _)| member == Path::new(PACK));
            let Some((_, bytes)) = found else { return Ok(None) };
            bytes.to_vec()
        } else if path.is_file() {
            bytes(&path)?
        } else {
            return Ok(None);
        };
        let source = Source::new(path.display().to_string(), String::from_utf8_lossy(&bytes));
        let diagnostics = pack::read(source.text());
        Ok(Some(Self { source, exercise: None, diagnostics }))
    }

    /// Reads the exercise file at a path; the error says why it could not be read.
    pub fn open(path: &Path, id: &str) -> Result<Self, String> {
        let bytes = bytes(path)?;
        Ok(Self::read(&path.display().to_string(), &bytes, id))
    }
}

impl Library {
    /// The library inside the program.
    pub fn built_in() -> Self {
        static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
            let members = archive::unpacked(PACKED).expect("the build packed it");
            let mut library = Library::empty();
            library.put_members(members, Path::new("exercises"), Text::BuiltIn);
            library
        });
        BUILT_IN.clone()
    }

    /// The files, folders and packs at `paths`, in their order; the error says which path
    /// holds no exercise or could not be read.
    pub fn open(paths: &[PathBuf]) -> Result<Self, String> {
        let mut library = Self::empty();
        for path in paths {
            let before = library.entries.len() + library.exams.len();
            if path.is_dir() {
                let root = root(path);
                library.put(
                    walk(path)?.into_iter().map(|file| (below(&file, &root), file, Text::OnDisk)),
                );
            } else if archive::is_archive(path) && path.is_file() {
                library.put_members(archive::read(path)?, path, Text::Unpacked);
            } else if path.exists() {
                let id = path.display().to_string();
                let (topic, file) = (String::new(), path.clone());
                library.entries.push(Entry { id, topic, file, text: Text::OnDisk });
            } else {
                return Err(format!("there is no file or folder {}", path.display()));
            }
            if library.entries.len() + library.exams.len() == before {
                return Err(format!("there is no exercise file in {}", path.display()));
            }
        }
        Ok(library)
    }

    fn empty() -> Self {
        Self { entries: Vec::new(), exams: Vec::new() }
    }

    /// Adds exercises and exams: their paths below the pack, their files, their texts.
    fn put(&mut self, all: impl Iterator<Item = (PathBuf, PathBuf, Text)>) {
        for (below, file, text) in all {
            let entry = Entry { id: paths::id(&below), topic: paths::topic(&below), file, text };
            let exam = paths::is_in_exams(&below);
            if exam { &mut self.exams } else { &mut self.entries }.push(entry);
        }
    }

    /// Adds the exercises and exams of an archive, which are said to lie below `root`.
    fn put_members(&mut self, mut members: Vec<Member>, root: &Path, text: fn(Arc<[u8]>) -> Text) {
        members.retain(|(member, _)| paths::is_exercise_of_pack(member));
        members.sort_by_cached_key(|(member, _)| paths::order(member));
        self.put(members.into_iter().map(|(member, bytes)| {
            let file = root.join(&member);
            (member, file, text(bytes))
        }));
    }

    /// The pack that a file or folder lies in; empty if it lies in none.
    pub fn around(path: &Path) -> Self {
        let above = path.ancestors().find(|above| archive::is_archive(above) && above.is_file());
        if let Some(archive) = above {
            return Self::open(&[archive.to_path_buf()]).unwrap_or_else(|_| Self::empty());
        }
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let root = root(folder);
        let pack = root.join(PACK).is_file().then(|| Self::open(&[root]));
        pack.and_then(Result::ok).unwrap_or_else(Self::empty)
    }

    /// All exercises, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The exercise of an id or of an unambiguous prefix of one; the error says what would
    /// have fitted.
    pub fn find(&self, id: &str) -> Result<&Entry, String> {
        if let Some(entry) = self.entries.iter().find(|entry| entry.id == id) {
            return Ok(entry);
        }
        let fitting: Vec<_> = self
            .entries
            .iter()
            .filter(|entry| entry.id.starts_with(id) && !id.is_empty())
            .collect();
        match fitting[..] {
            [entry] => Ok(entry),
            [] => Err(self.unknown(id)),
            _ => Err(format!(
                "`{id}` could be any of {} exercises: {}",
                fitting.len(),
                named(fitting.iter().map(|entry| entry.id.as_str()), fitting.len())
            )),
        }
    }

    fn unknown(&self, id: &str) -> String {
        let mut near: Vec<_> = self
            .entries
            .iter()
            .map(|entry| (strsim::jaro_winkler(id, &entry.id), entry.id.as_str()))
            .filter(|(likeness, _)| *likeness > 0.8)
            .collect();
        near.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        if near.is_empty() {
            return format!(
                "there is no exercise `{id}`; `gradus list` shows those that there are"
            );
        }
        let ids: Vec<_> = near.iter().take(3).map(|(_, id)| format!("`{id}`")).collect();
        format!("there is no exercise `{id}`; did you mean {}?", ids.join(" or "))
    }

    /// Reads an exercise; what cannot be read is a fault of it.
    pub fn load(&self, entry: &Entry) -> Loaded {
        entry.open().unwrap_or_else(|error| Loaded {
            source: Source::new(entry.file.display().to_string(), ""),
            exercise: None,
            diagnostics: vec![Diagnostic::error("unreadable-file", error)],
        })
    }
}

impl Entry {
    /// Reads the exercise; the error says why its file could not be read.
    pub fn open(&self) -> Result<Loaded, String> {
        let bytes = match &self.text {
            Text::OnDisk => return Loaded::open(&self.file, &self.id),
            Text::BuiltIn(bytes) | Text::Unpacked(bytes) => bytes,
        };
        Ok(Loaded::read(&self.file.display().to_string(), bytes, &self.id))
    }
}

/// The bytes of a file; the error names it and says why it could not be read.
fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let size = fs::metadata(path).map_err(cannot)?.len();
    if size > MOST_BYTES {
        return Err(format!("{} is too large for an exercise: {size} bytes", path.display()));
    }
    fs::read(path).map_err(cannot)
}

/// The exercise and exam files below a folder, in order; the error names a folder that cannot be read.
fn walk(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut visited = HashSet::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let cannot = |error| format!("{} cannot be read: {error}", folder.display());
        // A link may lead back up.
        if !visited.insert(folder.canonicalize().map_err(cannot)?) {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            if path.is_dir() {
                if !paths::is_hidden(&path) {
                    waiting.push(path);
                }
            } else if paths::is_exercise(&path) {
                found.push(path);
            }
        }
    }
    found.sort_by_cached_key(|path| paths::order(path));
    Ok(found)
}

/// The folder that ids begin below: the nearest with a `pack.toml`, else the folder itself.
fn root(folder: &Path) -> PathBuf {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let pack = full.ancestors().find(|above| above.join(PACK).is_file());
    pack.map_or_else(|| full.clone(), Path::to_path_buf)
}

/// The path of a file below a root.
fn below(file: &Path, root: &Path) -> PathBuf {
    let full = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    full.strip_prefix(root).map_or_else(|_| file.to_path_buf(), Path::to_path_buf)
}

fn named<'a>(ids: impl Iterator<Item = &'a str>, count: usize) -> String {
    let mut words: Vec<_> = ids.take(MOST_NAMED).map(|id| format!("`{id}`")).collect();
    if count > MOST_NAMED {
        words.push(format!("{} more", count - MOST_NAMED));
    }
    list(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(ids: &[&str]) -> Library {
        let entry = |id: &&str| Entry {
            id: (*id).to_owned(),
            topic: String::new(),
            file: PathBuf::from(id),
            text: Text::OnDisk,
        };
        Library { entries: ids.iter().map(entry).collect(), exams: Vec::new() }
    }

    #[test]
    fn an_unambiguous_prefix_is_enough() {
        let library = library(&["two-layer/01-linear", "two-layer/02-sigmoid", "two-layer/02"]);
        let found = |id: &str| library.find(id).map(|entry| entry.id.as_str());
        assert_eq!(found("two-layer/01"), Ok("two-layer/01-linear"));
        assert_eq!(found("two-layer/02"), Ok("two-layer/02"), "a whole id goes first");
        assert_eq!(found("two-layer/02-"), Ok("two-layer/02-sigmoid"));
    }

    #[test]
    fn what_would_have_fitted_is_named() {
        let library = library(&["two-layer/01-linear", "two-layer/02-sigmoid", "scalar/01-power"]);
        let error = |id: &str| library.find(id).expect_err("there is none");
        assert_eq!(
            error("two"),
            "`two` could be any of 2 exercises: `two-layer/01-linear` and `two-layer/02-sigmoid`"
        );
        assert!(error("two-layre/01-linear").contains("did you mean `two-layer/01-linear`"));
        assert!(error("zzz").contains("`gradus list`"));
        assert!(error("").contains("no exercise"));
    }

    #[test]
    fn folders_are_walked_in_order_and_ids_begin_below_the_pack() {
        let root = std::env::temp_dir().join(format!("gradus-library-{}", std::process::id()));
        let write = |path: &str| {
            let file = root.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "format = 1\n").unwrap();
        };
        for path in ["pack.toml", "20-b/02-y.toml", "20-b/01-x.toml", "3-a/1.toml"] {
            write(path);
        }
        for path in ["exams/final.toml", ".git/x.toml", "20-b/notes.md", "4-c/.x.toml"] {
            write(path);
        }
        let ids = |path: PathBuf| -> Vec<String> {
            Library::open(&[path]).unwrap().entries.into_iter().map(|entry| entry.id).collect()
        };
        assert_eq!(ids(root.clone()), ["a/1", "b/01-x", "b/02-y"]);
        assert_eq!(ids(root.join("20-b")), ["b/01-x", "b/02-y"]);
        let exams = Library::open(std::slice::from_ref(&root)).unwrap().exams;
        assert_eq!(exams.iter().map(|exam| exam.id.as_str()).collect::<Vec<_>>(), ["exams/final"]);
        let file = root.join("3-a/1.toml");
        assert_eq!(ids(file.clone()), [file.display().to_string()]);
        assert!(
            Library::open(&[root.join("exams/none")]).unwrap_err().contains("no file or folder")
        );
        fs::create_dir(root.join("empty")).unwrap();
        assert!(Library::open(&[root.join("empty")]).unwrap_err().contains("no exercise file"));
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn bytes_that_are_no_text_are_a_fault_with_a_place() {
        let loaded = Loaded::read("x.toml", b"format = 1\ntitle = \"\xff\"\n", "x");
        assert_eq!(loaded.diagnostics[0].code, "not-utf-8");
        assert_eq!(loaded.source.position(loaded.diagnostics[0].span().start).line, 2);
        assert!(loaded.exercise.is_none());
    }
}
