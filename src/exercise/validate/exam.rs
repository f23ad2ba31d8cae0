//! Exam files: table to exam, with every fault of the file.

use super::fields::{Fields, out_of_range, wrong_type};
use super::question::filled;
use crate::diagnostic::{self, Diagnostic};
use crate::exercise::document::{self, Table, Value};
use crate::exercise::exam::{Exam, Item, Wanted};

const KEYS: [&str; 7] = ["format", "kind", "title", "minutes", "scratch", "shuffle", "item"];

const ITEM_KEYS: [&str; 5] = ["exercise", "pick", "topic", "level", "points"];

/// The most exercises of one pick.
const MOST_PICKED: u64 = 100;

/// Whether a text says that it is an exam.
pub fn is_exam(text: &str) -> bool {
    let kind = document::read(text).table.get("kind").and_then(|entry| entry.item.text());
    kind.is_some_and(|kind| kind.value == "exam")
}

/// Reads an exam file; there is an exam if no fault is an error. Faults come in the order of
/// their places.
pub fn read(text: &str, id: &str) -> (Option<Exam>, Vec<Diagnostic>) {
    let document = document::read(text);
    let mut faults = Vec::new();
    let exam = exam(&document.table, id, &mut faults);
    if !document.faults.is_empty() {
        faults.retain(|fault| fault.code != "missing-key" && document.is_certain(fault.span()));
        faults.extend(document.faults);
    }
    faults.sort_by_key(|fault| fault.span().start);
    let sound = !faults.iter().any(Diagnostic::is_error);
    (sound.then_some(exam), diagnostic::first(faults))
}

fn exam(table: &Table, id: &str, faults: &mut Vec<Diagnostic>) -> Exam {
    let fields = Fields::new(table, "an exam", &KEYS, faults);
    if let Some(entry) = fields.required("format", faults)
        && entry.item.number() != Some(1.0)
    {
        let message = "this version reads exam files of format 1";
        let fault = Diagnostic::error("unsupported-format", message);
        faults.push(fault.at(entry.item.span, "another format").help("write `format = 1`"));
    }
    if let Some(entry) = fields.required("kind", faults)
        && entry.item.text().is_none_or(|kind| kind.value != "exam")
    {
        faults.push(wrong_type(&entry.item, "kind", "\"exam\""));
    }
    fields.required("title", faults);
    fields.required("minutes", faults);
    let minutes = fields.integer("minutes", 1..=1_000, faults).unwrap_or(1);
    let title = filled(&fields, "title", faults);
    Exam {
        id: id.to_owned(),
        title_span: title.as_ref().map(|text| text.span).unwrap_or_default(),
        title: title.map(|text| text.value).unwrap_or_default(),
        minutes: u32::try_from(minutes).expect("minutes are at most 1,000"),
        scratch: fields.boolean("scratch", false, faults),
        shuffle: fields.boolean("shuffle", false, faults),
        items: items(&fields, faults),
    }
}

fn items(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Item> {
    let help = "begin an item with `[[item]]` and name its `exercise`, or `pick` some of a `topic`";
    match fields.get("item") {
        None if !fields.means("item") => faults.push(fields.missing("item").help(help)),
        Some(entry) if entry.item.array().is_some_and(<[_]>::is_empty) => {
            faults.push(out_of_range(&entry.item, "item", "one item at least").help(help));
        }
        _ => {}
    }
    let tables = fields.tables("item", faults);
    tables.into_iter().filter_map(|table| item(table, faults)).collect()
}

fn item(table: &Table, faults: &mut Vec<Diagnostic>) -> Option<Item> {
    let fields = Fields::new(table, "an item", &ITEM_KEYS, faults);
    let points = fields.number("points", f64::MIN_POSITIVE..=f64::MAX, faults);
    let span = table.span;
    if fields.means("exercise") {
        for key in ["pick", "topic", "level"] {
            if let Some(entry) = fields.get(key) {
                let message = format!("an item with an `exercise` has no `{key}`");
                let fault = Diagnostic::error("conflicting-keys", message);
                faults.push(fault.at(entry.key.span, "this belongs to a `pick`").help(
                    "name one `exercise`, or `pick` some of a `topic`, in an item of its own",
                ));
            }
        }
        let id = filled(&fields, "exercise", faults)?;
        return Some(Item {
            wanted: Wanted::Exercise { id: id.value, span: id.span },
            points,
            span,
        });
    }
    if !["pick", "topic", "level"].iter().any(|key| fields.means(key)) {
        let fault = fields.missing("exercise");
        faults.push(fault.help("name an `exercise`, or `pick` some of a `topic`"));
        return None;
    }
    let entry = fields.required("pick", faults);
    fields.required("topic", faults);
    let count = fields.integer("pick", 1..=MOST_PICKED, faults);
    let topic = filled(&fields, "topic", faults);
    let level = levels(&fields, faults);
    let topic = topic?;
    let wanted = Wanted::Pick {
        count: usize::try_from(count?).expect("100 at most are picked"),
        topic: topic.value,
        level: level?,
        span: entry?.item.span,
        place: topic.span,
    };
    Some(Item { wanted, points, span })
}

/// `level = 2` or `level = [2, 3]`; every level if nothing is said.
fn levels(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Option<(u8, u8)> {
    let Some(entry) = fields.get("level") else { return Some((1, 5)) };
    let level = |value: &Value| match value {
        Value::Integer(level) => u8::try_from(*level).ok().filter(|level| (1..=5).contains(level)),
        _ => None,
    };
    let found = match &entry.item.value {
        value @ Value::Integer(_) => level(value).map(|level| (level, level)),
        Value::Array(items) if items.len() == 2 => {
            let ends = level(&items[0].value).zip(level(&items[1].value));
            ends.filter(|(low, high)| low <= high)
        }
        _ => None,
    };
    if found.is_none() {
        let expected = "a level from 1 to 5, or the lowest and the highest as in [2, 3]";
        faults.push(out_of_range(&entry.item, "level", expected));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "format = 1\nkind = \"exam\"\ntitle = \"T\"\nminutes = 45\n\
        scratch = true\nshuffle = true\n[[item]]\nexercise = \"a/01\"\npoints = 10\n\
        [[item]]\npick = 2\ntopic = \"b\"\nlevel = [2, 3]\n[[item]]\npick = 1\ntopic = \"c\"\nlevel = 4\n";

    #[test]
    fn an_exam_is_read_as_it_is_written() {
        let (exam, faults) = read(SOUND, "exams/t");
        assert_eq!(faults, []);
        let exam = exam.expect("it is sound");
        assert_eq!((exam.minutes, exam.scratch, exam.shuffle), (45, true, true));
        assert_eq!(exam.items[0].points, Some(10.0));
        let Wanted::Pick { count: 2, ref topic, level: (2, 3), .. } = exam.items[1].wanted else {
            panic!("{:?}", exam.items[1])
        };
        assert_eq!(topic, "b");
        assert!(matches!(exam.items[2].wanted, Wanted::Pick { level: (4, 4), .. }));
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let text = "format = 2\nkind = \"exam\"\ntitel = \"T\"\nminutes = 0\n[[item]]\nexercise = \
                    \"a\"\nlevel = 2\n[[item]]\npoints = 3\n[[item]]\npick = 0\ntopics = \"b\"\n\
                    level = [3, 2]\n";
        let (exam, faults) = read(text, "x");
        assert!(exam.is_none());
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(
            codes,
            [
                "unsupported-format",
                "unknown-key",
                "out-of-range",
                "conflicting-keys",
                "missing-key",
                "out-of-range",
                "unknown-key",
                "out-of-range",
            ]
        );
        assert!(faults[1].help.as_ref().is_some_and(|help| help.contains("`title`")));
    }

    #[test]
    fn a_text_says_that_it_is_an_exam() {
        assert!(is_exam(SOUND));
        assert!(!is_exam("format = 1\ntitle = \"T\"\n"));
    }
}
