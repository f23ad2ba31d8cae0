//! TOML text to a table in which every key and value knows its place. No meaning yet.
//!
//! The TOML parser recovers from faults, so one call gives every syntax error and every
//! key; what it guessed on a line with an error is for the reader of the table to doubt.

mod fault;
mod literal;

pub use literal::place;

use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

use crate::diagnostic::{Diagnostic, MOST_FAULTS};
use crate::source::Span;

/// The code of every fault that the TOML parser finds.
pub const SYNTAX: &str = "toml-syntax";

/// A string, and where its literal stands, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The string, escapes replaced.
    pub value: String,
    /// The literal in the file; [`place`] finds a part of the string in it.
    pub span: Span,
}

/// A table, its entries in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The header or the braces; the empty span at the beginning for the whole file.
    pub span: Span,
    /// Keys and values.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, without quotes.
    pub key: Text,
    /// What it is set to.
    pub item: Item,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The bytes of the value; a table under a header has those of the header.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What TOML can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string of any of the four kinds.
    String(String),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction or an exponent; may be `nan` or infinite.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time, or both; no exercise uses them.
    Date,
    /// Values in brackets, or the tables of `[[name]]`.
    Array(Vec<Item>),
    /// Keys and values.
    Table(Table),
}

impl Value {
    /// What a person calls a value of this type: `a string`, `a number`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a decimal number",
            Self::Boolean(_) => "true or false",
            Self::Date => "a date",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
        }
    }
}

impl Item {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(integer) => Some(integer as f64),
            Value::Float(float) => Some(float),
            _ => None,
        }
    }

    /// The items, if it is an array.
    pub fn array(&self) -> Option<&[Item]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The string with its place, if it is one.
    pub fn text(&self) -> Option<Text> {
        match &self.value {
            Value::String(value) => Some(Text { value: value.clone(), span: self.span }),
            _ => None,
        }
    }
}

impl Table {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == key)
    }
}

/// What the parser made of a text.
#[derive(Clone, Debug)]
pub struct Document {
    /// The keys and values, also those that it could only guess.
    pub table: Table,
    /// The syntax errors, in order: the first of each line, and the first alone of an array
    /// whose end was not found, since the lines after it were taken for entries.
    pub faults: Vec<Diagnostic>,
    /// The lines and arrays that have syntax errors; what was read there may not be meant.
    pub doubtful: Vec<Span>,
}

/// Reads TOML; reports every syntax error.
pub fn read(text: &str) -> Document {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut numbers = Vec::new();
    let table = Table { span: Span::at(0), entries: entries(table.get_ref(), &mut numbers) };
    let told = errors.iter().take(MOST_FAULTS + 1);
    let mut found: Vec<_> = told.map(|error| fault::of(text, error)).collect();
    let next = errors.get(MOST_FAULTS + 1).map(|error| fault::of(text, error).span());
    found.sort_by_key(Diagnostic::span);
    let mut document = Document { table, faults: Vec::new(), doubtful: Vec::new() };
    for fault in found {
        document.add(text, fault);
    }
    document.faults.extend(numbers);
    document.faults.sort_by_key(Diagnostic::span);
    let line = |fault: &mut Diagnostic| text[..fault.span().start].matches('\n').count();
    document.faults.dedup_by_key(line);
    if let Some(next) = next {
        let fault = Diagnostic::error("too-many-faults", "not all of this is TOML from here on");
        document.faults.push(
            fault.at(next, "and there are more lines like it").help("mend those above first"),
        );
    }
    document.doubtful.extend(document.faults.iter().map(|fault| whole_line(text, fault.span())));
    document
}

impl Document {
    /// Notes a syntax error, unless it lies in an array or in braces that have one already.
    fn add(&mut self, text: &str, fault: Diagnostic) {
        let mut around = Vec::new();
        for entry in &self.table.entries {
            brackets_around(text, &entry.item, fault.span().start, &mut around);
        }
        if around.iter().any(|brackets| self.doubtful.contains(brackets)) {
            return;
        }
        let Some(brackets) = around.pop() else {
            // Without their end, braces take in all that follows.
            let braces = |span: &Span| text[span.range()].starts_with('{');
            if !(fault::is_in_braces(&fault) && self.doubtful.iter().any(braces)) {
                self.faults.push(fault);
            }
            return;
        };
        self.doubtful.push(brackets);
        let deep = fault::is_too_deep(&fault);
        self.faults.push(if deep { fault } else { fault::within(text, brackets, &fault) });
    }

    /// Whether a place was read as it is written.
    pub fn is_certain(&self, span: Span) -> bool {
        let guessed = span == Span::at(0);
        let apart = |other: &Span| span.end < other.start || other.end < span.start;
        !guessed && self.doubtful.iter().all(apart)
    }
}

/// The line that a place begins in, without its end.
fn whole_line(text: &str, span: Span) -> Span {
    let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[span.start..].find('\n').map_or(text.len(), |newline| span.start + newline);
    Span::new(start, end)
}

/// The arrays and tables in braces that an offset lies in, from the outermost.
fn brackets_around(text: &str, item: &Item, offset: usize, found: &mut Vec<Span>) {
    let lies_within = item.span.start < offset && offset <= item.span.end;
    match &item.value {
        Value::Array(items) => {
            if lies_within && text[item.span.range()].starts_with('[') {
                found.push(item.span);
            }
            for item in items {
                brackets_around(text, item, offset, found);
            }
        }
        Value::Table(table) => {
            if lies_within && text[item.span.range()].starts_with('{') {
                found.push(item.span);
            }
            for entry in &table.entries {
                brackets_around(text, &entry.item, offset, found);
            }
        }
        _ => {}
    }
}

fn entries(table: &DeTable<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Text { value: key.get_ref().to_string(), span: key.span().into() },
            item: item(value, faults),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span);
    entries
}

// The parser bounds the depth of nesting, and with it this walk's.
fn item(value: &Spanned<DeValue<'_>>, faults: &mut Vec<Diagnostic>) -> Item {
    let span = value.span().into();
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(integer) => whole(integer, span, faults),
        DeValue::Float(float) => fraction(float, span, faults),
        DeValue::Boolean(truth) => Value::Boolean(*truth),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|value| item(value, faults)).collect())
        }
        DeValue::Table(table) => Value::Table(Table { span, entries: entries(table, faults) }),
    };
    Item { span, value }
}

fn whole(integer: &DeInteger<'_>, span: Span, faults: &mut Vec<Diagnostic>) -> Value {
    // TOML allows 64 bits; seeds are unsigned, so the whole of `u64` is taken too.
    let range = i128::from(i64::MIN)..=i128::from(u64::MAX);
    let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok();
    match number.filter(|number| range.contains(number)) {
        Some(number) => Value::Integer(number),
        None => out_of_range(span, faults),
    }
}

fn fraction(float: &DeFloat<'_>, span: Span, faults: &mut Vec<Diagnostic>) -> Value {
    let number = float.as_str().parse::<f64>().ok();
    match number.filter(|number| number.is_finite() || float.as_str().contains(['i', 'n'])) {
        Some(number) => Value::Float(number),
        None => out_of_range(span, faults),
    }
}

fn out_of_range(span: Span, faults: &mut Vec<Diagnostic>) -> Value {
    let fault = Diagnostic::error(SYNTAX, "this number is too large for 64 bits");
    faults.push(fault.at(span, ""));
    Value::Integer(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_in_the_order_of_the_file_with_their_places() {
        let text = "[given]\nX = [[1, 0.5]]\n\"ŷ\" = 2\nb.c = 'x'\nA = true\n";
        let Document { table, faults, .. } = read(text);
        assert_eq!(faults, []);
        let Value::Table(given) = &table.entries[0].item.value else { panic!("no table") };
        let keys: Vec<_> = given.entries.iter().map(|entry| entry.key.value.as_str()).collect();
        assert_eq!(keys, ["X", "ŷ", "b", "A"]);
        assert_eq!(&text[given.entries[0].item.span.range()], "[[1, 0.5]]");
        assert_eq!(&text[given.entries[1].key.span.range()], "\"ŷ\"");
        assert_eq!(given.entries[3].item.value, Value::Boolean(true));
    }

    #[test]
    fn every_syntax_error_is_reported_and_the_other_keys_are_there() {
        let Document { table, faults, .. } =
            read("title = \"unclosed\na = = 3\nb = 4\nb = 5\nc = 1e999\n");
        let lines: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(faults.len(), 4, "{lines:?}");
        assert!(lines[2].contains("`b` is set a second time"), "{lines:?}");
        assert!(lines[3].contains("too large"), "{lines:?}");
        assert_eq!(table.get("b").unwrap().item.value, Value::Integer(4));
    }

    #[test]
    fn an_array_without_an_end_is_one_fault_and_makes_all_after_it_doubtful() {
        let text = "a = 1\nX = [[1, 2], [3, 4]\n\n[model]\nloss = \"L\"\n";
        let document = read(text);
        assert_eq!(document.faults.len(), 1, "{:?}", document.faults);
        assert!(document.is_certain(Span::new(0, 1)));
        assert!(!document.is_certain(Span::new(text.len() - 4, text.len() - 1)));
        let rows = read("X = [\n  [1 2],\n  [3 4],\n]\n");
        assert_eq!(rows.faults.len(), 2, "a fault in each row: {:?}", rows.faults);
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        for text in ["a.".repeat(200_000) + "a = 1", "a = ".to_owned() + &"[".repeat(200_000)] {
            assert!(!read(&text).faults.is_empty());
        }
    }
}
