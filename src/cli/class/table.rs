//! The grades of a class as CSV, a row a sheet. What strangers wrote is text there, whatever a
//! spreadsheet would make of it.

use std::fs::File;
use std::io;
use std::path::Path;

use csv::Writer;
use jiff::Timestamp;
use serde_json::Value;

use crate::cli::matrix;
use crate::cli::output::visible;

/// What became of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was graded.
    Graded,
    /// It was graded, and handed in after it was due.
    Late,
    /// It could not be graded.
    Refused,
    /// It was graded, but another sheet of the same learner counts.
    Superseded,
    /// Nothing was handed in.
    Missing,
}

impl Status {
    /// The status as files name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Graded => "graded",
            Self::Late => "late",
            Self::Refused => "refused",
            Self::Superseded => "superseded",
            Self::Missing => "missing",
        }
    }
}

/// A sheet, and what is known of it.
#[derive(Clone, Debug)]
pub struct Row<'g> {
    /// The id of the learner; empty if none was given.
    pub learner: String,
    /// What the learner is called, if the roster says so.
    pub name: String,
    /// The exercise, if there is one.
    pub exercise: Option<String>,
    /// What became of the sheet.
    pub status: Status,
    /// Whether there is a roster that does not have the learner.
    pub stranger: bool,
    /// When it was handed in.
    pub submitted: Option<Timestamp>,
    /// By how many minutes it was late.
    pub late: Option<i64>,
    /// The verdict, or an object that says why there is none.
    pub verdict: Option<&'g Value>,
}

/// The columns before those of the questions.
const COLUMNS: [&str; 12] = [
    "learner",
    "name",
    "roster",
    "exercise",
    "seed",
    "status",
    "submitted",
    "late_minutes",
    "points",
    "out_of",
    "percent",
    "error",
];

/// A file of grades that is being written.
pub struct Table {
    writer: Writer<File>,
    questions: Vec<String>,
}

impl Table {
    /// Begins a file; questions have a column each for their points.
    pub fn create(path: &Path, questions: Vec<String>) -> io::Result<Self> {
        let mut writer = Writer::from_path(path).map_err(io::Error::other)?;
        let ids = questions.iter().map(|id| text(id));
        let header = COLUMNS.iter().map(|name| (*name).to_owned()).chain(ids);
        writer.write_record(header).map_err(io::Error::other)?;
        Ok(Self { writer, questions })
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        let number = |name: &str| row.number(name).map(matrix::short).unwrap_or_default();
        let part = |name: &str| row.verdict.and_then(|verdict| verdict.get(name));
        let percent = row.share().map(|share| matrix::short((1000.0 * share).round() / 10.0));
        let mut cells = vec![
            text(&row.learner),
            text(&row.name),
            (if row.stranger { "no" } else { "" }).to_owned(),
            text(row.exercise.as_deref().unwrap_or_default()),
            part("seed").map(Value::to_string).unwrap_or_default(),
            row.status.as_str().to_owned(),
            row.submitted.map(|time| time.to_string()).unwrap_or_default(),
            row.late.map(|minutes| minutes.to_string()).unwrap_or_default(),
            number("points"),
            number("out_of"),
            percent.unwrap_or_default(),
            text(part("error").and_then(Value::as_str).unwrap_or_default()),
        ];
        for id in &self.questions {
            let question = row.questions().iter().find(|question| question["id"] == **id);
            let points = question.and_then(|question| question["points"].as_f64());
            cells.push(points.map(matrix::short).unwrap_or_default());
        }
        self.writer.write_record(cells).map_err(io::Error::other)
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Row<'_> {
    fn number(&self, name: &str) -> Option<f64> {
        self.verdict?.get(name)?.as_f64()
    }

    /// What was earned of what can be earned.
    pub fn share(&self) -> Option<f64> {
        Some(self.number("points")? / self.number("out_of")?.max(f64::MIN_POSITIVE))
    }

    /// The verdicts on the questions.
    pub fn questions(&self) -> &[Value] {
        let questions = self.verdict.and_then(|verdict| verdict.get("questions")?.as_array());
        questions.map_or(&[], Vec::as_slice)
    }
}

/// A stranger's text as the text of one cell: no control characters, and what a spreadsheet would
/// take for a formula begins with an apostrophe. A number stays one.
fn text(stranger: &str) -> String {
    let line = visible(stranger).replace('\n', " ");
    let formula = line
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let number = line.ends_with(|c: char| c.is_ascii_digit()) && line.parse::<f64>().is_ok();
    if formula && !number { format!("'{line}") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for (stranger, cell) in [
            ("ada", "ada"),
            ("=1+1", "'=1+1"),
            ("  @SUM(A1)", "'  @SUM(A1)"),
            ("-2", "-2"),
            ("\t=1", "'    =1"),
            ("a\nb\u{1b}[2J", "a b␛[2J"),
            ("-1.5", "-1.5"),
            ("-1.5e-3", "-1.5e-3"),
            ("-1+1", "'-1+1"),
            ("-inf", "'-inf"),
            ("＝1", "'＝1"),
        ] {
            assert_eq!(text(stranger), cell);
        }
    }
}
