//! What learners hand in as files: a folder a learner, or a file. Strangers wrote them: no link is
//! followed, nothing but plain files is opened, and nothing is run or unpacked to a disk.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::cli::answers::{self, Refused};
use crate::cli::seeds::fingerprint;
use crate::cli::stream::grader::told;
use crate::exercise::Exercise;
use crate::grading::Answer;

/// The endings of files that may hold answers.
const ENDINGS: [&str; 6] = ["toml", "json", "csv", "npz", "npy", "ipynb"];

/// How many bytes a learner's files have together at most.
const MOST_BYTES: u64 = 16 << 20;

/// How many files of answers a learner has at most.
const MOST_FILES: usize = 200;

/// What a learner handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// When the last of the files was written.
    pub submitted: Option<Timestamp>,
    /// The files' names and contents, by name.
    files: Vec<(String, Vec<u8>)>,
}

/// The learners of a folder with the folder or file of each, by name; the error says why it cannot
/// be listed.
pub fn learners(folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let mut found = Vec::new();
    for path in listed(folder)? {
        let is_sheet = !path.is_file() || is_answers(&path);
        let name = if path.is_file() { path.file_stem() } else { path.file_name() };
        let name = name.unwrap_or_default().to_string_lossy().into_owned();
        if is_sheet && !name.starts_with(['.', '_']) {
            found.push((name, path));
        }
    }
    found.sort();
    Ok(found)
}

/// What lies in a folder.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let cannot = |error| format!("{} cannot be listed: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(cannot)?;
    entries.map(|entry| Ok(entry.map_err(cannot)?.path())).collect()
}

fn is_answers(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

impl Handed {
    /// Reads a learner's folder, or the one file that a learner handed in; the error says what is
    /// wrong with it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let mut handed = Self::default();
        if kind(path)?.is_dir() {
            let mut files: Vec<PathBuf> =
                listed(path)?.into_iter().filter(|path| is_answers(path)).collect();
            files.sort();
            if files.len() > MOST_FILES {
                return Err(format!(
                    "there are {} files of answers, but {MOST_FILES} are the most that are read",
                    files.len()
                ));
            }
            if files.is_empty() {
                let endings = ENDINGS.map(|ending| format!(".{ending}")).join(", ");
                return Err(format!("there is no file of answers; one ends in {endings}"));
            }
            for file in files {
                handed.add(&file)?;
            }
        } else {
            handed.add(path)?;
        }
        Ok(handed)
    }

    fn add(&mut self, path: &Path) -> Result<(), String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kind = kind(path)?;
        if !kind.is_file() {
            return Err(format!("`{name}` is no plain file"));
        }
        let cannot = |error| format!("`{name}` cannot be read: {error}");
        let used: u64 = self.files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(cannot)?;
        file.take(MOST_BYTES - used + 1).read_to_end(&mut bytes).map_err(cannot)?;
        if used + bytes.len() as u64 > MOST_BYTES {
            return Err(format!(
                "`{name}` is too large: {MOST_BYTES} bytes of answers are the most that are read"
            ));
        }
        let written = kind.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        self.submitted = self.submitted.max(written);
        self.files.push((name, bytes));
        Ok(())
    }

    /// A number that differs, as good as surely, where the contents do.
    pub fn fingerprint(&self) -> u64 {
        let part = |(name, bytes): &(String, Vec<u8>)| format!("{name}/{:x}", fingerprint(bytes));
        let parts: Vec<String> = self.files.iter().map(part).collect();
        fingerprint(format!("{parts:?}").as_bytes())
    }

    /// The answers of all files together; the error says what is wrong with them.
    pub fn answers(&self, exercise: &Exercise) -> Result<Vec<Option<Answer>>, String> {
        let mut found: Vec<Option<Answer>> = vec![None; exercise.questions.len()];
        for (name, bytes) in &self.files {
            let answers = answers::read_bytes(name, bytes, exercise)
                .map_err(|refused| format!("`{name}`{}", told_in(&refused)))?;
            for (at, answer) in answers.into_iter().enumerate() {
                if found[at].is_some() && answer.is_some() {
                    let id = &exercise.questions[at].id;
                    return Err(format!("`{name}` answers `{id}`, which another file answers too"));
                }
                found[at] = found[at].take().or(answer);
            }
        }
        Ok(found)
    }
}

/// The first fault of a file on one line, behind its place if that is in a text.
fn told_in((source, faults): &Refused) -> String {
    let first = faults.iter().find(|fault| fault.is_error());
    let label = first.and_then(|fault| fault.labels.first());
    let place = label.map(|label| source.position(label.span.start));
    let place = place.map(|place| format!(", line {}, column {}", place.line, place.column));
    format!("{}: {}", place.unwrap_or_default(), told(faults))
}

/// What a path is itself, not what it may lead to.
fn kind(path: &Path) -> Result<fs::Metadata, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kind =
        fs::symlink_metadata(path).map_err(|error| format!("`{name}` cannot be read: {error}"))?;
    if kind.is_symlink() {
        return Err(format!("`{name}` is a link, and links are not followed"));
    }
    Ok(kind)
}
