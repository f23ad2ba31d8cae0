//! The value of each operation on arrays; what is elementwise, on blocks of their entries.

mod blocked;
mod cores;
mod elementwise;
mod exponential;
mod product;
mod sums;
mod vectors;

use super::graph::Graph;
use super::op::{Axis, Map, NodeId, Op, Real, Reduce};
use super::shape::Shape;
pub use cores::cores;
use elementwise::larger;
pub use elementwise::{Entries, binary, copy, each, onto, pair, select};
pub use exponential::sigmoids;
pub use product::Product;
use sums::{dot, sums};

/// A value that lies somewhere: its shape and its entries, row by row.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The shape.
    pub shape: Shape,
    /// The entries.
    pub data: &'a [f64],
}

impl<'a> View<'a> {
    fn rows(self) -> impl ExactSizeIterator<Item = &'a [f64]> {
        self.data.chunks(self.shape.cols())
    }

    /// An entry of a value that is stretched where its size is 1.
    fn stretched(self, row: usize, col: usize) -> f64 {
        let row = if self.shape.rows() == 1 { 0 } else { row };
        let col = if self.shape.cols() == 1 { 0 } else { col };
        self.data[row * self.shape.cols() + col]
    }
}

/// The value that an operation reads in place of an operand: a matrix product reads what is
/// transposed as it lies, and the sum of squares needs no squares.
pub fn read_through(graph: &Graph, op: &Op, operand: NodeId) -> Option<NodeId> {
    match (op, &graph.node(operand).op) {
        (Op::MatMul(..), Op::Transpose(inner)) => Some(*inner),
        (Op::Reduce(Reduce::Sum | Reduce::Mean, Axis::All, _), Op::Map(Map::Square, inner)) => {
            Some(*inner)
        }
        _ => None,
    }
}

/// Computes the value of a node into `out`, given where its operands' values lie.
pub fn compute<'a>(graph: &Graph, id: NodeId, at: impl Fn(NodeId) -> View<'a>, out: &mut [f64]) {
    let node = graph.node(id);
    let shape = node.shape;
    match &node.op {
        Op::Constant(Real(value)) => out.fill(*value),
        Op::Eye => fill(out, shape, |row, col| f64::from(u8::from(row == col))),
        Op::Literal(entries) => {
            for (value, entry) in out.iter_mut().zip(entries) {
                *value = at(*entry).data[0];
            }
        }
        Op::Count(axis, a) => out[0] = axis.count(graph.shape(*a)) as f64,
        Op::Transpose(a) => {
            let a = at(*a);
            fill(out, shape, |row, col| a.data[col * a.shape.cols() + row]);
        }
        Op::Reduce(rule, axis, a) => {
            let a = at(*a);
            for (index, value) in out.iter_mut().enumerate() {
                *value = reduced(*rule, lane(*axis, a, index));
            }
        }
        Op::Softmax(axis, a) => {
            softmax(*axis, at(*a), |x, others| exponential::exp(x) / (1.0 + others), out);
        }
        Op::LogSoftmax(axis, a) => softmax(*axis, at(*a), |x, others| x - others.ln_1p(), out),
        Op::Pick(row, col, a) => {
            let a = at(*a);
            let chosen = |chosen: &Option<u32>, here| chosen.map_or(here, |index| index as usize);
            fill(out, shape, |i, j| a.data[chosen(row, i) * a.shape.cols() + chosen(col, j)]);
        }
        Op::Place(row, col, a) => {
            let a = at(*a);
            let here = |chosen: &Option<u32>, at| chosen.is_none_or(|index| index as usize == at);
            fill(
                out,
                shape,
                |i, j| {
                    if here(row, i) && here(col, j) { a.stretched(i, j) } else { 0.0 }
                },
            );
        }
        Op::Diagonal(a) => {
            let a = at(*a);
            fill(out, shape, |row, _| a.data[row * a.shape.cols() + row]);
        }
        Op::DiagonalMatrix(a) => {
            let a = at(*a);
            fill(out, shape, |row, col| if row == col { a.data[row] } else { 0.0 });
        }
        Op::Map(..) | Op::Binary(..) | Op::Where(..) | Op::Broadcast(_) | Op::MatMul(..) => {
            unreachable!("products and what is elementwise are steps of their own")
        }
        Op::Input(_) | Op::Name(..) | Op::Stop(_) => {
            unreachable!("inputs are given, and names are gone")
        }
    }
}

fn fill(out: &mut [f64], shape: Shape, value: impl Fn(usize, usize) -> f64) {
    for (row, entries) in out.chunks_mut(shape.cols()).enumerate() {
        for (col, entry) in entries.iter_mut().enumerate() {
            *entry = value(row, col);
        }
    }
}

/// The entries that `axis` makes one of, for the result's entry at `index`.
fn lane(axis: Axis, a: View<'_>, index: usize) -> impl Iterator<Item = f64> + Clone + '_ {
    let (start, step) = match axis {
        Axis::All => (0, 1),
        Axis::Rows => (index, a.shape.cols()),
        Axis::Cols => (index * a.shape.cols(), 1),
    };
    a.data[start..].iter().step_by(step).take(axis.count(a.shape)).copied()
}

/// The sum along an axis, or of all squares, or their mean.
pub fn add_up(axis: Axis, a: View, squares: bool, mean: bool, out: &mut [f64]) {
    if squares {
        out[0] = dot(a.data, a.data);
    } else {
        sums(axis, a, out);
    }
    if mean {
        let count = axis.count(a.shape) as f64;
        for value in out {
            *value /= count;
        }
    }
}

/// One entry of many, where the entries are not simply added.
fn reduced(rule: Reduce, entries: impl Iterator<Item = f64> + Clone) -> f64 {
    match rule {
        Reduce::Sum | Reduce::Mean => entries.sum(),
        Reduce::Max => entries.fold(f64::NEG_INFINITY, larger),
        Reduce::Min => -entries.map(|x| -x).fold(f64::NEG_INFINITY, larger),
        Reduce::LogSumExp => log_sum_exp(entries),
        Reduce::Norm => norm(entries),
    }
}

/// log Σ eˣ, its exponentials scaled by the largest.
fn log_sum_exp(entries: impl Iterator<Item = f64> + Clone) -> f64 {
    let (largest, others) = largest_and_others(entries);
    largest + others.ln_1p()
}

/// The largest x, and Σ e^(x − largest) over the others, which may be too small to be seen
/// beside the largest's own 1.
fn largest_and_others(entries: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let largest = entries.clone().fold(f64::NEG_INFINITY, larger);
    if !largest.is_finite() {
        return (largest, 0.0);
    }
    let place = entries.clone().position(|x| x == largest);
    let others = entries.enumerate().filter(|(at, _)| Some(*at) != place);
    (largest, others.map(|(_, x)| exponential::exp(x - largest)).sum())
}

/// √(Σ x²), its squares scaled by the largest.
fn norm(entries: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = entries.clone().map(f64::abs).fold(0.0, larger);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * entries.map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

/// A function of each entry, less the largest, and of what all but the largest add up to.
fn softmax(axis: Axis, a: View, value: impl Fn(f64, f64) -> f64, out: &mut [f64]) {
    let (rows, cols) = (a.shape.rows(), a.shape.cols());
    for index in 0..axis.reduced(a.shape).size() {
        let (largest, others) = largest_and_others(lane(axis, a, index));
        let (start, step, count) = match axis {
            Axis::All => (0, 1, rows * cols),
            Axis::Rows => (index, cols, rows),
            Axis::Cols => (index * cols, 1, cols),
        };
        for at in (start..).step_by(step).take(count) {
            out[at] = value(a.data[at] - largest, others);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::elementwise::map;
    use super::*;
    use crate::engine::op::{Binary, Map};

    #[test]
    fn stable_forms_stay_finite_at_both_ends() {
        for x in [-800.0, -40.0, 0.0, 40.0, 800.0] {
            for rule in [Map::Sigmoid, Map::Softplus, Map::LogSigmoid, Map::SechSquared] {
                assert!(map(rule, x).is_finite(), "{rule:?} at {x}");
            }
        }
        assert_eq!(map(Map::Sigmoid, -40.0), (-40.0_f64).exp());
        assert_eq!(map(Map::Softplus, 800.0), 800.0);
        let entries = [1e200, 1e200];
        assert_eq!(norm(entries.into_iter()), 1e200 * 2.0_f64.sqrt());
        assert_eq!(log_sum_exp([1000.0, 1000.0].into_iter()), 1000.0 + 2.0_f64.ln());
    }

    #[test]
    fn nan_is_never_dropped() {
        assert!(map(Map::Relu, f64::NAN).is_nan());
        for rule in [Binary::Maximum, Binary::Minimum] {
            assert!(pair(rule, f64::NAN, 1.0).is_nan());
            assert!(pair(rule, 1.0, f64::NAN).is_nan());
        }
        assert!(reduced(Reduce::Max, [1.0, f64::NAN, 2.0].into_iter()).is_nan());
        assert!(norm([1.0, f64::NAN, 2.0].into_iter()).is_nan());
    }
}
