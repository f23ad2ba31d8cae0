//! A Jupyter notebook's outputs as answers. What a cell printed is read, never its code run:
//! `dW1 = …` and `dW1: …`, a dictionary, and the value of a cell whose last line is a name.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Entries, Given};
use crate::diagnostic::Diagnostic;

/// The part of a notebook that is read.
#[derive(Deserialize)]
struct Notebook {
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(default)]
    source: Text,
    #[serde(default)]
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "output_type")]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    text: Text,
    #[serde(default)]
    data: Map<String, Value>,
}

/// A text, which notebooks store as one string or as one a line.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Lines(Vec<String>),
}

impl Default for Text {
    fn default() -> Self {
        Self::Whole(String::new())
    }
}

impl Text {
    fn joined(&self) -> String {
        match self {
            Self::Whole(text) => text.clone(),
            Self::Lines(lines) => lines.concat(),
        }
    }
}

/// What stands between a name and its value.
const MARKS: [char; 2] = ['=', ':'];

/// The names that outputs have, and what they were printed as; of a name that was printed more
/// than once, the last. The fault says why the text is no notebook.
pub fn read(text: &str) -> Result<Entries, Vec<Diagnostic>> {
    let notebook: Notebook = serde_json::from_str(text).map_err(|error| {
        let message = format!("this is no Jupyter notebook that can be read: {error}");
        vec![Diagnostic::error("notebook", message).help("save it as `.ipynb`, format 4")]
    })?;
    let mut found: Vec<(String, String)> = Vec::new();
    for cell in &notebook.cells {
        for output in &cell.outputs {
            match &*output.kind {
                "stream" if output.name != "stderr" => {
                    found.extend(printed(&output.text.joined()));
                }
                "execute_result" | "display_data" => {
                    let plain = output.data.get("text/plain").cloned().unwrap_or_default();
                    let plain = serde_json::from_value::<Text>(plain).unwrap_or_default().joined();
                    match last_name(&cell.source.joined()) {
                        Some(name) if !plain.trim_start().starts_with('{') => {
                            found.push((name, plain));
                        }
                        _ => found.extend(printed(&plain)),
                    }
                }
                _ => {}
            }
        }
    }
    Ok(last(found))
}

/// The same of a text that a program printed.
pub fn printed_entries(text: &str) -> Entries {
    last(printed(text))
}

/// Of a name that was printed more than once, the last.
fn last(found: Vec<(String, String)>) -> Entries {
    let mut entries: Entries = Vec::new();
    for (id, text) in found {
        entries.retain(|(known, ..)| *known != id);
        entries.push((id, None, Given::Text(text)));
    }
    entries
}

/// The named values of a text that was printed.
fn printed(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(line) = rest.split_inclusive('\n').next() {
        if line.trim_start().starts_with('{') {
            let length = value_length(rest, false);
            found.extend(dictionary(rest[..length].trim()));
            rest = &rest[length..];
            continue;
        }
        let named = line.find(MARKS).filter(|at| is_name(line[..*at].trim()));
        let Some(at) = named else {
            rest = &rest[line.len()..];
            continue;
        };
        let value = &rest[at + 1..];
        let length = value_length(value, false);
        found.push((line[..at].trim().to_owned(), value[..length].trim().to_owned()));
        rest = &value[length..];
    }
    found
}

/// The pairs of a dictionary as Python prints it.
fn dictionary(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.strip_prefix('{').unwrap_or(text);
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"')) else { break };
        let Some((name, after)) = rest[1..].split_once(quote) else { break };
        let Some(value) = after.trim_start().strip_prefix(':') else { break };
        let length = value_length(value, true);
        found.push((name.to_owned(), value[..length].trim().to_owned()));
        rest = &value[length..];
    }
    found
}

/// How long a value is: to the end of the first line on which every bracket is closed, or within
/// a dictionary to the comma or the brace behind it.
fn value_length(text: &str, inside: bool) -> usize {
    let (mut depth, mut begun) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '[' | '(' | '{' => depth += 1,
            '}' | ',' if inside && depth == 0 => return at,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            '\n' if !inside && depth == 0 && begun => return at + 1,
            _ => {}
        }
        begun |= !c.is_whitespace();
    }
    text.len()
}

/// What the last line of a cell shows, if that is a name, an attribute or an entry of a
/// dictionary: `dW1`, `W1.grad`, `grads["dW1"]`.
fn last_name(source: &str) -> Option<String> {
    let line = source.lines().rfind(|line| !line.trim().is_empty())?.trim();
    let quoted = line.strip_suffix(']').and_then(|line| {
        let (_, key) = line.split_once('[')?;
        let key = key.trim();
        key.strip_prefix(['\'', '"'])?.strip_suffix(['\'', '"'])
    });
    let name = quoted.unwrap_or(line);
    is_name(name).then(|| name.to_owned())
}

/// Whether a text may name an answer: `dW1`, `W1.grad`, `dL/dW1`, `∂L/∂W1`, `grad(W1)`.
fn is_name(text: &str) -> bool {
    let sign = |c: char| c.is_alphanumeric() || "_./()∂'\"".contains(c);
    text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '∂' | '_'))
        && text.chars().all(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(found: &[(&str, &str)]) -> Vec<(String, String)> {
        found.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn printed_values_go_on_while_brackets_are_open() {
        let text = "epoch 1\nloss: 0.5\ndW1 = [[1. 2.]\n [3. 4.]]\nb=array([[1.],\n       [2.]])\nx y: 3\nZ =\n[[1]\n [2]]\n";
        let wanted = [
            ("loss", "0.5"),
            ("dW1", "[[1. 2.]\n [3. 4.]]"),
            ("b", "array([[1.],\n       [2.]])"),
            ("Z", "[[1]\n [2]]"),
        ];
        assert_eq!(printed(text), pairs(&wanted));
    }

    #[test]
    fn dictionaries_are_taken_apart() {
        let text =
            "{'dW1': array([[1., 2.],\n       [3., 4.]]), \"L\": np.float64(0.5),\n 'b': 2}\n";
        let wanted =
            [("dW1", "array([[1., 2.],\n       [3., 4.]])"), ("L", "np.float64(0.5)"), ("b", "2")];
        assert_eq!(printed(text), pairs(&wanted));
        assert_eq!(printed("{'a': [1, 2\n"), pairs(&[("a", "[1, 2")]));
        assert_eq!(printed("{'a\n{"), []);
    }

    #[test]
    fn a_cell_that_ends_in_a_name_shows_its_value() {
        for (source, name) in [
            ("dW1 = 3\ndW1\n", Some("dW1")),
            ("W1.grad", Some("W1.grad")),
            ("grads[\"dL/dW1\"]\n\n", Some("dL/dW1")),
            ("print(1)", Some("print(1)")),
            ("a + b", None),
            ("", None),
        ] {
            assert_eq!(last_name(source).as_deref(), name, "{source}");
        }
    }

    #[test]
    fn the_last_of_two_outputs_counts_and_errors_are_passed_over() {
        let text = r#"{"nbformat": 4, "cells": [
            {"cell_type": "markdown", "source": "L = 9"},
            {"cell_type": "code", "source": ["L = 1\n", "L"], "outputs": [
                {"output_type": "execute_result", "data": {"text/plain": ["0.25"]}}]},
            {"cell_type": "code", "source": "", "outputs": [
                {"output_type": "stream", "name": "stderr", "text": "L = 7"},
                {"output_type": "error", "ename": "E", "traceback": ["L = 8"]},
                {"output_type": "stream", "name": "stdout", "text": ["L = 0.5\n"]}]}]}"#;
        let found = read(text).unwrap();
        assert_eq!(found, [("L".to_owned(), None, Given::Text("0.5".to_owned()))]);
        assert!(read("{").is_err() && read("{\"L\": 1}").is_err());
    }
}
