//! Answer files: TOML, JSON, CSV, NumPy's arrays or a notebook; a question's id to an answer.
//!
//! Numbers are kept as they were written, since `0.100` says more than `0.1` does.

pub mod notebook;
pub mod npy;
pub mod npz;
pub mod table;

use std::fmt;
use std::path::Path;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;

use super::json;
use crate::diagnostic::{self, Diagnostic, MOST_FAULTS};
use crate::engine::Array;
use crate::exercise::document::{self, Item, Value};
use crate::exercise::{Exercise, Question, Task};
use crate::grading::{Answer, find};
use crate::nearest::suggestion;
use crate::source::{Source, Span};

/// What a file gives for one id.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Nothing: JSON's `null`.
    Nothing,
    /// A number as written.
    Number(String),
    /// A string, or something that is no answer, as written.
    Text(String),
    /// A list.
    List(Vec<Given>),
    /// Numbers that were never written as text.
    Array(Array),
    /// Keys and values.
    Table(Vec<(String, Given)>),
}

/// The answers to the questions of an exercise, in the questions' order; `None` where the file
/// has none. Every fault of the file is reported: syntax, ids that no question has, questions
/// that are answered twice.
pub fn read(source: &Source, exercise: &Exercise) -> Result<Vec<Option<Answer>>, Vec<Diagnostic>> {
    assign(from_text(source)?.0, exercise)
}

/// Faults, and the text that they are about.
pub type Refused = (Source, Vec<Diagnostic>);

/// The same for a file as it came, which is NumPy's if it begins so, and else a text.
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    exercise: &Exercise,
) -> Result<Vec<Option<Answer>>, Refused> {
    let only = match &exercise.questions[..] {
        [only] if find(exercise, stem(name)).is_none() => &only.id,
        _ => stem(name),
    };
    let (source, mut entries, printed) = entries(name, bytes, only)?;
    if printed {
        entries = asked(entries, exercise).map_err(|fault| (source.clone(), vec![fault]))?;
    }
    assign(entries, exercise).map_err(|faults| (source, faults))
}

/// The entries of what was printed that answer a question, of two for one question the later: a
/// program prints much else.
fn asked(entries: Entries, exercise: &Exercise) -> Result<Entries, Diagnostic> {
    let mut kept: Vec<(&str, Entries)> = Vec::new();
    let names: Vec<String> = entries.iter().map(|(id, ..)| format!("`{id}`")).collect();
    for entry in entries {
        let Some(question) = find(exercise, &entry.0) else { continue };
        kept.retain(|(id, _)| *id != question.id);
        kept.push((&question.id, vec![entry]));
    }
    if kept.is_empty() {
        let shown = match names.len() {
            0 => "nothing that has a name".to_owned(),
            _ => format!("{}, which no question asks for", names[..names.len().min(5)].join(", ")),
        };
        let message = format!("what was printed shows {shown}");
        return Err(Diagnostic::error("notebook", message)
            .help("print the answers by the ids of the questions, as `print(f\"{dW1=}\")`"));
    }
    Ok(kept.into_iter().flat_map(|(_, entries)| entries).collect())
}

/// What a file gives by name, whatever the names mean.
pub fn values(name: &str, bytes: &[u8]) -> Result<Vec<(String, Answer)>, Refused> {
    let (_, entries, _) = entries(name, bytes, stem(name))?;
    let value = |given: Given| match given {
        Given::Array(array) => Answer::Value(array),
        Given::List(items) => rows_or_text(items),
        _ => Answer::Expression(into_written(given)),
    };
    Ok(entries.into_iter().map(|(id, _, given)| (id, value(given))).collect())
}

/// What a file gives, and whether that is what a program printed; a file of one array, which has no
/// name within, gives it for `only`.
fn entries(name: &str, bytes: &[u8], only: &str) -> Result<(Source, Entries, bool), Refused> {
    let none = || Source::new(name, "");
    let array = |(id, array)| (id, None, Given::Array(array));
    if bytes.starts_with(npz::MAGIC) {
        let arrays = npz::read(bytes).map_err(|faults| (none(), faults))?;
        Ok((none(), arrays.into_iter().map(array).collect(), false))
    } else if bytes.starts_with(npy::MAGIC) {
        let found = npy::read(only, bytes).map_err(|fault| (none(), vec![fault]))?;
        Ok((none(), vec![array((only.to_owned(), found))], false))
    } else {
        let source = text(name, bytes).map_err(|fault| (none(), vec![fault]))?;
        match from_text(&source) {
            Ok((entries, printed)) => Ok((source, entries, printed)),
            Err(faults) => Err((source, faults)),
        }
    }
}

/// What a text gives, and whether it is what a program printed.
fn from_text(source: &Source) -> Result<(Entries, bool), Vec<Diagnostic>> {
    let text = source.text();
    let extension = Path::new(source.name()).extension().and_then(|found| found.to_str());
    let extension = extension.map(str::to_lowercase);
    let written = |text: &str| {
        if text.trim_start().starts_with('{') { from_json(text) } else { from_toml(text) }
    };
    match extension.as_deref() {
        Some("csv") => Ok((table::read(text)?, false)),
        Some("ipynb") => Ok((notebook::read(text)?, true)),
        Some("json") => Ok((from_json(text)?, false)),
        Some("toml") => Ok((written(text)?, false)),
        other => written(text).map(|entries| (entries, false)).or_else(|faults| {
            let printed = notebook::printed_entries(text);
            let is_named = matches!(other, Some("txt" | "out" | "log"));
            let is_printed = is_named || printed.iter().any(|(.., given)| is_print(given));
            let has_names = !printed.is_empty() || (is_named && !text.contains('='));
            if is_printed && has_names { Ok((printed, true)) } else { Err(faults) }
        }),
    }
}

/// Whether this is how NumPy or PyTorch print an array, and nobody writes one.
fn is_print(given: &Given) -> bool {
    let Given::Text(text) = given else { return false };
    let begins = |with: &[&str]| with.iter().any(|with| text.starts_with(with));
    begins(&["array(", "tensor(", "np."]) || (begins(&["["]) && !text.contains(','))
}

/// A file's name without its folder and its extension.
fn stem(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// A file's text; the fault says what else it is.
fn text(name: &str, bytes: &[u8]) -> Result<Source, Diagnostic> {
    // Protocols 2 and later, which every Python since 2003 writes.
    if let [0x80, 2..=5, ..] = bytes {
        let message = format!("{name} is a Python pickle, which is a program and is never run");
        return Err(Diagnostic::error("pickle", message)
            .help("write the arrays with `np.savez(\"mine.npz\", Z=Z, dW1=dW1)`"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let message = format!("{name} is not UTF-8 text, and no `.npy` or `.npz` file either");
        Diagnostic::error("not-utf-8", message)
    })?;
    Ok(Source::new(name, text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// The same for an object of answers that was read already; faults have no place in a text.
pub fn of_object(
    object: Pairs,
    exercise: &Exercise,
) -> Result<Vec<Option<Answer>>, Vec<Diagnostic>> {
    let entry = |(id, value)| (id, None, json_value(value));
    assign(object.0.into_iter().map(entry).collect(), exercise)
}

/// Every entry as the answer to the question that it names.
fn assign(entries: Entries, exercise: &Exercise) -> Result<Vec<Option<Answer>>, Vec<Diagnostic>> {
    let mut answers = vec![None; exercise.questions.len()];
    let mut faults = Vec::new();
    for (id, span, given) in entries {
        if faults.len() > MOST_FAULTS {
            break;
        }
        let Some(question) = find(exercise, &id) else {
            faults.push(unknown(&id, span, exercise));
            continue;
        };
        let index = exercise.questions.iter().position(|other| other.id == question.id);
        let slot = &mut answers[index.expect("the question is one of the exercise's")];
        if slot.is_some() {
            let message = format!("`{}` is answered a second time", question.id);
            let fault = Diagnostic::error("answered-twice", message);
            faults.push(placed(fault, span).help("keep one of the two answers"));
        }
        match answer(given, question) {
            Ok(answer) => *slot = Some(answer),
            Err(message) => faults.push(
                placed(Diagnostic::error("not-an-answer", message), span)
                    .help("an answer is a number, a list of rows, or a string"),
            ),
        }
    }
    if faults.is_empty() { Ok(answers) } else { Err(diagnostic::first(faults)) }
}

/// A fault at its place, where there is a text.
fn placed(fault: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => fault.at(span, ""),
        None => fault,
    }
}

fn unknown(id: &str, span: Option<Span>, exercise: &Exercise) -> Diagnostic {
    let mut ids: Vec<String> = Vec::new();
    for question in &exercise.questions {
        ids.push(question.id.clone());
        if let Task::Gradient { of, wrt } = &question.task
            && *of == exercise.loss
            && !ids.contains(&format!("d{wrt}"))
        {
            ids.push(format!("d{wrt}"));
        }
    }
    let fault = Diagnostic::error("unknown-question", format!("no question has the id `{id}`"));
    let mut fault = placed(fault, span);
    fault.help = suggestion(id, ids.iter().map(String::as_str));
    fault
}

/// Ids, where they stand if that is in a text, and what is given for them.
type Entries = Vec<(String, Option<Span>, Given)>;

fn from_toml(text: &str) -> Result<Entries, Vec<Diagnostic>> {
    let document = document::read(text);
    if !document.faults.is_empty() {
        let quoted = |fault: Diagnostic| {
            if fault.message.contains("unquoted key") && fault.help.is_none() {
                return fault.help("an id with other signs stands in quotes: `\"dL/dW1\" = 0.5`");
            }
            fault
        };
        return Err(document.faults.into_iter().map(quoted).collect());
    }
    let entry = |entry: &document::Entry| {
        (entry.key.value.clone(), Some(entry.key.span), toml_value(&entry.item, text))
    };
    Ok(document.table.entries.iter().map(entry).collect())
}

// The parser bounds the depth of nesting, and with it this walk's.
fn toml_value(item: &Item, text: &str) -> Given {
    let written = || text.get(item.span.range()).unwrap_or_default();
    match &item.value {
        Value::String(text) => Given::Text(text.clone()),
        // Hexadecimal and its like are not how answers are read.
        Value::Integer(integer) if written().starts_with('0') => Given::Number(integer.to_string()),
        Value::Integer(_) | Value::Float(_) => Given::Number(written().replace('_', "")),
        Value::Boolean(_) | Value::Date => Given::Text(written().to_owned()),
        Value::Array(items) => {
            Given::List(items.iter().map(|item| toml_value(item, text)).collect())
        }
        Value::Table(table) => {
            let entry =
                |entry: &document::Entry| (entry.key.value.clone(), toml_value(&entry.item, text));
            Given::Table(table.entries.iter().map(entry).collect())
        }
    }
}

/// The pairs of a JSON object in order, repeated keys too.
#[derive(Clone, Debug)]
pub struct Pairs(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of answers")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pairs, M::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

fn from_json(text: &str) -> Result<Entries, Vec<Diagnostic>> {
    let Pairs(pairs) =
        serde_json::from_str(text).map_err(|error| vec![json_fault(text, &error)])?;
    let mut from = 0;
    let entry = |(key, value): (String, Json)| {
        // A key is found again where it is written; one in other escapes than ours is not.
        let quoted = Json::String(key.clone()).to_string();
        let start = text[from..].find(&quoted).map(|at| from + at);
        let span = start.map_or(Span::at(from), |start| Span::new(start, start + quoted.len()));
        from = span.end;
        (key, Some(span), json_value(value))
    };
    Ok(pairs.into_iter().map(entry).collect())
}

fn json_fault(text: &str, error: &serde_json::Error) -> Diagnostic {
    let (place, reason) = json::fault(text, error);
    Diagnostic::error("syntax", format!("this is not a JSON object of answers: {reason}"))
        .at(Span::new(place.start, place.end), "")
}

fn json_value(value: Json) -> Given {
    match value {
        Json::Null => Given::Nothing,
        Json::Bool(truth) => Given::Text(truth.to_string()),
        Json::Number(number) => Given::Number(number.to_string()),
        Json::String(text) => Given::Text(text),
        Json::Array(items) => Given::List(items.into_iter().map(json_value).collect()),
        Json::Object(entries) => {
            Given::Table(entries.into_iter().map(|(key, value)| (key, json_value(value))).collect())
        }
    }
}

/// What a file gives as an answer to a question; the error says why it is none.
fn answer(given: Given, question: &Question) -> Result<Answer, String> {
    if let Given::Table(entries) = &given {
        let part = |name: &str| entries.iter().find(|(key, _)| key == name).map(|(_, part)| part);
        if let (Task::Mend { .. }, Some(line)) = (&question.task, part("line")) {
            return mended(line, part("value"), question);
        }
        // The form in which `gradus solve` prints a value.
        return match entries.iter().find(|(key, _)| key == "data") {
            Some((_, data)) => answer(data.clone(), question),
            None => Err(format!("the answer to `{}` is a table", question.id)),
        };
    }
    let chosen = match (&question.task, &given) {
        (Task::Choice { .. }, Given::List(items)) => options(items),
        (Task::Choice { .. }, Given::Number(_)) => options(std::slice::from_ref(&given)),
        _ => None,
    };
    if let Some(chosen) = chosen {
        return Ok(chosen);
    }
    Ok(match (&question.task, given) {
        (_, Given::Array(array)) => Answer::Value(array),
        (Task::Value { .. } | Task::Gradient { .. } | Task::Mend { .. }, Given::List(items)) => {
            rows_or_text(items)
        }
        (_, given) => Answer::Expression(into_written(given)),
    })
}

/// `{ line = 3, value = [[1, 2]] }`: a line, counted from 1, and its right value.
fn mended(line: &Given, value: Option<&Given>, question: &Question) -> Result<Answer, String> {
    let value =
        value.map_or(Ok(Answer::Text(String::new())), |value| answer(value.clone(), question))?;
    let line = match line {
        Given::Number(number) => number.parse::<usize>().ok().and_then(|line| line.checked_sub(1)),
        _ => None,
    };
    let line = line.ok_or_else(|| {
        format!("the answer to `{}` names no line: lines count from 1", question.id)
    })?;
    Ok(Answer::Mended(line, Box::new(value)))
}

/// Whole numbers as options that count from 0.
fn options(items: &[Given]) -> Option<Answer> {
    let option = |item: &Given| match item {
        Given::Number(number) => number.parse().ok(),
        _ => None,
    };
    items.iter().map(option).collect::<Option<Vec<usize>>>().map(Answer::Options)
}

/// A list as a matrix, if it is one, and else as it was written.
fn rows_or_text(items: Vec<Given>) -> Answer {
    cells(items).unwrap_or_else(|items| Answer::Expression(written(&Given::List(items))))
}

/// A list of entries is a row, a list of lists a matrix; what is neither is given back.
fn cells(items: Vec<Given>) -> Result<Answer, Vec<Given>> {
    let is_cell =
        |item: &Given| !matches!(item, Given::List(_) | Given::Table(_) | Given::Array(_));
    let is_row = |item: &Given| matches!(item, Given::List(items) if items.iter().all(is_cell));
    let row = |items: Vec<Given>| items.into_iter().map(into_written).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = if items.iter().all(is_row) {
        let rows = items.into_iter().filter_map(|item| match item {
            Given::List(items) => Some(row(items)),
            _ => None,
        });
        rows.collect()
    } else if items.iter().all(is_cell) {
        vec![row(items)]
    } else {
        return Err(items);
    };
    // One cell would pass for a number; in brackets it is a matrix, as it was written.
    Ok(match &rows[..] {
        [row] if row.len() == 1 && !row[0].trim().is_empty() => {
            Answer::Expression(format!("[[{}]]", row[0]))
        }
        _ => Answer::Cells(rows),
    })
}

/// What was given, as a person would type it, where nobody needs it any more.
fn into_written(given: Given) -> String {
    match given {
        Given::Number(text) | Given::Text(text) => text,
        other => written(&other),
    }
}

/// What was given, as a person would type it.
fn written(given: &Given) -> String {
    match given {
        Given::Nothing => String::new(),
        Given::Number(text) | Given::Text(text) => text.clone(),
        Given::List(items) => {
            format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", "))
        }
        Given::Table(_) | Given::Array(_) => "{…}".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Given {
        Given::Number(text.to_owned())
    }

    fn grid(rows: &[&[&str]]) -> Answer {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Answer::Cells(rows.iter().map(row).collect())
    }

    fn list(items: &[Given]) -> Given {
        Given::List(items.to_vec())
    }

    #[test]
    fn toml_and_json_keep_the_digits_that_were_written() {
        let toml = from_toml("a = [[0.100, 1_0], [-2, 1e-3]]\n\"dL/dW\" = \"x\"\n").unwrap();
        let json = from_json("{\"a\": [[0.100, 10], [-2, 1e-3]], \"dL/dW\": \"x\"}").unwrap();
        let given = |entries: &Entries| -> Vec<(String, Given)> {
            entries.iter().map(|(id, _, given)| (id.clone(), given.clone())).collect()
        };
        assert_eq!(given(&toml), given(&json));
        let rows = [list(&[number("0.100"), number("10")]), list(&[number("-2"), number("1e-3")])];
        assert_eq!(toml[0].2, list(&rows));
    }

    #[test]
    fn lists_become_rows_of_cells() {
        assert_eq!(cells(vec![number("1"), Given::Nothing]), Ok(grid(&[&["1", ""]])));
        let rows = [list(&[number("1")]), list(&[Given::Text("2/3".to_owned())])];
        assert_eq!(cells(rows.to_vec()), Ok(grid(&[&["1"], &["2/3"]])));
        let deep = vec![list(&[list(&[number("1")])])];
        assert_eq!(cells(deep.clone()), Err(deep));
        assert_eq!(cells(vec![number("5")]), Ok(Answer::Expression("[[5]]".to_owned())));
        assert_eq!(cells(vec![]), Ok(grid(&[])));
    }

    #[test]
    fn keys_that_are_written_twice_are_seen_twice() {
        let entries = from_json("{\"a\": 1,\n \"a\": 2}").unwrap();
        assert_eq!(entries.len(), 2);
        assert!(entries[0].1.unwrap().end < entries[1].1.unwrap().start);
    }

    #[test]
    fn faults_of_json_have_their_place() {
        let text = "{\"a\": 1,\n \"ŷ\": }";
        let fault = from_json(text).err().unwrap().remove(0);
        assert_eq!(&text[fault.span().range()], "}");
        for text in ["[1]", "", "{", "{\"a\": 1} x"] {
            assert!(from_json(text).is_err(), "{text}");
        }
    }
}
