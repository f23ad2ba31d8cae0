//! Values as JSON: the forms that the commands' contracts name.

use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value, json};

use crate::engine::{Array, Shape};
use crate::markup::escaped_json;

/// The widest line of an array or object that is printed on one line.
const WIDTH: usize = 100;

/// The largest whole number whose neighbours are also `f64`s.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A number in the shortest form that reads back: whole ones without a point, and the strings
/// `"nan"`, `"inf"` and `"-inf"` for what JSON cannot hold.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = self.0;
        let negative_zero = number == 0.0 && number.is_sign_negative();
        if number.is_nan() {
            serializer.serialize_str("nan")
        } else if number.is_infinite() {
            serializer.serialize_str(if number > 0.0 { "inf" } else { "-inf" })
        } else if number.fract() == 0.0 && number.abs() <= MOST_EXACT && !negative_zero {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
            serializer.serialize_i64(number as i64)
        } else {
            serializer.serialize_f64(number)
        }
    }
}

/// A number as a value.
pub fn number(number: f64) -> Value {
    serde_json::to_value(Number(number)).expect("a number or a text is a value")
}

/// A value: `{"shape": [2, 1], "data": [[1], [2]]}`; a scalar's data is a bare number.
pub fn array(array: &Array) -> Value {
    let data = match array.shape() {
        Shape::Scalar => number(array.data()[0]),
        Shape::Matrix(..) => {
            let row = |row: &[f64]| Value::Array(row.iter().copied().map(number).collect());
            Value::Array(array.rows().map(row).collect())
        }
    };
    json!({ "shape": array.shape().dimensions(), "data": data })
}

/// Where a text stops being JSON, and why.
pub fn fault(text: &str, error: &serde_json::Error) -> (Range<usize>, String) {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = text.floor_char_boundary(line_start + error.column().saturating_sub(1));
    let of_word = |c: char| c.is_alphanumeric() || c == '-';
    // The place is that of a word or of what stands before it.
    let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let word = if text[at..].starts_with(of_word) || !text[next..].starts_with(of_word) {
        at
    } else {
        next
    };
    let start = text[..word].trim_end_matches(of_word).len();
    let end = text[word..].find(|c| !of_word(c)).map_or(text.len(), |length| word + length);
    // Python's `json` writes them, against the standard.
    if let word @ ("NaN" | "Infinity" | "-Infinity") = &text[start..end] {
        let reason = format!("`{word}` is no number in JSON, and never a right answer");
        return (start..end, reason);
    }
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or(&message);
    let reason = reason.replace("EOF while parsing", "it ends within");
    (at..text.ceil_char_boundary(at + 1).min(text.len()), reason)
}

/// Named values in their order.
pub fn named(values: &[(String, Array)]) -> Value {
    let entries = values.iter().map(|(name, value)| (name.clone(), array(value)));
    Value::Object(entries.collect::<Map<_, _>>())
}

/// A JSON value in lines: what fits on one line stands on one. Ends in a newline.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Writes a value whose first line has `used` columns already, within `margin` spaces.
fn write(value: &Value, margin: usize, used: usize, out: &mut String) {
    let line = on_one_line(value);
    let (open, close, items): (_, _, Vec<(String, &Value)>) = match value {
        Value::Array(items) if line.chars().count() + used > WIDTH => {
            ('[', ']', items.iter().map(|item| (String::new(), item)).collect())
        }
        Value::Object(entries) if line.chars().count() + used > WIDTH => {
            let key = |key: &String| on_one_line(key) + ": ";
            ('{', '}', entries.iter().map(|(name, item)| (key(name), item)).collect())
        }
        _ => {
            out.push_str(&line);
            return;
        }
    };
    out.push(open);
    let count = items.len();
    for (index, (key, item)) in items.into_iter().enumerate() {
        out.push('\n');
        out.push_str(&" ".repeat(margin + 2));
        out.push_str(&key);
        write(item, margin + 2, margin + 3 + key.chars().count(), out);
        if index + 1 < count {
            out.push(',');
        }
    }
    out.push('\n');
    out.push_str(&" ".repeat(margin));
    out.push(close);
}

/// A JSON value on one line, without a newline at its end.
pub fn on_one_line(value: &impl Serialize) -> String {
    let mut line = Vec::new();
    push(value, &mut line);
    String::from_utf8(line).expect("JSON is UTF-8")
}

/// Adds a JSON value to a line.
pub fn push(value: &impl Serialize, line: &mut Vec<u8>) {
    let mut serializer = Serializer::with_formatter(line, Spaced);
    value
        .serialize(&mut serializer)
        .expect("a line in memory can be written to, and keys are texts");
}

/// JSON on one line with a blank behind every comma and colon, and nothing hidden in its texts.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        out.write_all(escaped_json(fragment).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_read_back() {
        let text = |value: f64| number(value).to_string();
        assert_eq!(text(1.0), "1");
        assert_eq!(text(-3.0), "-3");
        assert_eq!(text(-0.0), "-0.0");
        assert_eq!(text(0.1), "0.1");
        assert_eq!(text(f64::NAN), "\"nan\"");
        assert_eq!(text(f64::NEG_INFINITY), "\"-inf\"");
        for value in [1.0 / 3.0, 5e-324, 1.7e308, 9_007_199_254_740_993.0, 1e21, -2.5e-10] {
            assert_eq!(text(value).parse::<f64>(), Ok(value));
        }
    }

    #[test]
    fn scalars_and_matrices_have_their_forms() {
        let scalar = array(&Array::scalar(0.5)).to_string();
        assert_eq!(scalar, r#"{"shape":[],"data":0.5}"#);
        let column =
            Array::from_rows(&[vec![1.0], vec![2.5]]).map(|column| array(&column).to_string());
        assert_eq!(column.as_deref(), Some(r#"{"shape":[2,1],"data":[[1],[2.5]]}"#));
    }

    #[test]
    fn long_values_are_broken_and_mean_the_same() {
        let row: Vec<_> = (0..30).map(f64::from).collect();
        let value = json!({ "a \"b\"": row, "c": { "d": [], "e": {} }, "f": [row, row] });
        let text = text(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
        assert!(text.contains("\n  \"c\": {\"d\": [], \"e\": {}},\n"), "{text}");
    }
}
