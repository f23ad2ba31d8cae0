//! What was typed, as a value: a number, an expression, a grid of cells, a pasted matrix.

pub mod number;
pub mod options;
pub mod paste;

use number::{Digits, Written};
use paste::Layout;

use super::Answer;
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Array, Shape};
use crate::source::Span;

/// Evaluates one expression; the faults are about its text.
pub type Evaluate<'e> = dyn FnMut(&str) -> Result<Array, Vec<Diagnostic>> + 'e;

/// Entries that are asked for, rows and columns counted from 0; `None` for all.
pub type Asked<'q> = Option<&'q [(usize, usize)]>;

/// An answer that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The value; finite in every entry.
    pub array: Array,
    /// What is known of the digits of each entry, row by row.
    pub digits: Vec<Digits>,
}

impl Reading {
    /// The value of an expression for an answer of a shape: a row times a column, as in
    /// `(yhat - y) @ x.T`, is a number where one is asked for.
    #[must_use]
    pub fn for_shape(self, expected: Shape) -> Self {
        if expected.is_scalar() && self.array.shape() == Shape::Matrix(1, 1) {
            return Self { array: Array::scalar(self.array.data()[0]), ..self };
        }
        self
    }

    /// The same value, as if it had been computed: it is no rounding of anything.
    #[must_use]
    pub fn computed(&self) -> Self {
        Self { array: self.array.clone(), digits: vec![Digits::Unknown; self.digits.len()] }
    }
}

/// Where an entry stands, for a person.
#[derive(Clone, Copy)]
enum Place {
    /// The answer is one number.
    Alone,
    /// Row and column, counted from 0.
    Entry(usize, usize),
}

/// Whether nothing was typed or chosen.
pub fn is_blank(answer: &Answer) -> bool {
    match answer {
        Answer::Text(text) | Answer::Expression(text) => text.trim().is_empty(),
        Answer::Cells(rows) => rows.iter().flatten().all(|cell| cell.trim().is_empty()),
        Answer::Value(_) | Answer::Mended(..) => false,
        Answer::Options(options) => options.is_empty(),
    }
}

/// The longest text that is read as an answer.
const MOST_BYTES: usize = 1 << 18;

/// The number in one cell of a grid, or in a field for one number: a plain number, or an
/// expression without names. The fault says what is wrong with it.
pub fn cell(text: &str) -> Result<f64, Diagnostic> {
    let span = Some(Span::new(0, text.len()));
    entry(text, Place::Alone, span, &mut engine::calculate).map(|(value, _)| value)
}

/// The cells of a pasted text, as typed, in any of the forms that [`paste`] lists; a text
/// that is one number is one cell. `expected` decides where it could be read in two ways.
pub fn cells(text: &str, expected: Shape) -> Result<Vec<Vec<String>>, Diagnostic> {
    let cut = |span: Span| text[span.range()].to_owned();
    Ok(match paste::layout(text, expected)? {
        Layout::One(span) => vec![vec![cut(span)]],
        Layout::Rows(rows) => {
            even(&rows, |row| row.first().zip(row.last()).map(|(a, b)| a.join(*b)))?;
            rows.into_iter().map(|row| row.into_iter().map(cut).collect()).collect()
        }
    })
}

/// Reads an answer that is a value. Every fault is reported; its places lie within the text,
/// and its message names row and column. Of a grid in the shape that is expected, only the
/// cells that are asked for are read.
pub fn read(
    answer: &Answer,
    expected: Shape,
    asked: Asked<'_>,
    evaluate: &mut Evaluate<'_>,
) -> Result<Reading, Vec<Diagnostic>> {
    match answer {
        Answer::Text(text) | Answer::Expression(text) => read_text(text, expected, asked, evaluate),
        Answer::Cells(rows) => read_cells(rows, expected, asked, evaluate),
        Answer::Value(array) => given(array, expected, asked),
        Answer::Options(_) | Answer::Mended(..) => {
            let fault =
                Diagnostic::error("no-value", "something was chosen, but a value is asked for");
            Err(vec![fault])
        }
    }
}

/// Reads an expression over names as one value.
pub fn read_expression(
    text: &str,
    evaluate: &mut Evaluate<'_>,
) -> Result<Reading, Vec<Diagnostic>> {
    is_short_enough(text)?;
    whole(text, Span::new(0, text.len()), true, evaluate)
}

/// Whether a text can be an answer: the largest matrix that can be asked for fits in.
fn is_short_enough(text: &str) -> Result<(), Vec<Diagnostic>> {
    if text.len() <= MOST_BYTES {
        return Ok(());
    }
    let message =
        format!("an answer has at most {MOST_BYTES} bytes of text, and this has {}", text.len());
    Err(vec![Diagnostic::error("too-long", message)])
}

fn read_text(
    text: &str,
    expected: Shape,
    asked: Asked<'_>,
    evaluate: &mut Evaluate<'_>,
) -> Result<Reading, Vec<Diagnostic>> {
    is_short_enough(text)?;
    let reading = match paste::layout(text, expected).map_err(|fault| vec![fault])? {
        Layout::One(span) => whole(text, span, false, evaluate)?.for_shape(expected),
        Layout::Rows(rows) => {
            even(&rows, |row| row.first().zip(row.last()).map(|(a, b)| a.join(*b)))
                .map_err(|fault| vec![fault])?;
            let cells: Vec<Vec<_>> = rows
                .iter()
                .map(|row| row.iter().map(|cell| (&text[cell.range()], Some(*cell))).collect())
                .collect();
            matrix(&cells, expected, asked, evaluate)?
        }
    };
    // One number typed for a matrix of one entry is that entry.
    if expected == Shape::Matrix(1, 1) && reading.array.shape().is_scalar() {
        return Ok(Reading { array: Array::new(expected, reading.array.into_data()), ..reading });
    }
    Ok(reading)
}

fn read_cells(
    rows: &[Vec<String>],
    expected: Shape,
    asked: Asked<'_>,
    evaluate: &mut Evaluate<'_>,
) -> Result<Reading, Vec<Diagnostic>> {
    if let ([row], Shape::Scalar) = (rows, expected)
        && let [only] = &row[..]
    {
        let (value, written) =
            entry(only, Place::Alone, None, evaluate).map_err(|fault| vec![fault])?;
        return Ok(Reading { array: Array::scalar(value), digits: vec![written.into()] });
    }
    even(rows, |_| None).map_err(|fault| vec![fault])?;
    let cells: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|cell| (&**cell, None)).collect()).collect();
    matrix(&cells, expected, asked, evaluate)
}

/// A text that is one number or one expression; the expression may be a matrix.
fn whole(
    text: &str,
    span: Span,
    names: bool,
    evaluate: &mut Evaluate<'_>,
) -> Result<Reading, Vec<Diagnostic>> {
    let part = &text[span.range()];
    if number::literal(part).is_some() || number::has_decimal_comma(part) || is_left_out(part) {
        let (value, written) =
            entry(part, Place::Alone, Some(span), evaluate).map_err(|fault| vec![fault])?;
        return Ok(Reading { array: Array::scalar(value), digits: vec![written.into()] });
    }
    let plain = number::normalised(part, names);
    let located = |fault: Diagnostic| {
        // Places can only be kept where the spelling did not change.
        let fault =
            fault.map_spans(|found| if plain == part { found.shifted(span.start) } else { span });
        if fault.labels.is_empty() { fault.at(span, "") } else { fault }
    };
    let array = evaluate(&plain).map_err(|faults| {
        let helped = |fault| if names { fault } else { with_help(fault) };
        faults.into_iter().map(located).map(helped).collect::<Vec<_>>()
    })?;
    let faults = not_finite(&array, |number, place| infinite(number, part, place, Some(span)));
    if !faults.is_empty() {
        return Err(faults);
    }
    let digits = vec![Digits::Unknown; array.data().len()];
    Ok(Reading { array, digits })
}

/// A value that was handed over as numbers.
fn given(array: &Array, expected: Shape, asked: Asked<'_>) -> Result<Reading, Vec<Diagnostic>> {
    let needed = |place: Place| match place {
        Place::Alone => true,
        Place::Entry(row, col) => is_needed(row, col, array.shape(), expected, asked),
    };
    let faults: Vec<_> = not_finite(array, |number, place| (number, place))
        .into_iter()
        .filter(|(_, place)| needed(*place))
        .map(|(number, place)| infinite(number, "", place, None))
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let digits = vec![Digits::Shortest; array.data().len()];
    let mut array = array.clone();
    for value in array.data_mut().iter_mut().filter(|value| !value.is_finite()) {
        *value = 0.0;
    }
    Ok(Reading { array, digits })
}

/// Something for each entry that is not finite.
fn not_finite<T>(array: &Array, note: impl Fn(f64, Place) -> T) -> Vec<T> {
    let cols = array.shape().cols().max(1);
    let place = |index: usize| match array.shape() {
        Shape::Scalar => Place::Alone,
        Shape::Matrix(..) => Place::Entry(index / cols, index % cols),
    };
    let entries = array.data().iter().enumerate();
    entries
        .filter(|(_, value)| !value.is_finite())
        .map(|(at, value)| note(*value, place(at)))
        .collect()
}

/// Whether an entry has to be there: all have, if the shape is not the one that is expected.
fn is_needed(row: usize, col: usize, shape: Shape, expected: Shape, asked: Asked<'_>) -> bool {
    shape != expected || asked.is_none_or(|asked| asked.contains(&(row, col)))
}

/// The matrix of cells that are rows of one length.
fn matrix(
    cells: &[Vec<(&str, Option<Span>)>],
    expected: Shape,
    asked: Asked<'_>,
    evaluate: &mut Evaluate<'_>,
) -> Result<Reading, Vec<Diagnostic>> {
    let shape = Shape::Matrix(cells.len(), cells.first().map_or(0, Vec::len));
    let mut data = Vec::with_capacity(shape.size());
    let mut digits = Vec::with_capacity(shape.size());
    let mut faults = Vec::new();
    for (row, line) in cells.iter().enumerate() {
        for (col, (text, span)) in line.iter().enumerate() {
            let found = if is_needed(row, col, shape, expected, asked) {
                entry(text, Place::Entry(row, col), *span, evaluate)
            } else {
                Ok((0.0, None))
            };
            match found {
                Ok((value, written)) => {
                    data.push(value);
                    digits.push(Digits::from(written));
                }
                Err(fault) => faults.push(fault),
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if data.is_empty() {
        return Err(vec![Diagnostic::error("empty-cell", "the answer has no entry")]);
    }
    Ok(Reading { array: Array::new(shape, data), digits })
}

/// Refuses rows of different lengths.
fn even<T>(rows: &[Vec<T>], span: impl Fn(&[T]) -> Option<Span>) -> Result<(), Diagnostic> {
    let Some(first) = rows.first() else { return Ok(()) };
    let Some(at) = rows.iter().position(|row| row.len() != first.len()) else { return Ok(()) };
    let entries =
        |count: usize| format!("{count} {}", if count == 1 { "entry" } else { "entries" });
    let message = format!(
        "row {} has {}, but row 1 has {}",
        at + 1,
        entries(rows[at].len()),
        entries(first.len())
    );
    let mut fault = Diagnostic::error("ragged-rows", message);
    if let Some(span) = span(&rows[at]) {
        fault = fault.at(span, "");
    }
    if let Some(span) = span(first) {
        fault = fault.at(span, "row 1");
    }
    Err(fault.help("every row of a matrix has the same number of entries"))
}

/// The number in one cell, and its digits if it is a plain number.
fn entry(
    text: &str,
    place: Place,
    span: Option<Span>,
    evaluate: &mut Evaluate<'_>,
) -> Result<(f64, Option<Written>), Diagnostic> {
    let part = text.trim();
    if part.is_empty() {
        return Err(fault("empty-cell", place, "there is no number", span)
            .help("write 0 where the entry is zero"));
    }
    if let Some((value, written)) = number::literal(part) {
        let found = value.is_finite().then_some((value, Some(written)));
        return found.ok_or_else(|| infinite(value, part, place, span));
    }
    if number::has_decimal_comma(part) {
        let comma = paste::decimal_comma(part, Span::new(0, part.len()));
        let mut found = fault(comma.code, place, &comma.message, span);
        found.help = comma.help;
        return Err(found);
    }
    if is_left_out(part) {
        return Err(fault("left-out", place, "`…` stands for entries that were not printed", span)
            .help("print all of it: `np.set_printoptions(threshold=np.inf)`"));
    }
    let array = evaluate(&number::normalised(part, false)).map_err(|faults| {
        let first = faults.into_iter().next().map(with_help);
        let message = first.as_ref().map_or("it cannot be read", |first| &first.message);
        let mut found = fault("unreadable-cell", place, &format!("`{part}`: {message}"), span);
        found.help = first.and_then(|first| first.help);
        found
    })?;
    match array.data() {
        [value] if value.is_finite() => Ok((*value, None)),
        [value] => Err(infinite(*value, part, place, span)),
        _ => Err(fault(
            "cell-not-number",
            place,
            &format!("`{part}` has the shape {}, but an entry is one number", array.shape()),
            span,
        )),
    }
}

/// Says of a name that numbers are asked for, where nothing else helps.
fn with_help(fault: Diagnostic) -> Diagnostic {
    if fault.code == "unknown-name" && fault.help.is_none() {
        return fault.help("give numbers, or arithmetic over numbers such as `2/3` and `exp(-1)`");
    }
    fault
}

fn is_left_out(text: &str) -> bool {
    matches!(text.trim(), "..." | "…")
}

fn fault(code: &'static str, place: Place, message: &str, span: Option<Span>) -> Diagnostic {
    let message = match place {
        Place::Alone => message.to_owned(),
        Place::Entry(row, col) => format!("row {}, column {}: {message}", row + 1, col + 1),
    };
    let fault = Diagnostic::error(code, message);
    match span {
        Some(span) => fault.at(span, ""),
        None => fault,
    }
}

/// The fault that a number is not finite; `text` is what was typed, if anything was.
fn infinite(value: f64, text: &str, place: Place, span: Option<Span>) -> Diagnostic {
    let name = if value.is_nan() { "nan".to_owned() } else { value.to_string() };
    if number::literal(text).is_some() {
        let message = format!("`{text}` is too large a number");
        return fault("not-finite", place, &message, span).help("numbers go up to 1.8e308");
    }
    if text.contains(['/', '÷', '⁄', '∕']) {
        let message = format!("`{text}` is {name}: is there a division by zero?");
        return fault("division-by-zero", place, &message, span);
    }
    let message = if text.is_empty() || text == name {
        format!("{name} is not a finite number")
    } else {
        format!("`{text}` is {name}, which is not a finite number")
    };
    fault("not-finite", place, &message, span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: &str, expected: Shape) -> Result<Reading, Vec<Diagnostic>> {
        read(&Answer::Text(answer.to_owned()), expected, None, &mut engine::calculate)
    }

    fn messages(found: Result<Reading, Vec<Diagnostic>>) -> Vec<String> {
        found.expect_err("it cannot be read").into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn a_pasted_matrix_keeps_the_digits_of_its_entries() {
        let reading = text("[[0.50 1. ]\n [−2e-3 .25]]", Shape::Matrix(2, 2)).unwrap();
        assert_eq!(reading.array.data(), [0.5, 1.0, -0.002, 0.25]);
        let digits = |digits: &Digits| digits.of(0.0).map_or(0, |written| written.digits);
        assert_eq!(reading.digits.iter().map(digits).collect::<Vec<_>>(), [2, 1, 1, 2]);
    }

    #[test]
    fn every_faulty_cell_is_named() {
        assert_eq!(
            messages(text("[[1, ], [1e999, 2]]", Shape::Matrix(2, 2))),
            ["row 2 has 2 entries, but row 1 has 1 entry"]
        );
        assert_eq!(
            messages(text("1, , 3\n1e999, 2, ...", Shape::Matrix(2, 3))),
            [
                "row 1, column 2: there is no number",
                "row 2, column 1: `1e999` is too large a number",
                "row 2, column 3: `…` stands for entries that were not printed",
            ]
        );
    }

    #[test]
    fn cells_that_are_not_asked_for_may_stay_empty() {
        let rows = vec![vec!["1".to_owned(), String::new()], vec!["?".to_owned(), "2".to_owned()]];
        let asked = [(0, 0), (1, 1)];
        let reading = read(
            &Answer::Cells(rows.clone()),
            Shape::Matrix(2, 2),
            Some(&asked),
            &mut engine::calculate,
        );
        assert_eq!(reading.unwrap().array.data(), [1.0, 0.0, 0.0, 2.0]);
        let all = read(
            &Answer::Cells(vec![vec!["1".to_owned(), " ".to_owned()]]),
            Shape::Matrix(1, 2),
            None,
            &mut engine::calculate,
        );
        assert_eq!(messages(all), ["row 1, column 2: there is no number"]);
    }

    #[test]
    fn one_number_fits_a_matrix_of_one_entry_but_not_the_other_way() {
        let shape = |answer: &str, expected| text(answer, expected).unwrap().array.shape();
        assert_eq!(shape("0.5", Shape::Matrix(1, 1)), Shape::Matrix(1, 1));
        assert_eq!(shape("[[0.5]]", Shape::Scalar), Shape::Matrix(1, 1));
    }

    #[test]
    fn pasted_text_falls_into_cells_for_a_grid() {
        let split = |text: &str| cells(text, Shape::Matrix(2, 2)).map_err(|fault| fault.code);
        assert_eq!(split("2/3 -1\n.5 x").unwrap(), [["2/3", "-1"], [".5", "x"]]);
        assert_eq!(split("1/2").unwrap(), [["1/2"]]);
        assert_eq!(split("1 2\n3"), Err("ragged-rows"));
    }

    #[test]
    fn values_that_are_not_finite_are_refused_with_their_place() {
        let array = Array::from_rows(&[vec![1.0, f64::NAN], vec![f64::NEG_INFINITY, 2.0]]).unwrap();
        let found = read(&Answer::Value(array), Shape::Matrix(2, 2), None, &mut engine::calculate);
        assert_eq!(
            messages(found),
            [
                "row 1, column 2: nan is not a finite number",
                "row 2, column 1: -inf is not a finite number"
            ]
        );
    }
}
