//! The exams that were taken: a list, and the report of one.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Args, Kept};
use crate::cli::output::{Outcome, visible};
use crate::cli::{Format, json};
use crate::grading::solution::{Solution, text as steps};
use crate::progress::store::{FILE, Store};
use crate::session::Session;
use crate::session::exam::event::Event;
use crate::session::exam::kept;
use crate::tui::plain;
use crate::tui::recorder::OVER;
use crate::tui::theme::Theme;
use crate::tui::words;

/// What came of an exam that was handed in.
struct HandedIn {
    points: f64,
    out_of: f64,
    automatic: bool,
    spent: i64,
}

/// All exams, the oldest first: their places are their numbers.
fn all(folder: &Path) -> Result<Vec<Kept>, String> {
    if !folder.join(FILE).exists() {
        return Ok(Vec::new());
    }
    let (store, _) = Store::open(folder);
    let mut exams = store.exams().map_err(|trouble| trouble.to_string())?;
    exams.reverse();
    exams.into_iter().map(|exam| Kept::read(&store, exam)).collect()
}

fn result(kept: &Kept) -> Option<HandedIn> {
    let handed_in = |record: &crate::session::exam::event::Record| match record.event {
        Event::HandedIn { automatic, points, out_of } => {
            Some(HandedIn { points, out_of, automatic, spent: record.spent })
        }
        _ => None,
    };
    kept.begun.records.iter().find_map(handed_in)
}

/// Lists the exams that were taken.
pub fn history(folder: &Path, format: Format) -> Outcome {
    let exams = match all(folder) {
        Ok(exams) => exams,
        Err(error) => return Outcome::failed(&error),
    };
    let stdout = match format {
        Format::Json => {
            let list: Vec<Value> =
                exams.iter().enumerate().map(|(index, kept)| entry(index + 1, kept)).collect();
            json::text(&json!({ "format": 1, "exams": list }))
        }
        Format::Text if exams.is_empty() => format!("{}\n", words::NO_EXAMS),
        Format::Text => {
            exams.iter().enumerate().map(|(index, kept)| line(index + 1, kept)).collect()
        }
    };
    Outcome { stdout, ..Outcome::default() }
}

fn line(number: usize, kept: &Kept) -> String {
    let (_, title) = kept::name(&kept.exam.paper).unwrap_or_default();
    let result = match result(kept) {
        Some(result) => words::result(result.points, result.out_of, result.spent),
        None => words::NOT_HANDED_IN.to_owned(),
    };
    visible(&format!("{number}. {}  {title}: {result}\n", date(kept.exam.started))).into_owned()
}

fn entry(number: usize, kept: &Kept) -> Value {
    let (exam, title) = kept::name(&kept.exam.paper).unwrap_or_default();
    let mut entry = json!({
        "number": number,
        "exam": exam,
        "title": title,
        "seed": kept.exam.seed,
        "started": stamp(kept.exam.started),
        "minutes": kept.exam.minutes,
        "state": kept.exam.state,
    });
    if let Some(result) = result(kept) {
        entry["state"] = json!(OVER);
        entry["points"] = json::number(result.points);
        entry["out_of"] = json::number(result.out_of);
        entry["seconds"] = json!(result.spent / 1_000);
        entry["automatic"] = json!(result.automatic);
    }
    entry
}

/// Shows what came of an exam.
pub fn report(folder: &Path, number: usize, args: &Args, theme: Theme) -> Outcome {
    match written(folder, number, args, theme) {
        Ok(stdout) => Outcome { stdout, ..Outcome::default() },
        Err(error) => Outcome::failed(&error),
    }
}

fn written(folder: &Path, number: usize, args: &Args, theme: Theme) -> Result<String, String> {
    let exams = all(folder)?;
    let kept = number.checked_sub(1).and_then(|index| exams.get(index));
    let Some(kept) = kept else {
        return Err(match exams.len() {
            0 => words::NO_EXAMS.to_owned(),
            count => words::no_such_number(number, count),
        });
    };
    if result(kept).is_none() {
        return Err("this exam is not handed in yet; `gradus exam` goes on with it".to_owned());
    }
    let session = kept.sit()?;
    match args.format {
        Format::Text => Ok(text(&session, kept, args.steps, theme)),
        Format::Json => Ok(json::text(&object(&session, number, kept))),
    }
}

fn text(session: &Session, kept: &Kept, worked: bool, theme: Theme) -> String {
    let Some(exam) = session.exam() else { return String::new() };
    let Some(report) = exam.report() else { return String::new() };
    let mut out = format!("{}, {}\n", visible(exam.title()), date(kept.exam.started));
    for line in plain::exam::in_lines(session, theme, report) {
        out.push_str(&visible(&theme.text(&line)));
        out.push('\n');
    }
    if worked {
        for part in 0..session.library().entries().len() {
            let sheet = session.desk(part).and_then(|desk| desk.sheet().ok());
            let (Some(exercise), Some(sheet)) = (session.exercise(part), sheet) else { continue };
            let solution = Solution::new(exercise, sheet.variant());
            let steps = steps::markup(&solution).to_string();
            out.push('\n');
            out.push_str(&visible(&words::part(part, &exercise.title)));
            out.push_str("\n\n");
            out.push_str(&visible(&theme.text(&steps)));
        }
    }
    out
}

fn object(session: &Session, number: usize, kept: &Kept) -> Value {
    let mut object = entry(number, kept);
    let lines = session.exam().and_then(|exam| exam.report()).map(|report| &report.lines);
    let question = |line: &crate::session::exam::report::Line| {
        let exercise = session.exercise(line.spot.part)?;
        Some(json!({
            "exercise": session.entry(line.spot.part).id,
            "seed": session.desk(line.spot.part)?.seed(),
            "question": exercise.questions[line.spot.question].id,
            "verdict": line.verdict.as_str(),
            "points": json::number(line.points),
            "out_of": json::number(line.out_of),
            "seconds": line.spent / 1_000,
            "say": line.feedback.to_string(),
        }))
    };
    let questions: Vec<Value> = lines.into_iter().flatten().filter_map(question).collect();
    object["questions"] = json!(questions);
    object["format"] = json!(1);
    object
}

/// A time for people, where they are.
fn date(milliseconds: i64) -> String {
    let Ok(at) = Timestamp::from_millisecond(milliseconds) else { return String::new() };
    at.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A time for programs.
fn stamp(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(|_| String::new(), |at| at.to_string())
}
