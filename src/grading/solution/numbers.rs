//! Numbers and matrices as a worked solution shows them: small ones whole, large ones cut.

use unicode_width::UnicodeWidthStr;

use crate::engine::{Array, Shape, Style};

/// The most rows and columns that are shown.
const MOST: (usize, usize) = (6, 8);

/// A number in six significant digits or fewer.
pub fn short(number: f64) -> String {
    let rounded = format!("{number:.5e}").parse::<f64>().unwrap_or(number);
    if number == 0.0 {
        "0".to_owned()
    } else if (1e-4..1e7).contains(&rounded.abs()) || !rounded.is_finite() {
        rounded.to_string()
    } else {
        format!("{rounded:e}")
    }
}

/// The entries of a matrix as texts; where it is too large, its first rows and columns with a
/// sign for the rest.
fn cells(value: &Array, style: Style) -> Vec<Vec<String>> {
    let (right, down) = if style == Style::Latex { (r"\cdots", r"\vdots") } else { ("…", "⋮") };
    let row = |row: &[f64]| {
        let mut cells: Vec<String> =
            row.iter().take(MOST.1).map(|number| entry(*number, style)).collect();
        if row.len() > MOST.1 {
            cells.push(right.to_owned());
        }
        cells
    };
    let mut rows: Vec<Vec<String>> = value.rows().take(MOST.0).map(row).collect();
    if value.shape().rows() > MOST.0 {
        rows.push(vec![down.to_owned(); rows[0].len()]);
    }
    rows
}

fn entry(number: f64, style: Style) -> String {
    let text = short(number);
    match (style, text.split_once('e')) {
        (Style::Latex, Some((digits, power))) => format!(r"{digits} \cdot 10^{{{power}}}"),
        _ => text,
    }
}

/// A value in TeX.
pub fn tex(value: &Array) -> String {
    if value.shape() == Shape::Scalar {
        return value.data().iter().map(|number| entry(*number, Style::Latex)).collect();
    }
    let rows: Vec<String> =
        cells(value, Style::Latex).into_iter().map(|row| row.join(" & ")).collect();
    format!(r"\begin{{bmatrix}} {} \end{{bmatrix}}", rows.join(r" \\ "))
}

/// A value in lines behind a name, columns aligned; the name stands beside the middle row.
pub fn lines(head: &str, value: &Array) -> Vec<String> {
    let head = format!("{head} = ");
    if value.shape() == Shape::Scalar {
        return value.data().iter().map(|number| format!("{head}{}", short(*number))).collect();
    }
    let cells = cells(value, Style::Unicode);
    let width = |col: usize| cells.iter().map(|row| row[col].width()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..cells[0].len()).map(width).collect();
    let last = cells.len() - 1;
    let line = |(index, row): (usize, &Vec<String>)| {
        let (left, right) = match index {
            _ if last == 0 => ('[', ']'),
            0 => ('⎡', '⎤'),
            _ if index == last => ('⎣', '⎦'),
            _ => ('⎢', '⎥'),
        };
        let padded =
            row.iter().zip(&widths).map(|(cell, width)| " ".repeat(width - cell.width()) + cell);
        let padded = padded.collect::<Vec<_>>().join("  ");
        let blank = " ".repeat(head.width());
        let head = if index == last / 2 { &head } else { &blank };
        format!("{head}{left} {padded} {right}")
    };
    cells.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_matrices_are_cut_with_a_sign() {
        let large = Array::new(Shape::Matrix(8, 10), (0..80).map(f64::from).collect());
        let lines = lines("X", &large);
        assert_eq!(lines.len(), 7);
        assert!(lines[0].ends_with("7  … ⎤") && lines[6].contains('⋮'), "{lines:?}");
        assert!(lines[3].starts_with("X = ⎢ 30"), "{lines:?}");
        assert!(tex(&large).contains(r"7 & \cdots \\ 10"), "{}", tex(&large));
        let small = Array::new(Shape::Matrix(6, 8), (0..48).map(f64::from).collect());
        assert!(!tex(&small).contains("dots"));
    }

    #[test]
    fn powers_of_ten_are_set_in_tex() {
        assert_eq!(tex(&Array::scalar(-2.5e-9)), r"-2.5 \cdot 10^{-9}");
        assert_eq!(tex(&Array::scalar(0.5)), "0.5");
    }
}
