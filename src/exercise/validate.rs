//! Table to exercise, with every fault of the file.
//!
//! First the tables are read on their own: keys, types, bounds. Then the sheet is built:
//! names, equations, shapes. Then some variants are drawn, to see that they can be and that
//! their keys are numbers. A file with a syntax error gets the first step only, since
//! what the TOML parser guessed may lack any name.

mod allow;
pub mod exam;
mod fields;
mod given;
mod limits;
pub mod pack;
mod prompt;
mod question;
mod test;

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::document::{self, Table, Text};
use super::sheet::{Asked, Built, Sheet};
use super::{Allow, Exercise, Given, Mistake, Places, Question, lint, variant};
use crate::diagnostic::{self, Diagnostic};
use crate::source::{Source, Span};

use fields::{Fields, out_of_range, text};
use question::{Draft, filled};
use test::TestDraft;

/// The seeds whose variants are drawn to see that they can be.
const TRIED: std::ops::Range<u64> = 0..8;

/// The largest file that is read, in bytes.
const MOST_BYTES: usize = 1 << 20;

const KEYS: [&str; 15] = [
    "format",
    "title",
    "topic",
    "tags",
    "level",
    "minutes",
    "source",
    "requires",
    "statement",
    "conventions",
    "given",
    "model",
    "question",
    "test",
    "allow",
];

/// Reads an exercise file; there is an exercise if no fault is an error. Faults come in the
/// order of their places.
pub fn read(source: &Source, id: &str) -> (Option<Exercise>, Vec<Diagnostic>) {
    let text = source.text();
    if text.len() > MOST_BYTES {
        let message =
            format!("an exercise file has at most {MOST_BYTES} bytes, this has {}", text.len());
        return (None, vec![Diagnostic::error("too-large", message).at(Span::at(0), "")]);
    }
    let document = document::read(text);
    if let Some(fault) = other_format(&document.table) {
        return (None, document.faults.into_iter().chain([fault]).collect());
    }
    let mut faults = Vec::new();
    let head = Head::read(&document.table, &mut faults);
    let exercise = if document.faults.is_empty() {
        head.finish(text, id, &mut faults)
    } else {
        let certain =
            |fault: &Diagnostic| fault.code != "missing-key" && document.is_certain(fault.span());
        faults.retain(certain);
        faults.extend(document.faults);
        None
    };
    faults.sort_by_key(|fault| fault.span().start);
    (exercise, diagnostic::first(faults))
}

/// The one fault of a file that is written for another reader.
fn other_format(table: &Table) -> Option<Diagnostic> {
    let entry = table.get("format")?;
    if table
        .get("kind")
        .and_then(|entry| entry.item.text())
        .is_some_and(|kind| kind.value == "exam")
    {
        let fault = Diagnostic::error("unsupported-kind", "an exam is no exercise");
        let fault = fault.at(table.get("kind")?.item.span, "this file is an exam");
        return Some(fault.help("`gradus exam` opens it"));
    }
    if entry.item.number() == Some(1.0) {
        return None;
    }
    entry.item.number()?;
    let fault =
        Diagnostic::error("unsupported-format", "this version reads exercise files of format 1");
    Some(fault.at(entry.item.span, "another format").help("a newer gradus may read it"))
}

/// An exercise whose names and equations have not been looked at.
struct Head {
    title: String,
    topic: Option<String>,
    tags: Vec<String>,
    level: u8,
    minutes: u32,
    source: Option<String>,
    requires: Vec<String>,
    statement: String,
    conventions: Option<String>,
    given: Vec<Given>,
    /// The names of given values that have a fault.
    faulty: Vec<String>,
    model: Model,
    questions: Vec<Draft>,
    /// Whether each table of a question is among these.
    all_read: bool,
    tests: Vec<TestDraft>,
    allows: Vec<Allow>,
    places: Places,
}

#[derive(Default)]
struct Model {
    forward: Option<Text>,
    loss: Option<Text>,
    show: Vec<Text>,
    hide: Vec<Text>,
    require: Vec<Text>,
}

impl Head {
    fn read(table: &Table, faults: &mut Vec<Diagnostic>) -> Self {
        let fields = Fields::new(table, "an exercise", &KEYS, faults);
        if let Some(format) = fields.required("format", faults)
            && format.item.number().is_none()
        {
            faults.push(fields::wrong_type(&format.item, "format", "the integer 1"));
        }
        fields.required("title", faults);
        let level = fields.integer("level", 1..=5, faults).unwrap_or(1);
        let minutes = fields.integer("minutes", 1..=1_000, faults).unwrap_or(5);
        let (given, faulty) = match fields.table("given", faults) {
            Some(table) => given::read(table, faults),
            None => (Vec::new(), Vec::new()),
        };
        let words = |texts: Vec<Text>| texts.into_iter().map(|text| text.value).collect();
        let title = filled(&fields, "title", faults);
        let requires = fields.texts("requires", faults);
        let places = Places {
            title: title.as_ref().map(|text| text.span).unwrap_or_default(),
            level: fields.get("level").map(|entry| entry.item.span),
            requires: requires.iter().map(|text| text.span).collect(),
            statement: fields.get("statement").map(|entry| entry.item.span),
            conventions: fields.get("conventions").map(|entry| entry.item.span),
            ..Places::default()
        };
        let questions = questions(&fields, faults);
        let asked = fields.get("question").and_then(|entry| entry.item.array());
        Self {
            title: title.map(|text| text.value).unwrap_or_default(),
            topic: fields.text("topic", faults).map(|text| text.value),
            tags: words(fields.texts("tags", faults)),
            level: u8::try_from(level).expect("a level is at most 5"),
            minutes: u32::try_from(minutes).expect("minutes are at most 1,000"),
            source: fields.text("source", faults).map(|text| text.value),
            requires: words(requires),
            statement: fields.text("statement", faults).map(|t| t.value).unwrap_or_default(),
            conventions: fields.text("conventions", faults).map(|text| text.value),
            given,
            faulty,
            model: Model::read(&fields, faults),
            all_read: asked.is_some_and(|asked| asked.len() == questions.len()),
            questions,
            tests: test::read(&fields, faults),
            allows: allow::read(&fields, faults),
            places,
        }
    }

    fn finish(self, file: &str, id: &str, faults: &mut Vec<Diagnostic>) -> Option<Exercise> {
        let sheet = Sheet {
            file: Arc::from(file),
            given: self.given,
            forward: self.model.forward,
            loss: self.model.loss,
            show: self.model.show,
            hide: self.model.hide,
            require: self.model.require,
            asks: self.questions.iter().map(|draft| draft.ask.clone()).collect(),
        };
        let large = limits::of_sheet(&sheet);
        if !large.is_empty() {
            faults.extend(large);
            return None;
        }
        let (built, found) = sheet.build(TRIED.start, 0, &self.faulty);
        faults.extend(found);
        let built = built?;
        let large = limits::of_built(&sheet, &built);
        if !large.is_empty() {
            faults.extend(large);
            return None;
        }
        faults.extend(try_variants(&sheet, &built));
        if self.all_read && built.asked.iter().all(Option::is_some) {
            self.tests.iter().for_each(|test| test.check_ids(&built, faults));
        }
        if faults.iter().any(Diagnostic::is_error) {
            return None;
        }
        faults.extend(lint::lint(&sheet));
        let words = |texts: &[Text]| texts.iter().map(|text| text.value.clone()).collect();
        let varies = !sheet.has_fixed_shapes();
        let asked = built.asked.iter().flatten();
        Some(Exercise {
            id: id.to_owned(),
            title: self.title,
            topic: self.topic.unwrap_or_else(|| folder(id)),
            tags: self.tags,
            level: self.level,
            minutes: self.minutes,
            source: self.source,
            requires: self.requires,
            statement: self.statement,
            conventions: self.conventions,
            given: sheet.given.clone(),
            forward: sheet.forward.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            loss: built.loss.0.clone(),
            show: words(&sheet.show),
            hide: words(&sheet.hide),
            require: words(&sheet.require),
            questions: self
                .questions
                .into_iter()
                .zip(asked)
                .map(|(draft, asked)| question(draft, asked, &built, varies))
                .collect(),
            tests: self.tests.into_iter().map(|draft| draft.test).collect(),
            allows: self.allows,
            places: Places {
                show: sheet.show.iter().map(|text| text.span).collect(),
                require: sheet.require.first().map(|text| text.span),
                forward: sheet.forward.as_ref().map(|text| text.span),
                ..self.places
            },
            sheet,
            built,
        })
    }
}

impl Model {
    fn read(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Self {
        fields.required("model", faults);
        let Some(table) = fields.table("model", faults) else { return Self::default() };
        let keys = ["forward", "loss", "show", "hide", "require"];
        let fields = Fields::new(table, "[model]", &keys, faults);
        let nfc = |text: Text| Text { value: text.value.trim().nfc().collect(), ..text };
        Self {
            forward: fields.required("forward", faults).and_then(|entry| text(entry, faults)),
            loss: fields.text("loss", faults).map(nfc),
            show: fields.texts("show", faults).into_iter().map(nfc).collect(),
            hide: fields.texts("hide", faults).into_iter().map(nfc).collect(),
            require: fields.texts("require", faults),
        }
    }
}

fn questions(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Draft> {
    let help = "begin a question with `[[question]]` and say its `kind`";
    match fields.get("question") {
        None if !fields.means("question") => faults.push(fields.missing("question").help(help)),
        Some(entry) if entry.item.array().is_some_and(<[_]>::is_empty) => {
            faults.push(out_of_range(&entry.item, "question", "one question at least").help(help));
        }
        _ => {}
    }
    let tables = fields.tables("question", faults);
    let drafts: Vec<_> =
        tables.into_iter().filter_map(|table| question::read(table, faults)).collect();
    let ids: Vec<_> = drafts.iter().filter_map(|draft| draft.ask.id.as_ref()).collect();
    for (position, id) in ids.iter().enumerate() {
        if let Some(first) = ids[..position].iter().find(|other| other.value == id.value) {
            let message = format!("two questions have the id `{}`", id.value);
            faults.push(
                Diagnostic::error("duplicate-id", message)
                    .at(id.span, "this one is taken")
                    .at(first.span, "by this question")
                    .help("leave `id` out and one is made from kind and name"),
            );
        }
    }
    drafts
}

fn question(draft: Draft, asked: &Asked, built: &Built, varies: bool) -> Question {
    let ask = draft.ask;
    let made = || prompt::prompt(&ask, asked, built, varies);
    Question {
        id: asked.id.clone(),
        span: ask.header,
        task: asked.task.clone(),
        points: draft.points,
        prompt: draft.prompt.clone().unwrap_or_else(made),
        hints: draft.hints,
        explain: draft.explain,
        partial: draft.partial,
        follow_penalty: draft.follow_penalty,
        tolerance: draft.tolerance,
        entries: ask
            .entries
            .map(|entries| entries.into_iter().map(|(row, col, _)| (row, col)).collect()),
        mistakes: ask
            .mistakes
            .into_iter()
            .map(|(when, say)| Mistake { when: when.value, say, span: when.span })
            .collect(),
    }
}

/// The folder of a library's id; none for a file's path.
fn folder(id: &str) -> String {
    let path = Path::new(id);
    let folder = path.parent().filter(|_| path.extension() != Some(OsStr::new("toml")));
    folder.map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The faults of the first of some seeds that has any; of a large exercise fewer are tried.
fn try_variants(sheet: &Sheet, built: &Built) -> Vec<Diagnostic> {
    let seeds = if sheet.is_drawn() { TRIED } else { TRIED.start..TRIED.start + 1 };
    variant::try_all(sheet, built, seeds)
}
