//! The exams of a library, and the exercises that an exam draws from.

use std::path::Path;

use super::{Entry, Library, Loaded, Text, bytes, target};
use crate::diagnostic::Diagnostic;
use crate::exercise::exam::{Card, Exam, Paper, Part, Slot, Wish};
use crate::exercise::validate::exam;
use crate::source::Source;

/// An exam file that was read.
#[derive(Clone, Debug)]
pub struct LoadedExam {
    /// The text, for reports to point into.
    pub source: Source,
    /// The exam, if the file has no error.
    pub exam: Option<Exam>,
    /// The faults of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// Where its exercises come from.
    pub shelf: Shelf,
}

/// The libraries that an exam's exercises come from, its own pack first.
#[derive(Clone, Debug)]
pub struct Shelf {
    libraries: Vec<Library>,
    catalogue: Vec<Vec<Card>>,
}

impl Shelf {
    /// The library inside the program alone.
    pub fn built_in() -> Self {
        Self::new(vec![Library::built_in()])
    }

    /// The pack that a file lies in, and the library inside the program.
    pub fn around(path: &Path) -> Self {
        Self::new(vec![Library::around(path), Library::built_in()])
    }

    /// Some libraries, in the order in which an exercise is looked for.
    pub fn new(libraries: Vec<Library>) -> Self {
        let catalogue = libraries.iter().map(Library::cards).collect();
        Self { libraries, catalogue }
    }

    /// The head of every exercise, library by library.
    pub fn catalogue(&self) -> &[Vec<Card>] {
        &self.catalogue
    }

    /// Draws the paper of an exam.
    pub fn paper(&self, exam: &Exam, seed: u64) -> Result<Paper, Diagnostic> {
        let slots = exam.draw(seed, &self.catalogue)?;
        let parts =
            self.parts(&slots, seed).map_err(|error| Diagnostic::error("no-paper", error))?;
        Ok(Paper {
            exam: exam.id.clone(),
            title: exam.title.clone(),
            minutes: exam.minutes,
            scratch: exam.scratch,
            seed,
            parts,
        })
    }

    /// The parts that a wish draws. The error says what is wrong with it.
    pub fn wished(&self, wish: &Wish, seed: u64) -> Result<Vec<Part>, String> {
        self.parts(&wish.draw(seed, &self.catalogue)?, seed)
    }

    fn parts(&self, slots: &[Slot], seed: u64) -> Result<Vec<Part>, String> {
        let part = |slot: &Slot| {
            let (key, loaded) = self.load(&slot.exercise)?;
            Part::draw(slot, seed, (key, &loaded))
        };
        slots.iter().map(part).collect()
    }

    /// An exercise, and what practice of it is remembered under.
    fn load(&self, id: &str) -> Result<(String, Loaded), String> {
        let entries = |library| Library::entries(library).iter().map(move |entry| (library, entry));
        let found = self.libraries.iter().flat_map(entries).find(|(_, entry)| entry.id == id);
        let (library, entry) = found.ok_or_else(|| format!("there is no exercise `{id}`"))?;
        Ok((entry.key(), library.load(entry)))
    }
}

impl LoadedExam {
    /// Reads the text of an exam file, and holds it to the exercises that there are.
    pub fn read(source: Source, id: &str, shelf: Shelf) -> Self {
        let (exam, mut diagnostics) = exam::read(source.text(), id);
        let unfit = exam.as_ref().map_or_else(Vec::new, |exam| exam.faults(shelf.catalogue()));
        let exam = exam.filter(|_| unfit.is_empty());
        diagnostics.extend(unfit);
        diagnostics.sort_by_key(|fault| fault.span().start);
        Self { source, exam, diagnostics, shelf }
    }
}

impl Library {
    /// The exercises of a paper, which were read already.
    pub fn of_parts(parts: &[Part]) -> Self {
        let entry = |part: &Part| Entry {
            id: part.record.exercise.clone(),
            topic: part.exercise.topic.clone(),
            file: part.record.exercise.clone().into(),
            text: Text::OnDisk,
        };
        Self { entries: parts.iter().map(entry).collect(), exams: Vec::new() }
    }

    /// All exams, in order.
    pub fn exams(&self) -> &[Entry] {
        &self.exams
    }

    /// The heads of all exercises whose files can be read.
    fn cards(&self) -> Vec<Card> {
        let card = |entry: &Entry| {
            let text = String::from_utf8(raw(entry).ok()?).ok()?;
            Some(Card::read(&text, &entry.id, &entry.topic))
        };
        self.entries.iter().filter_map(card).collect()
    }

    /// Reads an exam of this library.
    pub fn load_exam(&self, entry: &Entry) -> Result<LoadedExam, String> {
        let text = String::from_utf8_lossy(&raw(entry)?).into_owned();
        let shelf = match entry.text {
            Text::BuiltIn(_) => Shelf::built_in(),
            Text::OnDisk => Shelf::around(&entry.file),
            Text::Unpacked(_) => Shelf::new(vec![self.clone(), Self::built_in()]),
        };
        let source = Source::new(entry.file.display().to_string(), text);
        Ok(LoadedExam::read(source, &entry.id, shelf))
    }
}

/// Whether what was read as an exercise is an exam.
pub fn is_exam(loaded: &Loaded) -> bool {
    exam::is_exam(loaded.source.text())
}

/// Reads the exam that a person named: a file's path, one behind the path of its pack, or an id in
/// the built-in library, with or without `exams/`. The error says why there is none.
pub fn find(target: &str) -> Result<LoadedExam, String> {
    let path = Path::new(target);
    if path.is_file() {
        let text = String::from_utf8_lossy(&bytes(path)?).into_owned();
        return Ok(LoadedExam::read(Source::new(target, text), target, Shelf::around(path)));
    }
    if let Some((pack, rest)) = target::pack_of(path) {
        let library = Library::open(&[pack])?;
        let id = rest.with_extension("").to_string_lossy().into_owned();
        if let Some(entry) = library.exams().iter().find(|entry| entry.id == id) {
            return library.load_exam(entry);
        }
    }
    let library = Library::built_in();
    let full = format!("exams/{}", target.strip_prefix("exams/").unwrap_or(target));
    if let Some(entry) = library.exams().iter().find(|entry| entry.id == full) {
        return library.load_exam(entry);
    }
    let fits = |entry: &&Entry| entry.id.starts_with(&full);
    let fitting: Vec<&Entry> = library.exams().iter().filter(fits).collect();
    if let [entry] = fitting[..] {
        return library.load_exam(entry);
    }
    if path.is_dir() {
        return Err(format!("{target} is a folder; name one exam file"));
    }
    if path.extension().is_some_and(|extension| extension == "toml") {
        return Err(format!("there is no file {target}"));
    }
    let ids = library.exams().iter().map(|entry| entry.id.as_str());
    let help = crate::nearest::suggestion(&full, ids);
    let help = help.map_or_else(String::new, |help| format!("; {help}"));
    Err(format!("there is no exam `{target}`{help}"))
}

/// The bytes of an entry's file.
fn raw(entry: &Entry) -> Result<Vec<u8>, String> {
    match &entry.text {
        Text::OnDisk => bytes(&entry.file),
        Text::BuiltIn(bytes) | Text::Unpacked(bytes) => Ok(bytes.to_vec()),
    }
}
