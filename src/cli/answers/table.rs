//! Answers as CSV: an id, then the entries of a row; a matrix goes on in the rows below, with its
//! id left out or said again.

use csv::{ReaderBuilder, Trim};

use super::{Entries, Given};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The ids and what is given for them, with the places of the ids.
pub fn read(text: &str) -> Result<Entries, Vec<Diagnostic>> {
    let mut found: Vec<(String, Span, Vec<Vec<String>>)> = Vec::new();
    let mut faults = Vec::new();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(Diagnostic::error("syntax", format!("this is not CSV: {error}")));
                break;
            }
        };
        let place = record.position().and_then(|at| usize::try_from(at.byte()).ok());
        let span = line_at(text, place.unwrap_or_default());
        let id = record.get(0).unwrap_or_default();
        let mut cells: Vec<String> = record.iter().skip(1).map(str::to_owned).collect();
        // A spreadsheet fills short rows up.
        while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if id.is_empty() && cells.iter().all(String::is_empty) {
            continue;
        }
        match found.last_mut() {
            Some((last, _, rows)) if id.is_empty() || id == last => rows.push(cells),
            None if id.is_empty() => {
                let message = "the first row has no id; a row begins with the id of a question";
                faults.push(Diagnostic::error("no-id", message).at(span, ""));
            }
            _ => found.push((id.to_owned(), span, vec![cells])),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let given = |(id, span, rows): (String, Span, Vec<Vec<String>>)| {
        let given = match &rows[..] {
            [row] if row.len() <= 1 => Given::Text(row.concat()),
            _ => Given::List(rows.into_iter().map(list).collect()),
        };
        (id, Some(span), given)
    };
    Ok(found.into_iter().map(given).collect())
}

/// The line that begins at a place, or after the ends of lines that stand there.
fn line_at(text: &str, place: usize) -> Span {
    let rest = text.get(place..).unwrap_or_default();
    let line = rest.trim_start_matches(['\r', '\n']);
    let start = place + rest.len() - line.len();
    Span::new(start, start + line.lines().next().unwrap_or_default().len())
}

fn list(row: Vec<String>) -> Given {
    Given::List(row.into_iter().map(Given::Text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_below_belong_to_the_id_above() {
        let text = "Z,1,2\n,3,0.40\r\n\"dL/dW1\",5,6\n\"dL/dW1\",7,8\nL, 0.5,,\n";
        let found = read(text).unwrap();
        let ids: Vec<_> = found.iter().map(|(id, ..)| id.as_str()).collect();
        assert_eq!(ids, ["Z", "dL/dW1", "L"]);
        let row = |cells: [&str; 2]| list(cells.map(str::to_owned).to_vec());
        assert_eq!(found[0].2, Given::List(vec![row(["1", "2"]), row(["3", "0.40"])]));
        assert_eq!(found[2].2, Given::Text("0.5".to_owned()));
        assert_eq!(&text[found[1].1.unwrap().range()], "\"dL/dW1\",5,6");
    }

    #[test]
    fn a_first_row_without_an_id_is_refused() {
        assert_eq!(read(",1,2\n").unwrap_err()[0].code, "no-id");
        assert_eq!(read("\n\n"), Ok(Vec::new()));
    }
}
