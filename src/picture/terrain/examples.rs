//! The examples that a loss is the mean of, so that some of them can stand for all.
//!
//! A mini-batch keeps every shape: its examples take the places of the others, each as often.
//! Where the loss is a mean over examples, its value is then that of the mini-batch alone.

use crate::engine::{Array, Shape};
use crate::exercise::draw::random::Stream;

/// How far the mean of the single losses may be from the loss, in parts of it.
const TOLERANCE: f64 = 1e-9;

/// Which given values hold one example in each column, or in each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examples {
    inputs: Vec<usize>,
    in_columns: bool,
    count: usize,
}

impl Examples {
    /// Looks for the examples among data: values are examples if the loss is the mean of what
    /// it is for each of them alone, and differs from one to the other.
    pub(super) fn find(
        values: &[Array],
        data: &[usize],
        mut losses: impl FnMut(&[Array]) -> Vec<f64>,
    ) -> Option<Self> {
        let mut candidates: Vec<Self> = Vec::new();
        for in_columns in [true, false] {
            let count = |input: usize| count(values[input].shape(), in_columns);
            for place in data {
                let inputs: Vec<usize> =
                    data.iter().copied().filter(|other| count(*other) == count(*place)).collect();
                let candidate = Self { inputs, in_columns, count: count(*place) };
                if candidate.count > 1 && !candidates.contains(&candidate) {
                    candidates.push(candidate);
                }
            }
        }
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.inputs.len()));
        let whole = losses(values);
        candidates.into_iter().find(|candidate| {
            let mut sums = vec![0.0; whole.len()];
            let mut differ = false;
            let mut first = None;
            for example in 0..candidate.count {
                let alone = losses(&candidate.only(values, &[example]));
                sums.iter_mut().zip(&alone).for_each(|(sum, loss)| *sum += loss);
                differ |= first.get_or_insert_with(|| alone.clone()) != &alone;
            }
            differ
                && sums.iter().zip(&whole).all(|(sum, whole)| {
                    (sum / candidate.count as f64 - whole).abs() <= TOLERANCE * whole.abs()
                })
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many are in a mini-batch: the largest part of them that all can be dealt in.
    pub fn batch(&self) -> usize {
        (1..self.count).rev().find(|size| self.count.is_multiple_of(*size)).unwrap_or(1)
    }

    /// The examples of a mini-batch, counted from 0. Each round deals all of them anew.
    pub fn deal(&self, seed: u64, step: usize) -> Vec<usize> {
        let size = self.batch();
        let rounds = self.count / size;
        let mut stream = Stream::new(seed, (step / rounds) as u64, "mini-batches");
        let mut order: Vec<usize> = (0..self.count).collect();
        for last in (1..self.count).rev() {
            let other = usize::try_from(stream.below(last as u64 + 1)).unwrap_or(last);
            order.swap(last, other);
        }
        order[(step % rounds) * size..][..size].to_vec()
    }

    /// The values with some examples in the places of all.
    pub(super) fn only(&self, values: &[Array], batch: &[usize]) -> Vec<Array> {
        let mut values = values.to_vec();
        for input in &self.inputs {
            let all = values[*input].clone();
            let (rows, cols) = (all.shape().rows(), all.shape().cols());
            let chosen = |place: usize| batch[place % batch.len()];
            let data = values[*input].data_mut();
            for row in 0..rows {
                for col in 0..cols {
                    let from =
                        if self.in_columns { (row, chosen(col)) } else { (chosen(row), col) };
                    data[row * cols + col] = all.data()[from.0 * cols + from.1];
                }
            }
        }
        values
    }
}

fn count(shape: Shape, in_columns: bool) -> usize {
    if in_columns { shape.cols() } else { shape.rows() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_deals_all_examples_once() {
        let examples = Examples { inputs: vec![0], in_columns: true, count: 6 };
        assert_eq!(examples.batch(), 3);
        let mut rounds = Vec::new();
        for round in 0..8 {
            let both: Vec<Vec<usize>> =
                (0..2).map(|step| examples.deal(7, 2 * round + step)).collect();
            let mut all = both.concat();
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2, 3, 4, 5]);
            rounds.push(both);
        }
        assert!(rounds.iter().any(|round| *round != rounds[0]), "each round deals anew");
        assert_eq!(rounds[3][1], examples.deal(7, 7), "the same seed deals the same");
        let prime = Examples { count: 5, ..examples };
        assert_eq!(prime.batch(), 1);
    }
}
