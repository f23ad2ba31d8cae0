//! Where the sheets of a class come from: a folder of folders, or a file of JSON Lines.

use std::collections::{HashMap, VecDeque};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::folder::learners;
use crate::cli::roster::time;
use crate::cli::stream::lines::Lines;
use crate::cli::stream::submission::{self, Cover};

/// One sheet that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// A line, `None` if it is too long; lines count from 1.
    Line(u64, Option<Vec<u8>>),
    /// A learner's folder or file.
    Files(String, PathBuf),
}

/// The sheets, one after the other.
pub struct Sheets {
    source: Source,
    /// How much there is, and how much of it was given: sheets of a folder, bytes of a file.
    pub whole: u64,
    /// How much of it was given.
    pub given: u64,
}

enum Source {
    Files(std::vec::IntoIter<(String, PathBuf)>),
    Lines { lines: Lines<File>, waiting: VecDeque<Sheet> },
}

impl Sheets {
    /// The sheets in a folder or a file; the error says why they cannot be read.
    pub fn open(path: &Path) -> Result<Self, String> {
        if path.is_dir() {
            let learners = learners(path)?;
            let whole = learners.len() as u64;
            return Ok(Self { source: Source::Files(learners.into_iter()), whole, given: 0 });
        }
        let file = open(path)?;
        let whole = file.metadata().map_or(0, |kind| kind.len());
        let source = Source::Lines { lines: Lines::new(file), waiting: VecDeque::new() };
        Ok(Self { source, whole, given: 0 })
    }

    /// The next sheets, as many as are asked for while there are so many.
    pub fn take(&mut self, most: usize) -> Result<Vec<Sheet>, String> {
        let found: Vec<Sheet> = match &mut self.source {
            Source::Files(files) => {
                files.take(most).map(|(learner, path)| Sheet::Files(learner, path)).collect()
            }
            Source::Lines { lines, waiting } => {
                while waiting.len() < most {
                    let batch = lines
                        .batch(most)
                        .map_err(|error| format!("the submissions cannot be read: {error}"))?;
                    let Some(batch) = batch else { break };
                    let numbered = (batch.first..).zip(batch.lines());
                    waiting.extend(
                        numbered
                            .map(|(number, line)| Sheet::Line(number, line.map(<[u8]>::to_vec))),
                    );
                }
                waiting.drain(..most.min(waiting.len())).collect()
            }
        };
        self.given += match &self.source {
            Source::Files(_) => found.len() as u64,
            Source::Lines { .. } => found.iter().map(Sheet::length).sum(),
        };
        Ok(found)
    }
}

impl Sheet {
    /// How many bytes a line has, with its end.
    fn length(&self) -> u64 {
        match self {
            Self::Line(_, Some(line)) => line.len() as u64 + 1,
            _ => 0,
        }
    }
}

fn open(path: &Path) -> Result<File, String> {
    let cannot = |error| format!("{} cannot be read: {error}", path.display());
    let kind = fs::metadata(path).map_err(cannot)?;
    if !kind.is_file() {
        return Err(format!("{} is neither a folder nor a plain file", path.display()));
    }
    File::open(path).map_err(cannot)
}

/// The lines that count: of those by one learner about one exercise the last that was in time, or
/// the last of all if none was.
#[derive(Clone, Debug, Default)]
pub struct Latest {
    lines: HashMap<(String, String), (u64, bool)>,
}

impl Latest {
    /// Looks through a file of JSON Lines; `in_time` says whether a learner was.
    pub fn of(
        path: &Path,
        in_time: impl Fn(&str, Option<Timestamp>) -> bool,
    ) -> Result<Self, String> {
        let mut latest = Self::default();
        let mut lines = Lines::new(open(path)?);
        while let Some(batch) = next(&mut lines)? {
            for (number, line) in (batch.first..).zip(batch.lines()) {
                let cover = line.map(submission::cover).unwrap_or_default();
                let Some(key) = key(&cover) else { continue };
                let submitted = cover.submitted.as_deref().and_then(|text| time(text).ok());
                let good = in_time(&key.0, submitted);
                let kept = latest.lines.entry(key).or_insert((number, good));
                if good || !kept.1 {
                    *kept = (number, good);
                }
            }
        }
        Ok(latest)
    }

    /// Whether a line counts; one that names no learner always does.
    pub fn counts(&self, number: u64, cover: &Cover) -> bool {
        key(cover).and_then(|key| self.lines.get(&key)).is_none_or(|(kept, _)| *kept == number)
    }
}

fn next(lines: &mut Lines<impl Read>) -> Result<Option<crate::cli::stream::lines::Batch>, String> {
    lines.batch(usize::MAX).map_err(|error| format!("the submissions cannot be read: {error}"))
}

fn key(cover: &Cover) -> Option<(String, String)> {
    let learner = submission::name(&cover.learner);
    let exercise = cover.exercise.clone().unwrap_or_default();
    (!learner.is_empty()).then(|| (learner.into_owned(), exercise))
}
