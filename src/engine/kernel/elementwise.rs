//! Elementwise operations, on blocks of rows and columns.

use super::exponential;
use super::vectors::with_vectors;
use crate::engine::op::{Binary, Map};

/// From this many entries on, it pays to ask which vectors there are.
const LONG: usize = 32;

/// The entries of an operand in a block.
#[derive(Clone, Copy, Debug)]
pub enum Entries<'a> {
    /// One for each entry of the block, row by row.
    All(&'a [f64]),
    /// The same number everywhere.
    One(f64),
    /// The same row everywhere.
    Row(&'a [f64]),
    /// A number for each row.
    Column(&'a [f64]),
}

impl<'a> Entries<'a> {
    /// Whether they can be read without asking where a row ends.
    fn lie_flat(self) -> bool {
        matches!(self, Self::All(_) | Self::One(_))
    }

    /// Those of one row of a block.
    fn line(self, row: usize, cols: usize) -> Self {
        match self {
            Self::All(entries) => Self::All(&entries[row * cols..][..cols]),
            Self::One(_) => self,
            Self::Row(entries) => Self::All(entries),
            Self::Column(entries) => Self::One(entries[row]),
        }
    }

    /// One entry of a block.
    fn at(self, row: usize, col: usize, cols: usize) -> f64 {
        match self {
            Self::All(entries) => entries[row * cols + col],
            Self::One(entry) => entry,
            Self::Row(entries) => entries[col],
            Self::Column(entries) => entries[row],
        }
    }

    /// Those of a block, whose first row and column, height and width are given, of a value with
    /// `cols` columns.
    pub fn block(
        self,
        (row, col): (usize, usize),
        (height, width): (usize, usize),
        cols: usize,
    ) -> Entries<'a> {
        match self {
            Self::All(entries) => Self::All(&entries[row * cols + col..][..height * width]),
            Self::One(_) => self,
            Self::Row(entries) if height == 1 => Self::All(&entries[col..][..width]),
            Self::Row(entries) => Self::Row(&entries[col..][..width]),
            Self::Column(entries) if height == 1 => Self::One(entries[row]),
            Self::Column(entries) => Self::Column(&entries[row..][..height]),
        }
    }
}

/// An operation on every entry of a block with `cols` columns.
pub fn each(rule: Map, a: Entries, cols: usize, out: &mut [f64]) {
    let none = Entries::One(0.0);
    match rule {
        Map::Negate => pairs(a, none, cols, out, |x, _| -x),
        Map::Square => pairs(a, none, cols, out, |x, _| x * x),
        Map::Sigmoid => pairs(a, none, cols, out, |x, _| exponential::sigmoid(x)),
        Map::Exp => pairs(a, none, cols, out, |x, _| exponential::exp(x)),
        Map::SechSquared => pairs(a, none, cols, out, |x, _| sech_squared(x)),
        _ => pairs(a, none, cols, out, |x, _| map(rule, x)),
    }
}

/// An operation on every pair of entries of a block with `cols` columns.
pub fn binary(rule: Binary, a: Entries, b: Entries, cols: usize, out: &mut [f64]) {
    match rule {
        Binary::Add => pairs(a, b, cols, out, |x, y| x + y),
        Binary::Subtract => pairs(a, b, cols, out, |x, y| x - y),
        Binary::Multiply => pairs(a, b, cols, out, |x, y| x * y),
        Binary::Divide => pairs(a, b, cols, out, |x, y| x / y),
        _ => pairs(a, b, cols, out, |x, y| pair(rule, x, y)),
    }
}

/// An operation on every entry of a block with `cols` columns and that of an operand, which may
/// stand first.
pub fn onto(rule: Binary, operand: Entries, first: bool, cols: usize, out: &mut [f64]) {
    match (rule, first) {
        (Binary::Add, _) => in_place(operand, cols, out, |x, y| x + y),
        (Binary::Multiply, _) => in_place(operand, cols, out, |x, y| x * y),
        (Binary::Subtract, false) => in_place(operand, cols, out, |x, y| x - y),
        (Binary::Subtract, true) => in_place(operand, cols, out, |x, y| y - x),
        (_, false) => in_place(operand, cols, out, |x, y| pair(rule, x, y)),
        (_, true) => in_place(operand, cols, out, |x, y| pair(rule, y, x)),
    }
}

/// The second where the first is not 0, else the third.
pub fn select([condition, a, b]: [Entries; 3], cols: usize, out: &mut [f64]) {
    for (row, line) in out.chunks_mut(cols).enumerate() {
        for (col, entry) in line.iter_mut().enumerate() {
            let holds = condition.at(row, col, cols) != 0.0;
            *entry = if holds { a } else { b }.at(row, col, cols);
        }
    }
}

/// The entries as they are.
pub fn copy(a: Entries, cols: usize, out: &mut [f64]) {
    pairs(a, Entries::One(0.0), cols, out, |x, _| x);
}

#[inline(always)]
fn pairs(
    a: Entries,
    b: Entries,
    cols: usize,
    out: &mut [f64],
    rule: impl Fn(f64, f64) -> f64 + Copy,
) {
    if a.lie_flat() && b.lie_flat() {
        return line(a, b, out, rule);
    }
    let mut row = 0;
    while row * cols < out.len() {
        line(a.line(row, cols), b.line(row, cols), &mut out[row * cols..][..cols], rule);
        row += 1;
    }
}

#[inline(always)]
fn in_place(operand: Entries, cols: usize, out: &mut [f64], rule: impl Fn(f64, f64) -> f64 + Copy) {
    if out.len() < LONG {
        return lines_in_place(operand, cols, out, rule);
    }
    with_vectors(
        #[inline(always)]
        || lines_in_place(operand, cols, out, rule),
    );
}

#[inline(always)]
fn lines_in_place(operand: Entries, cols: usize, out: &mut [f64], rule: impl Fn(f64, f64) -> f64) {
    let each = |line: &mut [f64], other: &[f64]| {
        for (entry, y) in line.iter_mut().zip(other) {
            *entry = rule(*entry, *y);
        }
    };
    let all = |line: &mut [f64], y: f64| {
        for entry in line {
            *entry = rule(*entry, y);
        }
    };
    match operand {
        Entries::All(entries) => each(out, entries),
        Entries::One(y) => all(out, y),
        Entries::Row(row) => {
            let mut rest = out;
            while let Some((line, others)) = rest.split_at_mut_checked(cols) {
                each(line, row);
                rest = others;
            }
        }
        Entries::Column(column) => {
            let mut rest = out;
            for y in column {
                let (line, others) = rest.split_at_mut(cols);
                all(line, *y);
                rest = others;
            }
        }
    }
}

/// One loop for each rule and each way to lie, so that the simple ones become vector code.
#[inline(always)]
fn line(a: Entries, b: Entries, out: &mut [f64], rule: impl Fn(f64, f64) -> f64 + Copy) {
    if out.len() < LONG {
        return short_line(a, b, out, rule);
    }
    with_vectors(
        #[inline(always)]
        || short_line(a, b, out, rule),
    );
}

#[inline(always)]
fn short_line(a: Entries, b: Entries, out: &mut [f64], rule: impl Fn(f64, f64) -> f64) {
    match (a, b) {
        (Entries::All(a), Entries::All(b)) => {
            for ((entry, x), y) in out.iter_mut().zip(a).zip(b) {
                *entry = rule(*x, *y);
            }
        }
        (Entries::All(a), Entries::One(y)) => {
            for (entry, x) in out.iter_mut().zip(a) {
                *entry = rule(*x, y);
            }
        }
        (Entries::One(x), Entries::All(b)) => {
            for (entry, y) in out.iter_mut().zip(b) {
                *entry = rule(x, *y);
            }
        }
        (a, b) => out.fill(rule(a.at(0, 0, 1), b.at(0, 0, 1))),
    }
}

/// The value of an elementwise operation.
pub fn map(rule: Map, x: f64) -> f64 {
    match rule {
        Map::Negate => -x,
        Map::Exp => exponential::exp(x),
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
        Map::Sigmoid => exponential::sigmoid(x),
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

/// log(1 + eˣ), whose exponential never overflows.
fn softplus(x: f64) -> f64 {
    let rest = (-x.abs()).exp().ln_1p();
    if x > 0.0 { x + rest } else { rest }
}

/// 1/cosh²(x) = 4 e⁻²ˣ / (1 + e⁻²ˣ)², whose exponential never overflows.
fn sech_squared(x: f64) -> f64 {
    let small = exponential::exp(-2.0 * x.abs());
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
pub fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}
