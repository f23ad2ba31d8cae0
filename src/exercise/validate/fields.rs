//! Reading the keys of a table: unknown ones refused, types checked, every fault noted.

use std::cell::Cell;
use std::ops::RangeInclusive;

use crate::diagnostic::{Diagnostic, MOST_FAULTS};
use crate::engine::Array;
use crate::exercise::document::{Entry, Item, Table, Text, Value};
use crate::nearest::{list, nearest};
use crate::source::Span;

/// The keys of one table.
pub struct Fields<'t> {
    table: &'t Table,
    /// What has these keys: `a question`.
    owner: &'static str,
    /// The keys that were probably meant by unknown ones.
    meant: Vec<String>,
    /// Where the one unknown key is that is like no other, as long as it may be a missing one.
    strange: Cell<Option<Span>>,
}

impl<'t> Fields<'t> {
    /// The keys of `table`; those that are not `known` are errors.
    pub fn new(
        table: &'t Table,
        owner: &'static str,
        known: &[&str],
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut meant = Vec::new();
        let mut strange = Vec::new();
        let unknown = |entry: &&Entry| !known.contains(&entry.key.value.as_str());
        for entry in table.entries.iter().filter(unknown).take(MOST_FAULTS + 1) {
            let key = &entry.key.value;
            let near = nearest(key, known.iter().copied());
            let help = near.map_or_else(
                || format!("{owner} has the keys {}", quoted(known)),
                |near| format!("did you mean `{near}`?"),
            );
            match near {
                Some(near) => meant.push(near.to_owned()),
                None => strange.push(entry.key.span),
            }
            faults.push(
                Diagnostic::error("unknown-key", format!("{owner} has no key `{key}`"))
                    .at(entry.key.span, "this key is not known")
                    .help(help),
            );
        }
        let strange = Cell::new(Some(strange).filter(|all| all.len() == 1).map(|all| all[0]));
        Self { table, owner, meant, strange }
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&'t Entry> {
        self.table.get(key)
    }

    /// Whether a key is there, or was probably meant by an unknown one, so that its absence
    /// is no fault of its own.
    pub fn means(&self, key: &str) -> bool {
        self.get(key).is_some() || self.meant.iter().any(|meant| meant == key)
    }

    /// The entry of a key that has to be there. Where it is not, but one that is not known, that
    /// is told as one fault.
    pub fn required(&self, key: &str, faults: &mut Vec<Diagnostic>) -> Option<&'t Entry> {
        if !self.means(key) {
            let strange = self.strange.take();
            let unknown = |fault: &&mut Diagnostic| {
                fault.code == "unknown-key" && Some(fault.span()) == strange
            };
            match faults.iter_mut().rfind(unknown) {
                Some(fault) => {
                    let keys = fault.help.take().unwrap_or_default();
                    fault.help = Some(format!("is `{key}` meant, which is missing? {keys}"));
                }
                None => faults.push(self.missing(key)),
            }
        }
        self.get(key)
    }

    /// The error that a key is not there.
    pub fn missing(&self, key: &str) -> Diagnostic {
        Diagnostic::error("missing-key", format!("{} needs the key `{key}`", self.owner))
            .at(self.table.span, format!("`{key}` is not set here"))
    }

    /// The string at a key.
    pub fn text(&self, key: &str, faults: &mut Vec<Diagnostic>) -> Option<Text> {
        self.get(key).and_then(|entry| text(entry, faults))
    }

    /// The strings at a key; none if it is not there.
    pub fn texts(&self, key: &str, faults: &mut Vec<Diagnostic>) -> Vec<Text> {
        let items = self.get(key).map(|entry| array(entry, "an array of strings", faults));
        let strings = items
            .into_iter()
            .flatten()
            .map(|item| item.text().ok_or_else(|| wrong_type(item, key, "an array of strings")));
        keep(strings, faults)
    }

    /// The number at a key, if it keeps to the `range`.
    pub fn number(
        &self,
        key: &str,
        range: RangeInclusive<f64>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<f64> {
        let entry = self.get(key)?;
        let number = finite(&entry.item, key, "a number", faults)?;
        if range.contains(&number) {
            return Some(number);
        }
        let expected = bounds(*range.start(), *range.end());
        faults.push(out_of_range(&entry.item, key, &expected));
        None
    }

    /// The whole number at a key, if it keeps to the `range`.
    pub fn integer(
        &self,
        key: &str,
        range: RangeInclusive<u64>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<u64> {
        let entry = self.get(key)?;
        let Value::Integer(integer) = entry.item.value else {
            faults.push(wrong_type(&entry.item, key, "an integer"));
            return None;
        };
        let number = u64::try_from(integer).ok().filter(|number| range.contains(number));
        if number.is_none() {
            let expected = match range.end() {
                &u64::MAX => format!("{} or more", range.start()),
                end => format!("from {} to {end}", range.start()),
            };
            faults.push(out_of_range(&entry.item, key, &expected));
        }
        number
    }

    /// Whether a key is `true`; `default` if it is not there.
    pub fn boolean(&self, key: &str, default: bool, faults: &mut Vec<Diagnostic>) -> bool {
        match self.get(key).map(|entry| &entry.item) {
            None => default,
            Some(Item { value: Value::Boolean(truth), .. }) => *truth,
            Some(item) => {
                faults.push(wrong_type(item, key, "true or false"));
                default
            }
        }
    }

    /// The table at a key, written `[key]` or in braces.
    pub fn table(&self, key: &str, faults: &mut Vec<Diagnostic>) -> Option<&'t Table> {
        let entry = self.get(key)?;
        match &entry.item.value {
            Value::Table(table) => Some(table),
            Value::Array(items) if items.iter().all(|i| matches!(i.value, Value::Table(_))) => {
                let fault = wrong_type(&entry.item, key, "one table");
                faults.push(fault.help(format!("write `[{key}]` with single brackets")));
                None
            }
            _ => {
                faults.push(wrong_type(&entry.item, key, "a table"));
                None
            }
        }
    }

    /// The tables at a key, written `[[key]]`; none if it is not there.
    pub fn tables(&self, key: &str, faults: &mut Vec<Diagnostic>) -> Vec<&'t Table> {
        let Some(entry) = self.get(key) else { return Vec::new() };
        let Value::Array(items) = &entry.item.value else {
            let fault = wrong_type(&entry.item, key, "a list of tables");
            faults.push(fault.help(format!("write `[[{key}]]` with double brackets")));
            return Vec::new();
        };
        let tables = items.iter().map(|item| match &item.value {
            Value::Table(table) => Ok(table),
            _ => Err(wrong_type(item, key, "a table")),
        });
        keep(tables, faults)
    }
}

/// The values that are sound; the faults of the others are noted.
pub fn keep<T>(
    results: impl Iterator<Item = Result<T, Diagnostic>>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<T> {
    results.filter_map(|result| result.map_err(|fault| faults.push(fault)).ok()).collect()
}

/// The string of an entry.
pub fn text(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<Text> {
    let text = entry.item.text();
    if text.is_none() {
        faults.push(wrong_type(&entry.item, &entry.key.value, "a string"));
    }
    text
}

/// The items of an entry that is an array of what `expected` says.
pub fn array<'t>(entry: &'t Entry, expected: &str, faults: &mut Vec<Diagnostic>) -> &'t [Item] {
    entry.item.array().unwrap_or_else(|| {
        faults.push(wrong_type(&entry.item, &entry.key.value, expected));
        &[]
    })
}

/// A number that is neither `nan` nor infinite.
pub fn finite(item: &Item, key: &str, expected: &str, faults: &mut Vec<Diagnostic>) -> Option<f64> {
    let Some(number) = item.number() else {
        faults.push(wrong_type(item, key, expected));
        return None;
    };
    if !number.is_finite() {
        let number = number.to_string().to_lowercase();
        let message = format!("`{key}` holds {number}, which is not a finite number");
        faults.push(Diagnostic::error("not-finite", message).at(item.span, ""));
        return None;
    }
    Some(number)
}

/// A value written out: a number, a row of numbers, or rows of numbers.
pub fn value(item: &Item, key: &str, faults: &mut Vec<Diagnostic>) -> Option<Array> {
    let Some(items) = item.array() else {
        return finite(item, key, "a number or a matrix", faults).map(Array::scalar);
    };
    if items.iter().any(|item| item.array().is_some()) {
        matrix(item, items, key, faults)
    } else {
        let row = numbers(items, key, faults)?;
        checked(item, key, &[row], faults)
    }
}

fn matrix(item: &Item, items: &[Item], key: &str, faults: &mut Vec<Diagnostic>) -> Option<Array> {
    let before = faults.len();
    let mut rows = Vec::with_capacity(items.len());
    for row in items {
        match row.array() {
            Some(row) => rows.extend(numbers(row, key, faults)),
            None => faults.push(wrong_type(row, key, "a row of numbers")),
        }
    }
    let first = items.iter().find_map(Item::array).map_or(0, <[Item]>::len);
    for (index, row) in items.iter().enumerate() {
        let Some(length) = row.array().map(<[Item]>::len) else { continue };
        if length != first {
            faults.push(
                Diagnostic::error(
                    "ragged-matrix",
                    format!(
                        "row {} of `{key}` has {}, but row 1 has {}",
                        index + 1,
                        counted(length, "entry", "entries"),
                        counted(first, "entry", "entries")
                    ),
                )
                .at(row.span, counted(length, "entry", "entries"))
                .at(items[0].span, counted(first, "entry", "entries"))
                .help("all rows of a matrix have the same length"),
            );
        }
    }
    if faults.len() > before { None } else { checked(item, key, &rows, faults) }
}

fn numbers(items: &[Item], key: &str, faults: &mut Vec<Diagnostic>) -> Option<Vec<f64>> {
    let before = faults.len();
    let row: Vec<_> = items.iter().filter_map(|item| entry(item, key, faults)).collect();
    (faults.len() == before).then_some(row)
}

fn entry(item: &Item, key: &str, faults: &mut Vec<Diagnostic>) -> Option<f64> {
    if let Value::String(_) = item.value {
        let fault = wrong_type(item, key, "a number");
        faults.push(fault.help(format!(
            "write the whole value as one expression: {key} = \"[[1/3, 2], [0, 1]]\""
        )));
        return None;
    }
    finite(item, key, "a number", faults)
}

fn checked(
    item: &Item,
    key: &str,
    rows: &[Vec<f64>],
    faults: &mut Vec<Diagnostic>,
) -> Option<Array> {
    let entries: usize = rows.iter().map(Vec::len).sum();
    if entries == 0 {
        let fault = Diagnostic::error("empty-matrix", format!("`{key}` has no entry"));
        faults.push(fault.at(item.span, "a matrix has one row and one column at least"));
        return None;
    }
    Array::from_rows(rows)
}

/// The error that a value is of another type than `expected`.
pub fn wrong_type(item: &Item, key: &str, expected: &str) -> Diagnostic {
    let found = item.value.kind();
    let message = format!("`{key}` has to be {expected}, but this is {found}");
    let fault = Diagnostic::error("wrong-type", message).at(item.span, found);
    let wants_number = ["an integer", "a number"].iter().any(|number| expected.starts_with(number));
    match &item.value {
        Value::Array(_) if expected == "a number" => fault.help(
            "a matrix is an array of rows, and a row an array of numbers: `[[1, 2], [3, 4]]`",
        ),
        Value::String(text) if wants_number && text.trim().parse::<f64>().is_ok() => {
            fault.help(format!("leave the quotes out: `{key} = {}`", text.trim()))
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_)
            if expected.starts_with("an array of") =>
        {
            fault.help(format!("put it in brackets: `{key} = [ … ]`"))
        }
        _ => fault,
    }
}

/// The error that a number does not keep to its bounds.
pub fn out_of_range(item: &Item, key: &str, expected: &str) -> Diagnostic {
    Diagnostic::error("out-of-range", format!("`{key}` has to be {expected}"))
        .at(item.span, "this is not")
}

fn bounds(low: f64, high: f64) -> String {
    match (low, high) {
        (low, f64::MAX) if low == f64::MIN_POSITIVE => "above 0".to_owned(),
        (low, f64::MAX) => format!("{low} or more"),
        (low, high) => format!("from {low} to {high}"),
    }
}

/// `1 entry`, `2 entries`.
pub fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn quoted(words: &[&str]) -> String {
    list(&words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>())
}
