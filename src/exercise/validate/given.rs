//! `[given]`: values written out, expressions over those above, and draws.

use unicode_normalization::UnicodeNormalization;

use super::fields::{self, Fields, array, finite, keep, out_of_range, wrong_type};
use crate::diagnostic::Diagnostic;
use crate::exercise::document::{Entry, Item, Table, Value};
use crate::exercise::draw::{Distribution, Draw, MOST_DECIMALS, Size, whole};
use crate::exercise::sheet::MOST_ENTRIES;
use crate::exercise::{Given, Rule};

const KEYS: [&str; 8] =
    ["shape", "integers", "range", "normal", "choose", "decimals", "nonzero", "distinct"];

/// The keys of which a draw has exactly one.
const KINDS: [&str; 4] = ["integers", "range", "normal", "choose"];

/// The given values in order, and the names of those that are faulty.
pub fn read(table: &Table, faults: &mut Vec<Diagnostic>) -> (Vec<Given>, Vec<String>) {
    let mut given = Vec::new();
    let mut faulty = Vec::new();
    for entry in &table.entries {
        let name: String = entry.key.value.nfc().collect();
        match rule(entry, faults) {
            Some(rule) => {
                given.push(Given { name, rule, key: entry.key.span, span: entry.item.span });
            }
            None => faulty.push(name),
        }
    }
    (given, faulty)
}

fn rule(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<Rule> {
    let name = &entry.key.value;
    match &entry.item.value {
        Value::String(expression) => Some(Rule::Derived(expression.clone())),
        Value::Table(table) => draw(name, table, faults).map(Rule::Drawn),
        Value::Integer(_) | Value::Float(_) | Value::Array(_) => {
            fields::value(&entry.item, name, faults).map(Rule::Fixed)
        }
        Value::Boolean(_) | Value::Date => {
            let expected = "a number, a matrix, an expression in quotes, or a draw in braces";
            faults.push(wrong_type(&entry.item, name, expected));
            None
        }
    }
}

fn draw(name: &str, table: &Table, faults: &mut Vec<Diagnostic>) -> Option<Draw> {
    let before = faults.len();
    let fields = Fields::new(table, "a draw", &KEYS, faults);
    let shape = fields.get("shape").map(|entry| shape(entry, faults));
    let from = distribution(name, table, &fields, faults);
    let draw = Draw {
        shape: shape.flatten(),
        from: from?,
        nonzero: fields.boolean("nonzero", false, faults),
        distinct: fields.boolean("distinct", false, faults),
    };
    if faults.len() == before {
        faults.extend(impossible(name, &draw).map(|fault| fault.at(table.span, "")));
    }
    (faults.len() == before).then_some(draw)
}

/// The sizes of a shape; `None` for a scalar's `[]`, and where there is a fault.
fn shape(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<[Size; 2]> {
    let expected = "an array of rows and columns";
    if entry.item.array().is_none() {
        faults.push(wrong_type(&entry.item, "shape", expected));
        return None;
    }
    let sizes = keep(array(entry, expected, faults).iter().map(size), faults);
    let written = entry.item.array().map_or(0, <[Item]>::len);
    match <[Size; 2]>::try_from(sizes) {
        Ok(sizes) => Some(sizes),
        Err(_) if written == 0 || written == 2 => None,
        Err(_) => {
            faults.push(
                Diagnostic::error(
                    "wrong-shape",
                    format!("a shape is [rows, columns], but this one has {}", {
                        fields::counted(written, "size", "sizes")
                    }),
                )
                .at(entry.item.span, "")
                .help("a row vector is [1, n], a column vector [n, 1]; leave `shape` out for a scalar"),
            );
            None
        }
    }
}

fn size(item: &Item) -> Result<Size, Diagnostic> {
    match &item.value {
        Value::Integer(size) => match usize::try_from(*size) {
            Ok(size) if (1..=MOST_ENTRIES).contains(&size) => Ok(Size::Fixed(size)),
            _ => {
                Err(out_of_range(item, "shape", &format!("made of sizes from 1 to {MOST_ENTRIES}")))
            }
        },
        Value::String(_) => Ok(Size::Expression(item.text().expect("a string has a text"))),
        _ => Err(wrong_type(item, "shape", "made of integers or expressions in quotes")),
    }
}

fn distribution(
    name: &str,
    table: &Table,
    fields: &Fields<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Distribution> {
    let kinds: Vec<_> = KINDS.iter().filter_map(|kind| fields.get(kind)).collect();
    let [kind] = kinds[..] else {
        if kinds.len() > 1 || !KINDS.iter().any(|kind| fields.means(kind)) {
            faults.push(not_one_kind(name, table, &kinds));
        }
        return None;
    };
    let key = kind.key.value.as_str();
    if let Some(decimals) = fields.get("decimals")
        && !matches!(key, "range" | "normal")
    {
        faults.push(
            Diagnostic::error(
                "contradictory-keys",
                format!("`decimals` goes with `range` and `normal`, not with `{key}`"),
            )
            .at(decimals.key.span, "")
            .help(match key {
                "integers" => "for decimals write `range = [low, high]`",
                _ => "the entries of `choose` are taken as they are",
            }),
        );
    }
    let decimals = fields.integer("decimals", 0..=u64::from(MOST_DECIMALS), faults);
    let decimals = decimals.and_then(|decimals| u32::try_from(decimals).ok());
    match key {
        "integers" => integers(kind, faults),
        "range" => range(kind, decimals, faults),
        "normal" => normal(kind, decimals, faults),
        _ => choose(kind, faults),
    }
}

fn not_one_kind(name: &str, table: &Table, kinds: &[&Entry]) -> Diagnostic {
    let help = "a draw has one of `integers = [low, high]`, `range = [low, high]`, \
                `normal = [mean, sd]` and `choose = […]`";
    match kinds {
        [] => Diagnostic::error("missing-key", format!("`{name}` does not say what is drawn"))
            .at(table.span, "")
            .help(help),
        [first, rest @ ..] => rest
            .iter()
            .fold(
                Diagnostic::error(
                    "contradictory-keys",
                    format!("`{name}` says more than once what is drawn"),
                )
                .at(first.key.span, "this"),
                |fault, other| fault.at(other.key.span, "and this contradict each other"),
            )
            .help(help),
    }
}

/// The two numbers of an entry, the first not above the second.
fn pair(entry: &Entry, expected: &str, faults: &mut Vec<Diagnostic>) -> Option<(f64, f64)> {
    let key = &entry.key.value;
    let Some([low, high]) = entry.item.array() else {
        faults.push(wrong_type(&entry.item, key, expected));
        return None;
    };
    let low = finite(low, key, expected, faults);
    let high = finite(high, key, expected, faults);
    Some((low?, high?))
}

fn empty(entry: &Entry, why: &str) -> Diagnostic {
    Diagnostic::error("empty-range", format!("`{}` holds no number: {why}", entry.key.value))
        .at(entry.item.span, "nothing can be drawn from this")
}

fn integers(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<Distribution> {
    let (low, high) = pair(entry, "[low, high], two integers", faults)?;
    let (Some(low), Some(high)) = (whole(low), whole(high)) else {
        let expected = "[low, high], two integers within ±2^53";
        faults.push(
            out_of_range(&entry.item, "integers", expected)
                .help("for other numbers write `range = [low, high]` and `decimals = 1`"),
        );
        return None;
    };
    if low > high {
        faults.push(empty(entry, "the first is above the second"));
        return None;
    }
    Some(Distribution::Integers { low, high })
}

fn range(
    entry: &Entry,
    decimals: Option<u32>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Distribution> {
    let (low, high) = pair(entry, "[low, high], two numbers", faults)?;
    if low > high {
        faults.push(empty(entry, "the first is above the second"));
        return None;
    }
    let Some(decimals) = decimals else {
        if (high - low).is_finite() {
            return Some(Distribution::Range { low, high });
        }
        faults.push(out_of_range(&entry.item, "range", "of a width that `f64` can hold"));
        return None;
    };
    match Distribution::decimals(low, high, decimals) {
        Some(Distribution::Decimals { low, high, .. }) if low > high => {
            let places = fields::counted(decimals as usize, "decimal", "decimals");
            faults.push(empty(entry, &format!("no number of {places} lies in it")));
            None
        }
        None => {
            let expected = format!("smaller, to be drawn to {decimals} decimals");
            faults.push(out_of_range(&entry.item, "range", &expected));
            None
        }
        found => found,
    }
}

fn normal(
    entry: &Entry,
    decimals: Option<u32>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Distribution> {
    let (mean, deviation) = pair(entry, "[mean, sd], two numbers", faults)?;
    if deviation <= 0.0 {
        faults.push(out_of_range(&entry.item, "normal", "[mean, sd] with an sd above 0"));
        return None;
    }
    if mean.abs() > 1e15 || deviation > 1e15 {
        faults.push(out_of_range(&entry.item, "normal", "within ±1e15"));
        return None;
    }
    Some(Distribution::Normal { mean, deviation, decimals })
}

fn choose(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<Distribution> {
    let before = faults.len();
    let items = array(entry, "an array of numbers", faults);
    let numbers: Vec<_> = items
        .iter()
        .filter_map(|item| finite(item, "choose", "an array of numbers", faults))
        .collect();
    if faults.len() > before {
        return None;
    }
    if numbers.is_empty() {
        faults.push(empty(entry, "the array is empty"));
        return None;
    }
    Some(Distribution::Choose(numbers))
}

/// Why no value can keep to `nonzero` and `distinct`.
fn impossible(name: &str, draw: &Draw) -> Option<Diagnostic> {
    let support = draw.from.support(draw.nonzero)?;
    if support == 0 {
        return Some(Diagnostic::error(
            "empty-range",
            format!("`{name}` can only be drawn as 0, and `nonzero` forbids that"),
        ));
    }
    let size = match &draw.shape {
        None => 1,
        Some([Size::Fixed(rows), Size::Fixed(cols)]) => rows * cols,
        Some(_) => return None,
    };
    (draw.distinct && support < size).then(|| {
        let numbers = fields::counted(support, "number", "numbers");
        Diagnostic::error(
            "distinct-impossible",
            format!("`{name}` has {size} entries, but only {numbers} to draw them from"),
        )
        .help("widen the range, make the shape smaller, or leave `distinct` out")
    })
}
