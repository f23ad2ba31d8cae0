//! The value of each operation on arrays.

use super::array::Array;
use super::op::{Axis, Binary, Map, Op, Real, Reduce};
use super::shape::Shape;

/// The value of `op`, of `shape`, on the values of its operands in their order.
pub fn compute(op: &Op, shape: Shape, operands: &[&Array]) -> Array {
    match (op, operands) {
        (Op::Constant(Real(value)), _) => Array::filled(shape, *value),
        (Op::Eye, _) => eye(shape),
        (Op::Literal(_), entries) => {
            Array::new(shape, entries.iter().map(|entry| entry.data()[0]).collect())
        }
        (Op::Count(axis, _), [a]) => Array::scalar(axis.count(a.shape()) as f64),
        (Op::Map(rule, _), [a]) => {
            let rule = *rule;
            Array::new(shape, a.data().iter().map(|x| map(rule, *x)).collect())
        }
        (Op::Binary(rule, ..), [a, b]) => binary(*rule, shape, a, b),
        (Op::Where(..), [condition, a, b]) => {
            let at = |array: &Array, row, col| entry(array, row, col);
            fill(shape, |row, col| {
                let holds = at(condition, row, col) != 0.0;
                at(if holds { a } else { b }, row, col)
            })
        }
        (Op::MatMul(..), [a, b]) => matmul(shape, a, b),
        (Op::Transpose(_), [a]) => a.transposed(),
        (Op::Reduce(rule, axis, _), [a]) => reduce(*rule, *axis, shape, a),
        (Op::Softmax(axis, _), [a]) => softmax(*axis, a, |x, log_sum| (x - log_sum).exp()),
        (Op::LogSoftmax(axis, _), [a]) => softmax(*axis, a, |x, log_sum| x - log_sum),
        (Op::Broadcast(_), [a]) => fill(shape, |row, col| entry(a, row, col)),
        (Op::Pick(row, col, _), [a]) => {
            let at = |chosen: Option<u32>, here| chosen.map_or(here, |index| index as usize);
            fill(shape, |i, j| a.at(at(*row, i), at(*col, j)))
        }
        (Op::Place(row, col, _), [a]) => {
            let here = |chosen: Option<u32>, at| chosen.is_none_or(|index| index as usize == at);
            fill(shape, |i, j| if here(*row, i) && here(*col, j) { entry(a, i, j) } else { 0.0 })
        }
        (Op::Diagonal(_), [a]) => fill(shape, |row, _| a.at(row, row)),
        (Op::DiagonalMatrix(_), [a]) => {
            fill(shape, |row, col| if row == col { a.at(row, 0) } else { 0.0 })
        }
        (Op::Name(..) | Op::Stop(_), [a]) => (*a).clone(),
        _ => unreachable!("{op:?} is no computation on {} values", operands.len()),
    }
}

fn fill(shape: Shape, value: impl Fn(usize, usize) -> f64) -> Array {
    let mut data = Vec::with_capacity(shape.size());
    for row in 0..shape.rows() {
        data.extend((0..shape.cols()).map(|col| value(row, col)));
    }
    Array::new(shape, data)
}

fn eye(shape: Shape) -> Array {
    fill(shape, |row, col| f64::from(u8::from(row == col)))
}

/// An entry of a value that is stretched where its size is 1.
fn entry(array: &Array, row: usize, col: usize) -> f64 {
    let shape = array.shape();
    let row = if shape.rows() == 1 { 0 } else { row };
    let col = if shape.cols() == 1 { 0 } else { col };
    array.data()[row * shape.cols() + col]
}

/// The value of an elementwise operation.
pub fn map(rule: Map, x: f64) -> f64 {
    match rule {
        Map::Negate => -x,
        Map::Exp => x.exp(),
        Map::Log => x.ln(),
        Map::Log2 => x.log2(),
        Map::Log10 => x.log10(),
        Map::Log1p => x.ln_1p(),
        Map::Expm1 => x.exp_m1(),
        Map::Sqrt => x.sqrt(),
        Map::Abs => x.abs(),
        Map::Sign => {
            if x == 0.0 {
                0.0
            } else {
                x.signum()
            }
        }
        Map::Sin => x.sin(),
        Map::Cos => x.cos(),
        Map::Tan => x.tan(),
        Map::Asin => x.asin(),
        Map::Acos => x.acos(),
        Map::Atan => x.atan(),
        Map::Sinh => x.sinh(),
        Map::Cosh => x.cosh(),
        Map::Tanh => x.tanh(),
        Map::SechSquared => sech_squared(x),
        Map::Sigmoid => sigmoid(x),
        Map::LogSigmoid => -softplus(-x),
        Map::Softplus => softplus(x),
        Map::Relu => {
            if x.is_nan() || x > 0.0 {
                x
            } else {
                0.0
            }
        }
        Map::Gelu => x * normal_cdf(x),
        Map::NormalCdf => normal_cdf(x),
        Map::Step => {
            if x.is_nan() {
                x
            } else {
                f64::from(u8::from(x > 0.0))
            }
        }
        Map::Square => x * x,
    }
}

/// 1/(1 + e⁻ˣ), whose exponential never overflows.
fn sigmoid(x: f64) -> f64 {
    let small = (-x.abs()).exp();
    if x < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) }
}

/// log(1 + eˣ), whose exponential never overflows.
fn softplus(x: f64) -> f64 {
    let rest = (-x.abs()).exp().ln_1p();
    if x > 0.0 { x + rest } else { rest }
}

/// 1/cosh²(x) = 4 e⁻²ˣ / (1 + e⁻²ˣ)², whose exponential never overflows.
fn sech_squared(x: f64) -> f64 {
    let small = (-2.0 * x.abs()).exp();
    let sum = 1.0 + small;
    4.0 * small / (sum * sum)
}

fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value of an elementwise operation on two numbers.
pub fn pair(rule: Binary, a: f64, b: f64) -> f64 {
    let truth = |holds: bool| f64::from(u8::from(holds));
    match rule {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        Binary::Power => power(a, b),
        Binary::Maximum => larger(a, b),
        Binary::Minimum => -larger(-a, -b),
        Binary::Less => truth(a < b),
        Binary::LessEqual => truth(a <= b),
        Binary::Greater => truth(a > b),
        Binary::GreaterEqual => truth(a >= b),
        Binary::Equal => truth(a == b),
        Binary::NotEqual => truth(a != b),
        Binary::XLogY => {
            if a == 0.0 {
                0.0
            } else {
                a * b.ln()
            }
        }
        Binary::XOverY => {
            if a == 0.0 {
                0.0
            } else {
                a / b
            }
        }
        Binary::LeakyRelu => {
            if a > 0.0 {
                a
            } else {
                b * a
            }
        }
        Binary::Elu => {
            if a > 0.0 {
                a
            } else {
                b * a.exp_m1()
            }
        }
    }
}

/// aᵇ; small whole powers by multiplication.
fn power(a: f64, b: f64) -> f64 {
    match b {
        3.0 => a * a * a,
        -1.0 => 1.0 / a,
        _ => a.powf(b),
    }
}

/// The larger of two; `nan` if one of them is.
fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

fn binary(rule: Binary, shape: Shape, a: &Array, b: &Array) -> Array {
    if a.shape() == b.shape() {
        let pairs = a.data().iter().zip(b.data());
        return Array::new(shape, pairs.map(|(x, y)| pair(rule, *x, *y)).collect());
    }
    fill(shape, |row, col| pair(rule, entry(a, row, col), entry(b, row, col)))
}

fn matmul(shape: Shape, a: &Array, b: &Array) -> Array {
    let cols = shape.cols();
    let mut data = vec![0.0; shape.size()];
    for (row, sums) in a.rows().zip(data.chunks_mut(cols.max(1))) {
        for (factor, other) in row.iter().zip(b.rows()) {
            for (sum, entry) in sums.iter_mut().zip(other) {
                *sum += factor * entry;
            }
        }
    }
    Array::new(shape, data)
}

/// The entries that `axis` makes one of, for the result's entry at `index`.
fn lane(axis: Axis, a: &Array, index: usize) -> impl Iterator<Item = f64> + Clone + '_ {
    let (start, step) = match axis {
        Axis::All => (0, 1),
        Axis::Rows => (index, a.shape().cols()),
        Axis::Cols => (index * a.shape().cols(), 1),
    };
    a.data()[start..].iter().step_by(step).take(axis.count(a.shape())).copied()
}

fn reduce(rule: Reduce, axis: Axis, shape: Shape, a: &Array) -> Array {
    let one = |index| reduced(rule, lane(axis, a, index), axis.count(a.shape()));
    Array::new(shape, (0..shape.size()).map(one).collect())
}

fn reduced(rule: Reduce, entries: impl Iterator<Item = f64> + Clone, count: usize) -> f64 {
    match rule {
        Reduce::Sum => entries.sum(),
        Reduce::Mean => entries.sum::<f64>() / count as f64,
        Reduce::Max => entries.fold(f64::NEG_INFINITY, larger),
        Reduce::Min => -entries.map(|x| -x).fold(f64::NEG_INFINITY, larger),
        Reduce::LogSumExp => log_sum_exp(entries),
        Reduce::Norm => norm(entries),
    }
}

/// log Σ eˣ, its exponentials scaled by the largest.
fn log_sum_exp(entries: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = entries.clone().fold(f64::NEG_INFINITY, larger);
    if largest.is_infinite() {
        return largest;
    }
    largest + entries.map(|x| (x - largest).exp()).sum::<f64>().ln()
}

/// √(Σ x²), its squares scaled by the largest.
fn norm(entries: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = entries.clone().map(f64::abs).fold(0.0, larger);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * entries.map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

fn softmax(axis: Axis, a: &Array, value: impl Fn(f64, f64) -> f64) -> Array {
    let sums = reduce(Reduce::LogSumExp, axis, axis.reduced(a.shape()), a);
    fill(a.shape(), |row, col| value(a.at(row, col), entry(&sums, row, col)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(reduced(Reduce::Max, [1.0, f64::NAN, 2.0].into_iter(), 3).is_nan());
        assert!(norm([1.0, f64::NAN, 2.0].into_iter()).is_nan());
    }
}
