//! Formulas in two dimensions: fractions one above the other, powers raised, matrices in rows.

use unicode_width::UnicodeWidthStr;

use super::setting::Setting;
use super::unicode;

/// Lines of equal width, one of which is in line with what stands beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The lines, from the top.
    pub lines: Vec<String>,
    /// Which line is in line with its neighbours.
    pub baseline: usize,
}

/// Corners, sides and middles of tall brackets: the left ones, then the right ones.
struct Fence([&'static str; 3], [&'static str; 3]);

const ROUND: Fence = Fence(["⎛", "⎜", "⎝"], ["⎞", "⎟", "⎠"]);
const SQUARE: Fence = Fence(["⎡", "⎢", "⎣"], ["⎤", "⎥", "⎦"]);
const DOUBLE: Fence = Fence(["‖", "‖", "‖"], ["‖", "‖", "‖"]);
const SINGLE: Fence = Fence(["│", "│", "│"], ["│", "│", "│"]);

/// The formula in two dimensions.
pub fn write(setting: &Setting) -> Block {
    match setting {
        Setting::Row(parts) => Block::beside(parts.iter().map(write)),
        Setting::Brackets(inner) => write(inner).fenced("(", ")", &ROUND),
        Setting::Norm(inner) => write(inner).fenced("‖", "‖", &DOUBLE),
        Setting::Absolute(inner) => write(inner).fenced("|", "|", &SINGLE),
        Setting::Ratio(above, below) => {
            let below = Block::beside(spaced(below, " ").into_iter());
            Block::fraction(&Block::text(above), &below)
        }
        Setting::Fraction(above, below) => {
            let below = Block::beside(spaced(Setting::bare_product(below), " ⊙ ").into_iter());
            Block::fraction(&write(above.bare()), &below)
        }
        Setting::Power(base, exponent) => match (write(base), write(exponent)) {
            (base, exponent)
                if base.is_line() && matches!(exponent.lines[0].as_str(), "2" | "3") =>
            {
                Block::text(&unicode::write(setting))
            }
            (base, exponent) => base.raised(&exponent),
        },
        Setting::Transposed(inner) => write(inner).raised_by("ᵀ"),
        Setting::Function(name, arguments) => {
            let arguments = Block::beside(spaced(arguments, ", ").into_iter());
            let name = Block::text(unicode::function(name));
            Block::beside([name, arguments.fenced("(", ")", &ROUND)].into_iter())
        }
        Setting::Matrix(rows) => Block::matrix(rows),
        _ => Block::text(&unicode::write(setting)),
    }
}

/// Parts with a separator between them.
fn spaced(parts: &[Setting], separator: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for part in parts {
        if !blocks.is_empty() {
            blocks.push(Block::text(separator));
        }
        blocks.push(write(part));
    }
    blocks
}

impl Block {
    fn text(text: &str) -> Self {
        Self { lines: vec![text.to_owned()], baseline: 0 }
    }

    fn is_line(&self) -> bool {
        self.lines.len() == 1
    }

    /// The width in columns.
    pub fn width(&self) -> usize {
        self.lines.iter().map(|line| line.width()).max().unwrap_or(0)
    }

    /// The lines, each as wide as the widest.
    fn padded(self) -> Self {
        let width = self.width();
        let pad = |line: String| {
            let missing = width - line.width();
            line + &" ".repeat(missing)
        };
        Self { lines: self.lines.into_iter().map(pad).collect(), ..self }
    }

    /// Blocks side by side, their baselines in one line.
    fn beside(blocks: impl Iterator<Item = Self>) -> Self {
        let blocks: Vec<_> = blocks.map(Self::padded).collect();
        let above = blocks.iter().map(|block| block.baseline).max().unwrap_or(0);
        let below = blocks.iter().map(|block| block.lines.len() - block.baseline).max();
        let mut lines = vec![String::new(); above + below.unwrap_or(1)];
        for block in &blocks {
            let width = block.width();
            let top = above - block.baseline;
            for (row, line) in lines.iter_mut().enumerate() {
                match row.checked_sub(top).and_then(|row| block.lines.get(row)) {
                    Some(part) => line.push_str(part),
                    None => line.push_str(&" ".repeat(width)),
                }
            }
        }
        Self { lines, baseline: above }
    }

    /// One block over another, a line between them.
    fn fraction(above: &Self, below: &Self) -> Self {
        let width = above.width().max(below.width());
        let centred = |line: &String| {
            let missing = width - line.width();
            let left = missing / 2;
            format!("{}{line}{}", " ".repeat(left), " ".repeat(missing - left))
        };
        let mut lines: Vec<_> = above.lines.iter().map(centred).collect();
        lines.push("─".repeat(width));
        lines.extend(below.lines.iter().map(centred));
        Self { lines, baseline: above.lines.len() }
    }

    /// A fence around the block, as tall as it is.
    fn fenced(self, open: &str, close: &str, fence: &Fence) -> Self {
        if self.is_line() {
            return Self::text(&format!("{open}{}{close}", self.lines[0]));
        }
        let block = self.padded();
        let last = block.lines.len() - 1;
        let side = |signs: &[&'static str; 3], row: usize| match row {
            0 => signs[0],
            row if row == last => signs[2],
            _ => signs[1],
        };
        let lines = block
            .lines
            .iter()
            .enumerate()
            .map(|(row, line)| format!("{}{line}{}", side(&fence.0, row), side(&fence.1, row)));
        Self { lines: lines.collect(), baseline: block.baseline }
    }

    /// The exponent at the upper right.
    fn raised(self, exponent: &Self) -> Self {
        let base = self.padded();
        let (width, right) = (base.width(), exponent.width());
        let height = exponent.lines.len();
        let mut lines: Vec<_> =
            exponent.lines.iter().map(|line| " ".repeat(width) + line).collect();
        lines.extend(base.lines.iter().map(|line| line.clone() + &" ".repeat(right)));
        Self { lines, baseline: base.baseline + height }.padded()
    }

    /// A small sign at the upper right, on the first line.
    fn raised_by(self, sign: &str) -> Self {
        let mut block = self.padded();
        block.lines[0].push_str(sign);
        block.padded()
    }

    /// Entries in rows and aligned columns, in square brackets.
    fn matrix(rows: &[Vec<Setting>]) -> Self {
        let cells: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(unicode::write).collect()).collect();
        let cols = cells.first().map_or(0, Vec::len);
        let width = |col: usize| cells.iter().map(|row| row[col].width()).max().unwrap_or(0);
        let widths: Vec<_> = (0..cols).map(width).collect();
        let lines = cells.iter().map(|row| {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| " ".repeat(width - cell.width()) + cell);
            format!(" {} ", cells.collect::<Vec<_>>().join("  "))
        });
        let block = Self { lines: lines.collect(), baseline: rows.len() / 2 };
        block.fenced("[", "]", &SQUARE)
    }
}
