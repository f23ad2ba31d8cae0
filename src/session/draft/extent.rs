//! How much of an answer is there.

use super::{Draft, Grid};

/// How much of an answer is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Nothing.
    Nothing,
    /// Some cells are empty.
    Part,
    /// All that is asked for.
    Whole,
}

impl Draft {
    /// How much of the answer is there.
    pub fn extent(&self) -> Extent {
        match self.typed() {
            _ if self.is_blank() => Extent::Nothing,
            Some(Self::Grid(grid)) if grid.has_gap() => Extent::Part,
            Some(Self::Field(line)) if line.is_blank() => Extent::Part,
            _ => Extent::Whole,
        }
    }
}

impl Grid {
    /// Whether a cell that is asked for is empty.
    fn has_gap(&self) -> bool {
        self.cells.iter().zip(&self.asked).any(|(cell, asked)| *asked && cell.is_blank())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::*;
    use crate::grading::Answer;

    #[test]
    fn what_was_typed_is_there_again() {
        let mut grid = Draft::Grid(Grid::new(2, 2, Some(&[(0, 1), (1, 0)])));
        assert_eq!(grid.extent(), Extent::Nothing);
        let cells = |a: &str, b: &str| {
            Answer::Cells(vec![
                vec![String::new(), a.to_owned()],
                vec![b.to_owned(), String::new()],
            ])
        };
        grid.put(&cells(" 2/3", ""));
        assert_eq!((grid.answer(), grid.extent()), (cells(" 2/3", ""), Extent::Part));
        grid.put(&cells("1", "2"));
        assert_eq!(grid.extent(), Extent::Whole);
        grid.put(&Answer::Text("3".to_owned()));
        assert_eq!(grid.answer(), cells("1", "2"), "an answer of another kind changes nothing");
        let mut options = Draft::Options(Options::new(3));
        options.put(&Answer::Options(vec![0, 2]));
        assert_eq!(options.answer(), Answer::Options(vec![0, 2]));
    }
}
