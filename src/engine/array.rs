//! A value: a shape and its entries, row by row.

use super::shape::Shape;

/// A scalar or a matrix of `f64`.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    shape: Shape,
    data: Vec<f64>,
}

impl Array {
    /// A value of `shape` whose entries are given row by row.
    ///
    /// # Panics
    /// If there are more or fewer entries than the shape has.
    pub fn new(shape: Shape, data: Vec<f64>) -> Self {
        assert_eq!(shape.size(), data.len(), "{shape} cannot hold {} entries", data.len());
        Self { shape, data }
    }

    /// One number.
    pub fn scalar(value: f64) -> Self {
        Self { shape: Shape::Scalar, data: vec![value] }
    }

    /// A value of `shape` whose entries are all `value`.
    pub fn filled(shape: Shape, value: f64) -> Self {
        Self { shape, data: vec![value; shape.size()] }
    }

    /// A matrix from its rows; `None` if they differ in length or there is no entry.
    pub fn from_rows(rows: &[Vec<f64>]) -> Option<Self> {
        let cols = rows.first()?.len();
        let even = cols > 0 && rows.iter().all(|row| row.len() == cols);
        even.then(|| Self { shape: Shape::Matrix(rows.len(), cols), data: rows.concat() })
    }

    /// The shape.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The entries, row by row.
    pub fn data(&self) -> &[f64] {
        &self.data
    }

    /// The entries, row by row, to be changed.
    pub fn data_mut(&mut self) -> &mut [f64] {
        &mut self.data
    }

    /// The entries, row by row, kept.
    pub fn into_data(self) -> Vec<f64> {
        self.data
    }

    /// The entry at `row` and `col`, counted from 0.
    ///
    /// # Panics
    /// If there is no such entry.
    pub fn at(&self, row: usize, col: usize) -> f64 {
        assert!(col < self.shape.cols(), "column {col} of {}", self.shape);
        self.data[row * self.shape.cols() + col]
    }

    /// The rows, each a slice of its entries; a scalar is one row of one.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.data.chunks(self.shape.cols().max(1))
    }

    /// Rows and columns exchanged.
    pub fn transposed(&self) -> Self {
        let (rows, cols) = (self.shape.rows(), self.shape.cols());
        let data = (0..cols)
            .flat_map(|col| (0..rows).map(move |row| self.data[row * cols + col]))
            .collect();
        Self { shape: self.shape.transposed(), data }
    }

    /// Whether no entry is `nan` or infinite.
    pub fn is_finite(&self) -> bool {
        self.data.iter().all(|entry| entry.is_finite())
    }

    /// The largest of the entries' absolute values; 0 if there is none.
    pub fn largest(&self) -> f64 {
        self.data.iter().fold(0.0, |largest, entry| entry.abs().max(largest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        let array = Array::from_rows(&[vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]]).unwrap();
        assert_eq!(array.at(1, 0), 4.0);
        assert_eq!(array.transposed().data(), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        assert_eq!(array.transposed().transposed(), array);
    }

    #[test]
    fn ragged_and_empty_rows_make_no_array() {
        assert_eq!(Array::from_rows(&[vec![1.0], vec![2.0, 3.0]]), None);
        assert_eq!(Array::from_rows(&[vec![]]), None);
        assert_eq!(Array::from_rows(&[]), None);
    }
}
