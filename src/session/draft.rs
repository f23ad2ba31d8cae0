//! An answer that is being given: a line, a grid of cells, or options to choose from.

pub mod extent;

use super::line::Line;
use super::mending::Mending;
use crate::engine::Shape;
use crate::exercise::{Key, Question, Task, Variant};
use crate::grading::Answer;

/// An answer that is being given.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    /// A number or a shape.
    Field(Line),
    /// A matrix.
    Grid(Grid),
    /// Some of several options.
    Options(Options),
    /// A line of a backward pass, and its right value.
    Mend(Box<Mending>),
}

impl Draft {
    /// An empty answer to a question.
    pub fn new(question: &Question, variant: &Variant) -> Self {
        if let Some(mend) = variant.mend(question) {
            return Self::Mend(Box::new(Mending::new(mend)));
        }
        match (variant.key(question), &question.task) {
            (_, Task::Formula { .. }) => Self::Field(Line::default()),
            (Key::Array(key), _) => match key.shape() {
                Shape::Scalar => Self::Field(Line::default()),
                Shape::Matrix(rows, cols) => {
                    Self::Grid(Grid::new(rows, cols, question.entries.as_deref()))
                }
            },
            (_, Task::Choice { options, .. }) => Self::Options(Options::new(options.len())),
            _ => Self::Field(Line::default()),
        }
    }

    /// Whether what was typed elsewhere has the same form.
    pub fn has_room_for(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field(_), Self::Field(_)) => true,
            (Self::Grid(one), Self::Grid(two)) => {
                (one.rows, one.cols, &one.asked) == (two.rows, two.cols, &two.asked)
            }
            (Self::Options(one), Self::Options(two)) => one.chosen.len() == two.chosen.len(),
            _ => false,
        }
    }

    /// What is graded.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Field(line) => Answer::Text(line.text().to_owned()),
            Self::Grid(grid) => Answer::Cells(grid.texts()),
            Self::Options(options) => Answer::Options(options.chosen()),
            Self::Mend(mending) => mending.answer(),
        }
    }

    /// What is typed: the answer itself, or the value of the line that is named.
    pub fn typed(&self) -> Option<&Self> {
        match self {
            Self::Mend(mending) => mending.value(),
            Self::Options(_) => None,
            Self::Field(_) | Self::Grid(_) => Some(self),
        }
    }

    /// The cells that are typed, if there are any.
    pub fn grid_mut(&mut self) -> Option<&mut Grid> {
        match self {
            Self::Grid(grid) => Some(grid),
            Self::Mend(mending) => mending.value_mut()?.grid_mut(),
            Self::Field(_) | Self::Options(_) => None,
        }
    }

    /// Whether nothing was typed or chosen.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Field(line) => line.is_blank(),
            Self::Grid(grid) => grid.cells.iter().all(Line::is_blank),
            Self::Options(options) => options.chosen().is_empty(),
            Self::Mend(mending) => mending.value().is_none(),
        }
    }

    /// The line that typing goes to.
    pub fn line(&self) -> Option<&Line> {
        match self {
            Self::Field(line) => Some(line),
            Self::Grid(grid) => Some(grid.current()),
            Self::Mend(mending) => mending.value()?.line(),
            Self::Options(_) => None,
        }
    }

    /// The line that typing goes to, to be changed.
    pub fn line_mut(&mut self) -> Option<&mut Line> {
        match self {
            Self::Field(line) => Some(line),
            Self::Grid(grid) => Some(grid.current_mut()),
            Self::Mend(mending) => mending.value_mut()?.line_mut(),
            Self::Options(_) => None,
        }
    }
}

/// The cells of a matrix, of which some may not be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    rows: usize,
    cols: usize,
    cells: Vec<Line>,
    asked: Vec<bool>,
    /// The cell that typing goes to, one that is asked for.
    at: usize,
}

/// A way to go in a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To a row above.
    Up,
    /// To a row below.
    Down,
    /// To a column before.
    Left,
    /// To a column behind.
    Right,
}

impl Grid {
    /// Empty cells; only the entries that are asked for, or all, can be typed.
    pub fn new(rows: usize, cols: usize, entries: Option<&[(usize, usize)]>) -> Self {
        let mut asked = vec![entries.is_none(); rows * cols];
        for (row, col) in entries.unwrap_or_default() {
            asked[row * cols + col] = true;
        }
        let at = asked.iter().position(|asked| *asked).unwrap_or_default();
        Self { rows, cols, cells: vec![Line::default(); rows * cols], asked, at }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns there are.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The row and column, from 0, of the cell that typing goes to.
    pub fn place(&self) -> (usize, usize) {
        (self.at / self.cols, self.at % self.cols)
    }

    /// A cell by its row and column, from 0.
    pub fn cell(&self, row: usize, col: usize) -> &Line {
        &self.cells[row * self.cols + col]
    }

    /// Whether a cell is asked for.
    pub fn is_asked(&self, row: usize, col: usize) -> bool {
        self.asked[row * self.cols + col]
    }

    /// The cell that typing goes to.
    pub fn current(&self) -> &Line {
        &self.cells[self.at]
    }

    fn current_mut(&mut self) -> &mut Line {
        &mut self.cells[self.at]
    }

    /// The cells as typed, row by row.
    pub fn texts(&self) -> Vec<Vec<String>> {
        let texts = |row: &[Line]| row.iter().map(|cell| cell.text().to_owned()).collect();
        self.cells.chunks(self.cols).map(texts).collect()
    }

    /// Fills the cells that are asked for; `rows` has the grid's shape.
    pub fn fill(&mut self, rows: &[Vec<String>]) {
        for (index, text) in rows.iter().flatten().enumerate().take(self.cells.len()) {
            if self.asked[index] {
                self.cells[index].clear();
                self.cells[index].insert(text.trim());
            }
        }
    }

    /// Puts texts into the cells that are asked for, exactly as they are.
    pub(super) fn put(&mut self, rows: &[Vec<String>]) {
        for (row, texts) in rows.iter().enumerate().take(self.rows) {
            for (col, text) in texts.iter().enumerate().take(self.cols) {
                if self.is_asked(row, col) {
                    self.cells[row * self.cols + col] = Line::new(text);
                }
            }
        }
    }

    /// Puts the text of the current cell into every cell that is asked for and empty.
    pub fn fill_empty(&mut self) {
        let text = self.current().text().to_owned();
        for (cell, _) in self.cells.iter_mut().zip(&self.asked).filter(|(_, asked)| **asked) {
            if cell.is_blank() {
                *cell = Line::new(&text);
            }
        }
    }

    /// Empties every cell.
    pub fn clear(&mut self) {
        self.cells.iter_mut().for_each(Line::clear);
    }

    /// Goes to a cell by its row and column, from 0, if it is asked for.
    pub fn visit(&mut self, row: usize, col: usize) {
        let asked = row < self.rows && col < self.cols && self.is_asked(row, col);
        self.move_to(asked.then_some(row * self.cols + col));
    }

    /// Goes to the nearest cell in a direction, if there is one.
    pub fn go(&mut self, direction: Direction) -> bool {
        let (row, col) = self.place();
        let distance = |index: usize| -> Option<(usize, usize)> {
            let (to_row, to_col) = (index / self.cols, index % self.cols);
            let (along, across) = match direction {
                Direction::Up => (row.checked_sub(to_row)?, col.abs_diff(to_col)),
                Direction::Down => (to_row.checked_sub(row)?, col.abs_diff(to_col)),
                Direction::Left => (col.checked_sub(to_col)?, row.abs_diff(to_row)),
                Direction::Right => (to_col.checked_sub(col)?, row.abs_diff(to_row)),
            };
            (along > 0).then_some((along, across))
        };
        let cells = (0..self.cells.len()).filter(|index| self.asked[*index]);
        let nearest = cells.filter_map(|index| Some((distance(index)?, index))).min();
        self.move_to(nearest.map(|(_, index)| index))
    }

    /// Goes to the next cell in reading order, from the last to the first.
    pub fn next(&mut self) {
        let next = self.round().find(|index| self.asked[*index]);
        self.move_to(next);
    }

    /// Goes to the cell before in reading order, from the first to the last.
    pub fn previous(&mut self) {
        let previous = self.round().filter(|index| self.asked[*index]).last();
        self.move_to(previous);
    }

    /// Goes to the next cell that is asked for and empty.
    pub fn next_empty(&mut self) -> bool {
        let empty = self.empty();
        self.move_to(empty)
    }

    /// The next other cell that is asked for and empty.
    pub fn empty(&self) -> Option<usize> {
        self.round().find(|index| self.asked[*index] && self.cells[*index].is_blank())
    }

    /// All other cells in reading order, beginning behind the current one.
    fn round(&self) -> impl Iterator<Item = usize> + use<> {
        (self.at + 1..self.cells.len()).chain(0..self.at)
    }

    fn move_to(&mut self, index: Option<usize>) -> bool {
        if let Some(index) = index {
            self.at = index;
            self.cells[index].last();
        }
        index.is_some()
    }
}

/// Options, some of them chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    chosen: Vec<bool>,
    at: usize,
}

impl Options {
    /// Options of which none is chosen.
    pub fn new(count: usize) -> Self {
        Self { chosen: vec![false; count], at: 0 }
    }

    /// The option under the cursor, counted from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The options that are chosen, counted from 0, in ascending order.
    pub fn chosen(&self) -> Vec<usize> {
        (0..self.chosen.len()).filter(|option| self.chosen[*option]).collect()
    }

    /// Chooses an option, or chooses it no longer.
    pub fn toggle(&mut self, option: usize) {
        if let Some(chosen) = self.chosen.get_mut(option) {
            *chosen = !*chosen;
            self.at = option;
        }
    }

    /// Moves the cursor to the option above.
    pub fn up(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Moves the cursor to the option below.
    pub fn down(&mut self) {
        self.at = (self.at + 1).min(self.chosen.len().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_walked_in_reading_order_and_by_arrows() {
        let mut grid = Grid::new(2, 2, None);
        grid.next();
        assert_eq!(grid.place(), (0, 1));
        assert!(grid.go(Direction::Down) && !grid.go(Direction::Down));
        assert_eq!(grid.place(), (1, 1));
        grid.next();
        assert_eq!(grid.place(), (0, 0));
        grid.previous();
        assert_eq!(grid.place(), (1, 1));
    }

    #[test]
    fn only_cells_that_are_asked_for_are_entered() {
        let mut grid = Grid::new(3, 2, Some(&[(0, 1), (2, 0)]));
        assert_eq!(grid.place(), (0, 1));
        assert!(grid.go(Direction::Down));
        assert_eq!(grid.place(), (2, 0));
        assert!(grid.go(Direction::Right));
        assert_eq!(grid.place(), (0, 1));
        let rows = vec![vec!["1".to_owned(); 2]; 3];
        grid.fill(&rows);
        assert_eq!(grid.texts(), [["", "1"], ["", ""], ["1", ""]]);
        assert!(!grid.next_empty());
    }

    #[test]
    fn options_are_chosen_and_dropped() {
        let mut options = Options::new(3);
        options.toggle(2);
        options.toggle(0);
        options.toggle(7);
        assert_eq!(options.chosen(), [0, 2]);
        options.toggle(2);
        options.down();
        assert_eq!((options.chosen(), options.at()), (vec![0], 2));
    }
}
