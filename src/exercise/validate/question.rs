//! `[[question]]`: the keys of each kind, their types and bounds. Names are looked up later,
//! by the sheet.

use unicode_normalization::UnicodeNormalization;

use super::fields::{Fields, array, keep, out_of_range, text, wrong_type};
use crate::diagnostic::Diagnostic;
use crate::exercise::document::{Entry, Item, Table, Text, Value};
use crate::exercise::sheet::{Ask, Entries, What};
use crate::exercise::{Hint, Tolerance};
use crate::nearest::nearest;

const COMMON: [&str; 8] =
    ["id", "kind", "prompt", "points", "hints", "explain", "partial", "follow_penalty"];
const GRADED_VALUE: [&str; 5] = ["rtol", "atol", "digits", "entries", "mistake"];

/// The kinds of questions, and the keys of their own.
const KINDS: [(&str, &[&str]); 6] = [
    ("value", &["of"]),
    ("gradient", &["of", "wrt"]),
    ("shape", &["of", "wrt"]),
    ("choice", &["options", "correct"]),
    ("formula", &["of", "wrt", "using"]),
    ("mend", &["of", "wrt", "mistake", "rtol", "atol", "digits"]),
];

/// A question whose names have not been looked up.
pub struct Draft {
    /// What the sheet has to look up.
    pub ask: Ask,
    /// As the author wrote it.
    pub prompt: Option<String>,
    /// The rest is as in [`Question`](crate::exercise::Question).
    pub points: f64,
    pub hints: Vec<Hint>,
    pub explain: Option<String>,
    pub partial: bool,
    pub follow_penalty: f64,
    pub tolerance: Tolerance,
}

/// The question of one table; `None` if it cannot be told what is asked.
pub fn read(table: &Table, faults: &mut Vec<Diagnostic>) -> Option<Draft> {
    let fields = known_keys(table, faults);
    let id = filled(&fields, "id", faults);
    let points = fields.number("points", f64::MIN_POSITIVE..=f64::MAX, faults).unwrap_or(1.0);
    let what = what(&fields, faults);
    let draft = |what| Draft {
        ask: Ask {
            id,
            header: table.span,
            what,
            entries: fields.get("entries").map(|entry| entries(entry, faults)),
            mistakes: mistakes(&fields, faults),
        },
        prompt: fields.text("prompt", faults).map(|text| text.value),
        points,
        hints: hints(&fields, faults),
        explain: fields.text("explain", faults).map(|text| text.value),
        partial: fields.boolean("partial", true, faults),
        follow_penalty: fields.number("follow_penalty", 0.0..=points, faults).unwrap_or(0.0),
        tolerance: Tolerance {
            rtol: fields.number("rtol", 0.0..=1.0, faults).unwrap_or(1e-3),
            atol: fields.number("atol", 0.0..=f64::MAX, faults),
            digits: fields
                .integer("digits", 1..=15, faults)
                .and_then(|digits| u32::try_from(digits).ok())
                .unwrap_or(3),
        },
    };
    what.map(draft)
}

/// The fields of a question, checked against those of its kind.
fn known_keys<'t>(table: &'t Table, faults: &mut Vec<Diagnostic>) -> Fields<'t> {
    let kind = table.get("kind").and_then(|entry| entry.item.text());
    let of_kind = |kind: &Text| KINDS.iter().find(|(name, ..)| *name == kind.value);
    let (owner, keys) = match kind.as_ref().and_then(of_kind) {
        Some((name @ ("value" | "gradient"), keys)) => {
            let owner = if *name == "value" { "a value question" } else { "a gradient question" };
            (owner, [&COMMON, *keys, &GRADED_VALUE].concat())
        }
        Some(("shape", keys)) => ("a shape question", [&COMMON, *keys].concat()),
        Some(("choice", keys)) => ("a choice question", [&COMMON, *keys].concat()),
        Some(("formula", keys)) => ("a formula question", [&COMMON, *keys].concat()),
        Some(("mend", keys)) => ("a mend question", [&COMMON, *keys].concat()),
        _ => {
            let own = KINDS.iter().flat_map(|(_, keys)| keys.iter().copied());
            let all = COMMON.iter().chain(&GRADED_VALUE).copied().chain(own);
            ("a question", all.collect())
        }
    };
    Fields::new(table, owner, &keys, faults)
}

fn what(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Option<What> {
    let kind = text(fields.required("kind", faults)?, faults)?;
    let names = KINDS.map(|(name, ..)| name);
    match KINDS.iter().find(|(name, ..)| *name == kind.value) {
        None => {
            let help = nearest(&kind.value, names).map_or_else(
                || {
                    "the kinds are `value`, `gradient`, `formula`, `shape`, `choice` and `mend`"
                        .to_owned()
                },
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no kind of question `{}`", kind.value);
            faults.push(Diagnostic::error("unknown-kind", message).at(kind.span, "").help(help));
            None
        }
        Some(("value", _)) => {
            fields.required("of", faults);
            Some(What::Value { of: name(fields, "of", faults)? })
        }
        Some(("gradient", _)) => {
            let of = name(fields, "of", faults);
            fields.required("wrt", faults);
            Some(What::Gradient { of, wrt: name(fields, "wrt", faults)? })
        }
        Some(("formula", _)) => {
            let of = name(fields, "of", faults);
            fields.required("wrt", faults);
            let wrt = name(fields, "wrt", faults)?;
            let using = fields.get("using").map(|_| fields.texts("using", faults));
            Some(What::Formula { of, wrt, using })
        }
        Some(("shape", _)) => shape(fields, faults),
        Some(("mend", _)) => {
            let of = name(fields, "of", faults);
            fields.required("wrt", faults);
            let mistake = filled(fields, "mistake", faults);
            Some(What::Mend { of, wrt: name(fields, "wrt", faults)?, mistake })
        }
        Some(_) => choice(fields, faults),
    }
}

/// The name at a key, in the form in which programs know it.
fn name(fields: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> Option<Text> {
    let text = fields.text(key, faults)?;
    Some(Text { value: text.value.trim().nfc().collect(), ..text })
}

fn shape(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Option<What> {
    let of = name(fields, "of", faults);
    let wrt = name(fields, "wrt", faults);
    if !fields.means("of") && !fields.means("wrt") {
        faults.push(fields.missing("of").help(
            "`of = \"Z\"` asks for the shape of Z, `wrt = \"b1\"` for that of the gradient \
             with respect to b1",
        ));
    }
    match (of, wrt) {
        (of, Some(wrt)) => Some(What::GradientShape { of, wrt }),
        (Some(of), None) => Some(What::Shape { of }),
        (None, None) => None,
    }
}

fn choice(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Option<What> {
    let listed = fields.required("options", faults)?;
    let options: Vec<_> =
        fields.texts("options", faults).into_iter().map(|text| text.value).collect();
    if listed.item.array().is_some_and(|items| items.len() < 2) {
        faults.push(out_of_range(&listed.item, "options", "two options or more"));
    }
    let correct = fields.required("correct", faults)?;
    let before = faults.len();
    let indices = array(correct, "an array of options, counted from 0", faults);
    let count = listed.item.array().map_or(0, <[Item]>::len);
    let mut chosen = Vec::new();
    for item in indices {
        match (&item.value, index(item, count)) {
            (_, Some(index)) if chosen.contains(&index) => {
                let message = format!("`correct` lists option {index} twice");
                faults.push(Diagnostic::error("duplicate-option", message).at(item.span, ""));
            }
            (_, Some(index)) => chosen.push(index),
            (Value::Integer(_), None) if count > 0 => {
                let expected = format!("made of options from 0 to {}", count - 1);
                let fault = out_of_range(item, "correct", &expected);
                faults.push(fault.help("options are counted from 0"));
            }
            (Value::Integer(_), None) => {}
            _ => faults.push(wrong_type(item, "correct", "made of integers")),
        }
    }
    if indices.is_empty() && faults.len() == before {
        faults.push(out_of_range(&correct.item, "correct", "one option at least"));
    }
    chosen.sort_unstable();
    Some(What::Choice { options, correct: chosen })
}

/// The integer of an item, if it is below `count`.
fn index(item: &Item, count: usize) -> Option<usize> {
    match item.value {
        Value::Integer(integer) => usize::try_from(integer).ok().filter(|index| *index < count),
        _ => None,
    }
}

fn entries(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Entries {
    let expected = "an array of [row, column], counted from 0";
    let items = array(entry, expected, faults);
    let pairs = items.iter().map(|item| match item.array() {
        Some([row, col]) => match (index(row, usize::MAX), index(col, usize::MAX)) {
            (Some(row), Some(col)) => Ok((row, col, item.span)),
            _ => Err(wrong_type(item, "entries", expected)),
        },
        _ => Err(wrong_type(item, "entries", expected)),
    });
    let pairs = keep(pairs, faults);
    if items.is_empty() && entry.item.array().is_some() {
        let help = "leave `entries` out to ask for all of them";
        let fault = Diagnostic::error("out-of-range", "`entries` asks for no entry");
        faults.push(fault.at(entry.item.span, "").help(help));
    }
    for (position, (row, col, span)) in pairs.iter().enumerate() {
        if pairs[..position].iter().any(|(r, c, _)| (r, c) == (row, col)) {
            let message = format!("`entries` asks for [{row}, {col}] twice");
            faults.push(Diagnostic::error("duplicate-entry", message).at(*span, ""));
        }
    }
    pairs
}

fn hints(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Hint> {
    let expected = "an array of strings or of { text = \"…\", cost = 0.5 }";
    let Some(entry) = fields.get("hints") else { return Vec::new() };
    let mut hints = Vec::new();
    for item in array(entry, expected, faults) {
        match &item.value {
            Value::String(text) => hints.push(Hint { text: text.clone(), cost: 0.0 }),
            Value::Table(table) => {
                let fields = Fields::new(table, "a hint", &["text", "cost"], faults);
                fields.required("text", faults);
                let text = fields.text("text", faults);
                let cost = fields.number("cost", 0.0..=f64::MAX, faults).unwrap_or(0.0);
                hints.extend(text.map(|text| Hint { text: text.value, cost }));
            }
            _ => faults.push(wrong_type(item, "hints", expected)),
        }
    }
    hints
}

fn mistakes(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<(Text, String)> {
    let kind = fields.get("kind").and_then(|entry| entry.item.text());
    // There the key names one of the built-in mistakes.
    if kind.is_some_and(|kind| kind.value == "mend") {
        return Vec::new();
    }
    let tables = fields.tables("mistake", faults);
    let mut mistakes = Vec::new();
    for table in tables {
        let fields = Fields::new(table, "a mistake", &["when", "say"], faults);
        fields.required("when", faults);
        fields.required("say", faults);
        let when = fields.text("when", faults);
        let say = fields.text("say", faults);
        mistakes.extend(when.zip(say.map(|say| say.value)));
    }
    mistakes
}

/// Whether a string that a person has to read is not blank.
fn not_empty(text: &Text, key: &str, faults: &mut Vec<Diagnostic>) -> bool {
    let blank = text.value.trim().is_empty();
    if blank {
        let message = format!("`{key}` is empty");
        faults.push(Diagnostic::error("empty-text", message).at(text.span, ""));
    }
    !blank
}

/// A string at a key that may not be blank.
pub fn filled(fields: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> Option<Text> {
    fields.text(key, faults).filter(|text| not_empty(text, key, faults))
}
