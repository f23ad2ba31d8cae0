//! Shapes: a value is a scalar or a matrix, and there are no other ranks.

use std::fmt;

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    /// One number, written `[]`.
    Scalar,
    /// Rows and columns, written `[rows, cols]`; a row vector is `[1, n]`.
    Matrix(usize, usize),
}

impl Shape {
    /// The number of rows; 1 for a scalar.
    pub fn rows(self) -> usize {
        match self {
            Self::Scalar => 1,
            Self::Matrix(rows, _) => rows,
        }
    }

    /// The number of columns; 1 for a scalar.
    pub fn cols(self) -> usize {
        match self {
            Self::Scalar => 1,
            Self::Matrix(_, cols) => cols,
        }
    }

    /// The number of entries.
    pub fn size(self) -> usize {
        self.rows() * self.cols()
    }

    /// Whether this is a scalar; a `[1, 1]` matrix is not.
    pub fn is_scalar(self) -> bool {
        self == Self::Scalar
    }

    /// The shape of the transpose.
    pub fn transposed(self) -> Self {
        match self {
            Self::Scalar => Self::Scalar,
            Self::Matrix(rows, cols) => Self::Matrix(cols, rows),
        }
    }

    /// The sizes as a list: none for a scalar, two for a matrix.
    pub fn dimensions(self) -> Vec<usize> {
        match self {
            Self::Scalar => Vec::new(),
            Self::Matrix(rows, cols) => vec![rows, cols],
        }
    }

    /// The shape of an elementwise operation on two values, one stretched to the other where
    /// a size is 1; `None` where no stretching fits, and for a row with a column, which would
    /// stretch both.
    pub fn broadcast(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Scalar, shape) | (shape, Self::Scalar) => Some(shape),
            (a, b) if a.stretches_to(b) => Some(b),
            (a, b) if b.stretches_to(a) => Some(a),
            _ => None,
        }
    }

    /// Whether a value of this shape can be stretched to `target`.
    pub fn stretches_to(self, target: Self) -> bool {
        let fits = |from: usize, to: usize| from == to || from == 1;
        match (self, target) {
            (Self::Scalar, _) => true,
            (Self::Matrix(..), Self::Scalar) => false,
            (Self::Matrix(r, c), Self::Matrix(rows, cols)) => fits(r, rows) && fits(c, cols),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar => write!(formatter, "[]"),
            Self::Matrix(rows, cols) => write!(formatter, "[{rows}, {cols}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shape::{Matrix, Scalar};

    #[test]
    fn one_operand_is_stretched_and_never_both() {
        assert_eq!(Matrix(3, 4).broadcast(Matrix(3, 1)), Some(Matrix(3, 4)));
        assert_eq!(Matrix(1, 4).broadcast(Matrix(3, 4)), Some(Matrix(3, 4)));
        assert_eq!(Matrix(1, 1).broadcast(Matrix(3, 4)), Some(Matrix(3, 4)));
        assert_eq!(Scalar.broadcast(Matrix(1, 1)), Some(Matrix(1, 1)));
        assert_eq!(Matrix(1, 4).broadcast(Matrix(3, 1)), None);
        assert_eq!(Matrix(2, 4).broadcast(Matrix(3, 4)), None);
    }

    #[test]
    fn a_matrix_of_one_entry_is_no_scalar() {
        assert_ne!(Matrix(1, 1), Scalar);
        assert!(!Matrix(1, 1).stretches_to(Scalar));
        assert_eq!(Matrix(1, 1).size(), Scalar.size());
    }
}
