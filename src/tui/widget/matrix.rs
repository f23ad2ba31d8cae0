//! Named values set as mathematics, side by side.
//!
//! ```text
//! X = ⎡ 1    0  −1   2 ⎤   y = [ 1  0  0  1 ]   m = 4
//!     ⎣ 0.5  1   0  −1 ⎦
//! ```

use unicode_width::UnicodeWidthStr;

use super::number::{column, number};
use super::{padded, width};
use crate::engine::{Array, Shape};
use crate::markup::{Markup, Role};
use crate::tui::theme::Theme;
use crate::tui::words;

/// The columns between two values.
const GAP: usize = 3;
/// The columns between two entries, and where that helps a matrix to stay in one piece.
const BETWEEN: [usize; 2] = [2, 1];

/// A value in rows, as wide as each other.
#[derive(Clone, Debug)]
pub struct Block {
    rows: Vec<Markup>,
    width: usize,
    /// The row that stands on the line with those of the blocks beside.
    middle: usize,
}

/// A named value; a matrix that is too wide comes in several blocks.
pub fn blocks(name: &str, value: &Array, theme: Theme, most: usize) -> Vec<Block> {
    let name = theme.name(name);
    if value.shape() == Shape::Scalar {
        let text = value.data().first().map_or_else(String::new, |value| number(*value, theme));
        let row = Markup::new().with(Role::Math, name).text(" = ").with(Role::Number, text);
        return vec![Block { width: width(&row), rows: vec![row], middle: 0 }];
    }
    let count = value.shape().cols();
    let columns: Vec<Vec<String>> =
        (0..count).map(|col| column(value.rows().map(|row| row[col]), theme)).collect();
    let head = Markup::new().with(Role::Math, &name).text(" = ");
    for gap in BETWEEN {
        let whole = matrix(&columns, Some(&head), gap, theme);
        if whole.width <= most {
            return vec![whole];
        }
    }
    let mut parts = Vec::new();
    let mut first = 0;
    while first < count {
        let last = (first + 1..=count)
            .take_while(|last| bracketed(&columns[first..*last]) <= most)
            .last()
            .unwrap_or(first + 1);
        let mut part = matrix(&columns[first..last], None, BETWEEN[0], theme);
        let title = format!(", {}:", words::columns(first + 1, last, count));
        part.rows.insert(0, Markup::new().with(Role::Math, &name).text(title));
        part.width = most;
        parts.push(part);
        first = last;
    }
    parts
}

/// The width of columns in brackets.
fn bracketed(columns: &[Vec<String>]) -> usize {
    let widths = columns.iter().filter_map(|column| column.first()).map(|entry| entry.width());
    widths.sum::<usize>() + BETWEEN[0] * columns.len() + 2
}

/// Columns of numbers in brackets, behind a name.
fn matrix(columns: &[Vec<String>], head: Option<&Markup>, gap: usize, theme: Theme) -> Block {
    let count = columns.first().map_or(0, Vec::len);
    let middle = count.saturating_sub(1) / 2;
    let margin = head.map_or(0, width);
    let brackets = &theme.glyphs().brackets;
    let row = |index: usize| {
        let kind = match index {
            _ if count == 1 => 3,
            0 => 0,
            _ if index + 1 == count => 2,
            _ => 1,
        };
        let numbers: Vec<_> = columns.iter().map(|column| column[index].as_str()).collect();
        let mut row = match head {
            Some(head) if index == middle => head.clone(),
            _ => Markup::new().text(" ".repeat(margin)),
        };
        row.push(Role::Dim, format!("{} ", brackets[0][kind]));
        row.push(Role::Number, numbers.join(&" ".repeat(gap)));
        row.push(Role::Dim, format!(" {}", brackets[1][kind]));
        row
    };
    let rows: Vec<Markup> = (0..count).map(row).collect();
    Block { width: rows.first().map_or(0, width), rows, middle }
}

/// Blocks side by side in lines of a width.
pub fn flow(blocks: Vec<Block>, most: usize) -> Vec<Markup> {
    let mut lines: Vec<Vec<Block>> = Vec::new();
    let mut used = 0;
    for block in blocks {
        match lines.last_mut() {
            Some(line) if used + GAP + block.width <= most => {
                used += GAP + block.width;
                line.push(block);
            }
            _ => {
                used = block.width;
                lines.push(vec![block]);
            }
        }
    }
    lines.iter().flat_map(|line| side_by_side(line)).collect()
}

fn side_by_side(blocks: &[Block]) -> Vec<Markup> {
    let above = blocks.iter().map(|block| block.middle).max().unwrap_or_default();
    let below =
        blocks.iter().map(|block| block.rows.len() - block.middle).max().unwrap_or_default();
    (0..above + below)
        .map(|index| {
            let mut line = Markup::new();
            for (place, block) in blocks.iter().enumerate() {
                if place > 0 {
                    line.push(Role::Text, " ".repeat(GAP));
                }
                let inside = index.checked_sub(above - block.middle);
                let row = inside.and_then(|inside| block.rows.get(inside)).cloned();
                line.extend(padded(row.unwrap_or_default(), block.width));
            }
            line
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEME: Theme = Theme {
        colours: crate::tui::theme::Colours::None,
        depth: crate::tui::theme::Depth::Indexed,
        unicode: true,
    };

    fn shown(values: &[(&str, Array)], most: usize) -> Vec<String> {
        let blocks = values.iter().flat_map(|(name, value)| blocks(name, value, THEME, most));
        let lines = flow(blocks.collect(), most);
        lines.iter().map(|line| line.to_string().trim_end().to_owned()).collect()
    }

    #[test]
    fn matrices_stand_side_by_side() {
        let x = Array::new(Shape::Matrix(3, 2), vec![1.0, -1.0, 0.5, 2.0, -1.0, 1.0]);
        let y = Array::new(Shape::Matrix(1, 2), vec![1.0, 0.25]);
        let values = [("X", x), ("y", y), ("m", Array::scalar(4.0))];
        assert_eq!(
            shown(&values, 50),
            ["    ⎡  1    −1 ⎤", "X = ⎢  0.5   2 ⎥   y = [ 1  0.25 ]   m = 4", "    ⎣ −1     1 ⎦",]
        );
        assert_eq!(shown(&values, 40).len(), 4);
    }

    #[test]
    fn wide_matrices_come_in_parts() {
        let wide = Array::new(Shape::Matrix(1, 6), (1..=6).map(f64::from).collect());
        let lines = shown(&[("x", wide)], 14);
        assert_eq!(lines[0], "x, columns 1 to 4 of 6:");
        assert_eq!(lines[1], "[ 1  2  3  4 ]");
        assert_eq!(lines[3], "[ 5  6 ]");
    }
}
