//! Grading a class: sheets go to the graders in blocks, and come back in order.

use std::fs;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::folder::Handed;
use super::resume::{Partial, Record};
use super::sources::{Latest, Sheet, Sheets};
use super::summary::Summary;
use super::table::{Row, Status, Table};
use super::{page, text};
use crate::cli::json;
use crate::cli::output::{Outcome, styled};
use crate::cli::roster::{Roster, time};
use crate::cli::seeds::{Seeds, fingerprint};
use crate::cli::stream::grader::{Common, Grader, tell_breakdowns};
use crate::cli::stream::submission::{self, Cover};

/// How many sheets a grader is given at once.
const BLOCK: usize = 32;

/// Where verdicts are kept until all are there.
const PARTIAL: &str = "verdicts.partial";

/// What is to be graded, and how.
#[derive(Clone, Debug)]
pub struct Class {
    /// What all sheets have in common.
    pub common: Common,
    /// The ids of the questions, if all answer the same.
    pub questions: Vec<String>,
    /// A folder of folders, or a file of JSON Lines.
    pub submissions: PathBuf,
    /// The folder for what is found.
    pub out: PathBuf,
    /// When answers are due, if nothing else is said of a learner.
    pub due: Option<Timestamp>,
    /// How many graders work.
    pub jobs: NonZero<usize>,
    /// Whether the summary on stdout is coloured.
    pub colour: bool,
}

/// A graded sheet.
struct Graded {
    record: Record,
    value: Value,
    /// Whether the verdict was found by an earlier run.
    known: bool,
    cover: Cover,
    submitted: Option<Timestamp>,
}

impl Class {
    /// Grades the class, and says what came of it.
    pub fn run(&self) -> Outcome {
        tell_breakdowns();
        match self.graded() {
            Ok(outcome) => outcome,
            Err(error) => Outcome::failed(&error),
        }
    }

    fn graded(&self) -> Result<Outcome, String> {
        let cannot = |what: &Path| {
            let what = what.display().to_string();
            move |error: io::Error| format!("{what} cannot be written: {error}")
        };
        let path = |name: &str| self.out.join(name);
        fs::create_dir_all(&self.out).map_err(cannot(&self.out))?;
        let partial_path = path(PARTIAL);
        let mut partial = Partial::open(&partial_path).map_err(cannot(&partial_path))?;
        let latest = self.latest()?;
        let mut sheets = Sheets::open(&self.submissions)?;
        let progress = progress(sheets.whole, latest.is_none());
        let mut graders: Vec<Grader> =
            (0..self.jobs.get()).map(|_| Grader::new(self.common.clone())).collect();
        let table_path = path("grades.csv.partial");
        let mut table =
            Table::create(&table_path, self.questions.clone()).map_err(cannot(&table_path))?;
        let mut summary = Summary::default();
        let mut seen = vec![false; self.roster_length()];
        loop {
            let block = sheets.take(BLOCK * graders.len())?;
            if block.is_empty() {
                break;
            }
            let known: Vec<Option<Record>> = block.iter().map(|_| partial.known()).collect();
            let found = self.block(&mut graders, &block, &known);
            let kept = found.iter().take_while(|graded| graded.known).count();
            for graded in &found[..kept] {
                partial.keep(&graded.record.1);
            }
            if kept < found.len() {
                let records: Vec<Record> =
                    found[kept..].iter().map(|graded| graded.record.clone()).collect();
                partial.add(&records).map_err(cannot(&partial_path))?;
            }
            summary.resumed += kept as u64;
            for (sheet, graded) in block.iter().zip(&found) {
                let row = self.row(sheet, graded, latest.as_ref(), &mut seen);
                table.add(&row).map_err(cannot(&table_path))?;
                summary.add(&row);
            }
            progress.set_position(sheets.given);
        }
        progress.finish_and_clear();
        for row in self.missing(&seen) {
            table.add(&row).map_err(cannot(&table_path))?;
            summary.add(&row);
        }
        table.finish().map_err(cannot(&table_path))?;
        let markup = text::summary(&summary, &self.title());
        let write =
            |name: &str, text: &str| fs::write(path(name), text).map_err(cannot(&path(name)));
        write("summary.txt", &styled(&markup, false))?;
        write("summary.json", &json::text(&summary.object(&self.title())))?;
        write("summary.html", &page::page(&summary, &self.title()))?;
        let verdicts = path("verdicts.jsonl");
        partial.copy_to(&verdicts, &partial_path).map_err(cannot(&verdicts))?;
        fs::rename(&table_path, path("grades.csv")).map_err(cannot(&table_path))?;
        fs::remove_file(&partial_path).map_err(cannot(&partial_path))?;
        let stdout = styled(&markup, self.colour)
            + &format!(
                "Written to {}: grades.csv, verdicts.jsonl, summary.html, summary.txt, summary.json\n",
                self.out.display()
            );
        Ok(Outcome { stdout, stderr: String::new(), status: u8::from(summary.refused > 0) })
    }

    /// Which lines count, where the sheets are lines.
    fn latest(&self) -> Result<Option<Latest>, String> {
        if self.submissions.is_dir() {
            return Ok(None);
        }
        let in_time =
            |learner: &str, submitted: Option<Timestamp>| self.late(learner, submitted).is_none();
        Latest::of(&self.submissions, in_time).map(Some)
    }

    /// Grades sheets, those of each grader one after the other.
    fn block(
        &self,
        graders: &mut [Grader],
        sheets: &[Sheet],
        known: &[Option<Record>],
    ) -> Vec<Graded> {
        let share = sheets.len().div_ceil(graders.len());
        let shares = sheets.par_chunks(share).zip(known.par_chunks(share));
        let found: Vec<Vec<Graded>> = graders
            .par_iter_mut()
            .zip(shares)
            .map(|(grader, (sheets, known))| {
                let pairs = sheets.iter().zip(known);
                pairs.map(|(sheet, known)| self.sheet(grader, sheet, known.as_ref())).collect()
            })
            .collect();
        found.into_iter().flatten().collect()
    }

    fn sheet(&self, grader: &mut Grader, sheet: &Sheet, known: Option<&Record>) -> Graded {
        match sheet {
            Sheet::Line(number, line) => {
                let cover = line.as_deref().map(submission::cover).unwrap_or_default();
                let submitted = cover.submitted.as_deref();
                let submitted = submitted.and_then(|text| time(text).ok());
                let content = line.as_ref().map_or(0, |line| fingerprint(line));
                let learner = submission::name(&cover.learner).into_owned();
                let mark = self.mark(grader, &cover, &format!("{number}/{content:x}"), &learner);
                Graded::new(mark, known, cover, submitted, |out| {
                    grader.line(*number, line.as_deref(), out);
                })
            }
            Sheet::Files(learner, path) => {
                let handed = Handed::read(path);
                let content = match &handed {
                    Ok(handed) => format!("{:x}", handed.fingerprint()),
                    Err(error) => error.clone(),
                };
                let cover = Cover { learner: json!(learner), ..Cover::default() };
                let mark = self.mark(grader, &cover, &content, learner);
                let submitted = handed.as_ref().ok().and_then(|handed| handed.submitted);
                Graded::new(mark, known, cover, submitted, |out| {
                    grader.files(learner, |exercise| handed?.answers(exercise), out);
                })
            }
        }
    }

    /// The fingerprint of a sheet and of all that its verdict depends on.
    fn mark(&self, grader: &mut Grader, cover: &Cover, content: &str, learner: &str) -> u64 {
        let Common { exercise, seed, seeds } = &self.common;
        let parts =
            (env!("CARGO_PKG_VERSION"), exercise, seed, seeds.of(learner), learner, content);
        let text = grader.fingerprint(cover.exercise.clone());
        fingerprint(format!("{parts:?}/{text:x}").as_bytes())
    }

    fn row<'g>(
        &self,
        sheet: &Sheet,
        graded: &'g Graded,
        latest: Option<&Latest>,
        seen: &mut [bool],
    ) -> Row<'g> {
        let learner = submission::name(&graded.cover.learner).into_owned();
        let entry = self.seeds().roster.as_ref().and_then(|roster| roster.place(&learner));
        if let Some((place, _)) = entry {
            seen[place] = true;
        }
        let late = self.late(&learner, graded.submitted);
        let superseded = match (sheet, latest) {
            (Sheet::Line(number, _), Some(latest)) => !latest.counts(*number, &graded.cover),
            _ => false,
        };
        let status = match () {
            () if superseded => Status::Superseded,
            () if graded.value.get("error").is_some() => Status::Refused,
            () if late.is_some() => Status::Late,
            () => Status::Graded,
        };
        let stranger = self.seeds().roster.is_some() && entry.is_none();
        Row {
            name: entry.map(|(_, entry)| entry.name.clone()).unwrap_or_default(),
            exercise: graded.cover.exercise.clone().or_else(|| self.common.exercise.clone()),
            learner,
            status,
            stranger,
            submitted: graded.submitted,
            late,
            verdict: Some(&graded.value),
        }
    }

    /// Those of the roster who handed nothing in.
    fn missing(&self, seen: &[bool]) -> Vec<Row<'static>> {
        let entries = self.seeds().roster.as_ref().map(Roster::entries);
        let absent = entries.unwrap_or_default().iter().zip(seen).filter(|(_, seen)| !**seen);
        absent
            .map(|(entry, _)| Row {
                learner: entry.learner.clone(),
                name: entry.name.clone(),
                exercise: self.common.exercise.clone(),
                status: Status::Missing,
                stranger: false,
                submitted: None,
                late: None,
                verdict: None,
            })
            .collect()
    }

    /// By how many minutes, begun ones too, a learner was late.
    fn late(&self, learner: &str, submitted: Option<Timestamp>) -> Option<i64> {
        let entry = self.seeds().roster.as_ref().and_then(|roster| roster.find(learner));
        let due = entry.and_then(|entry| entry.due).or(self.due)?;
        let seconds = submitted?.duration_since(due).as_secs();
        (submitted? > due).then(|| ((seconds + 59) / 60).max(1))
    }

    fn seeds(&self) -> &Arc<Seeds> {
        &self.common.seeds
    }

    fn roster_length(&self) -> usize {
        self.seeds().roster.as_ref().map_or(0, |roster| roster.entries().len())
    }

    fn title(&self) -> String {
        self.common.exercise.clone().unwrap_or_else(|| self.submissions.display().to_string())
    }
}

impl Graded {
    /// The verdict that is known, if it is of this sheet; else that which is found now.
    fn new(
        mark: u64,
        known: Option<&Record>,
        cover: Cover,
        submitted: Option<Timestamp>,
        grade: impl FnOnce(&mut Vec<u8>),
    ) -> Self {
        let same = known.filter(|(other, _)| *other == mark);
        let before = same
            .and_then(|(_, verdict)| Some((verdict.clone(), serde_json::from_str(verdict).ok()?)));
        let known = before.is_some();
        let (verdict, value) = before.unwrap_or_else(|| {
            let mut out = Vec::new();
            grade(&mut out);
            let value = serde_json::from_slice(&out).expect("a verdict is JSON");
            (String::from_utf8(out).expect("JSON is UTF-8"), value)
        });
        Self { record: (mark, verdict), value, known, cover, submitted }
    }
}

/// A bar on stderr, if that is a terminal.
fn progress(whole: u64, folder: bool) -> ProgressBar {
    let count = if folder { "{pos} of {len} sheets" } else { "{bytes} of {total_bytes}" };
    let template = format!("{{bar:30}} {count}, {{eta}} left");
    let style = ProgressStyle::with_template(&template).expect("the template is one");
    ProgressBar::new(whole).with_style(style)
}
