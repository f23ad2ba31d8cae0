//! Named values set out for a person to read.

use unicode_width::UnicodeWidthStr;

use crate::engine::{Array, Program, Shape, Style};
use crate::grading::solution::numbers;

/// A named value in lines: `w = 0.5`, or a matrix with its columns aligned and its name beside
/// the middle row. Numbers have six significant digits at most.
pub fn block(name: &str, value: &Array) -> String {
    let head = format!("{} = ", Program::print_name(name, Style::Unicode));
    let rows = rows(value);
    let blank = " ".repeat(head.width());
    let middle = rows.len().saturating_sub(1) / 2;
    let line = |(index, row): (usize, &String)| {
        format!("{}{row}\n", if index == middle { &head } else { &blank })
    };
    rows.iter().enumerate().map(line).collect()
}

/// The rows of a value, in tall brackets if it is a matrix.
fn rows(value: &Array) -> Vec<String> {
    if value.shape() == Shape::Scalar {
        return value.data().iter().copied().map(short).collect();
    }
    let cells: Vec<Vec<String>> =
        value.rows().map(|row| row.iter().copied().map(short).collect()).collect();
    let width = |col: usize| cells.iter().map(|row| row[col].len()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..value.shape().cols()).map(width).collect();
    let last = cells.len() - 1;
    let line = |(index, row): (usize, &Vec<String>)| {
        let (left, right) = match index {
            _ if last == 0 => ('[', ']'),
            0 => ('⎡', '⎤'),
            _ if index == last => ('⎣', '⎦'),
            _ => ('⎢', '⎥'),
        };
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
        format!("{left} {} {right}", padded.collect::<Vec<_>>().join("  "))
    };
    cells.iter().enumerate().map(line).collect()
}

/// A number in six significant digits or fewer.
pub fn short(number: f64) -> String {
    numbers::short(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_to_six_digits() {
        for (number, text) in [
            (1.0 / 3.0, "0.333333"),
            (-2.0, "-2"),
            (-0.0, "0"),
            (6.8e-18, "6.8e-18"),
            (123_456_789.0, "1.23457e8"),
            (0.1 + 0.2, "0.3"),
        ] {
            assert_eq!(short(number), text);
        }
    }

    #[test]
    fn columns_are_aligned_in_tall_brackets() {
        let value = Array::from_rows(&[vec![1.0, -10.0], vec![0.5, 2.0]]).map(|value| rows(&value));
        assert_eq!(value, Some(vec!["⎡   1  -10 ⎤".to_owned(), "⎣ 0.5    2 ⎦".to_owned()]));
        assert_eq!(rows(&Array::new(Shape::Matrix(1, 1), vec![3.0])), ["[ 3 ]"]);
    }
}
